"""A product's machine, as the plan declares it, in the local AWS: its rows, turns and event."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from meshwright.jobs.table import Input

from jobs.lake import job
from local_aws.athena.athena import Athena
from local_aws.machines.product import BUS, METRICS, REGION, RESULTS, SECONDS, WORKGROUP, Account

KEYS = job("select order as k from src.keys", {"k": "bigint"}, name="keys", primaryKey=["k"])
PRODUCT = "sales.keys"
COUNTING = "SELECT count(*) FROM src.keys a"


@pytest.fixture
def account(client) -> Account:
    account = Account.opened(client)
    for database in ("out", "src"):
        account.lake.glue.create_database(DatabaseInput={"Name": database})
    account.table("src", "keys", {"order": "bigint"})
    Athena(client("athena"), WORKGROUP).run("INSERT INTO src.keys VALUES (1), (2)")
    return account


@pytest.fixture
def machine(account: Account) -> str:
    return account.refreshing(PRODUCT, account.role("runtime", "states"), KEYS)


def rows(account: Account) -> list[tuple[str | None, ...]]:
    return Athena(account.client("athena"), WORKGROUP).rows("SELECT k FROM out.keys ORDER BY k")


def test_a_run_brings_the_rows_and_says_what_it_did(account: Account, machine: str) -> None:
    said = account.ended(account.start(machine, "first"))

    assert said["status"] == "SUCCEEDED", said
    assert rows(account) == [("1",), ("2",)]
    written = account.lake.s3.get_object(Bucket=RESULTS, Key=f"runs/{PRODUCT}/first.json")
    result = json.loads(written["Body"].read())
    assert result["state"] == "succeeded"
    assert [table["rows"] for table in result["tables"]] == [2]


def test_four_starts_at_once_are_one_that_runs_one_that_waits_and_two_that_end(
    account: Account, machine: str
) -> None:
    started = [account.start(machine, f"run-{number}") for number in range(4)]

    ended = {account.ended(each)["name"]: account.ended(each) for each in started}

    assert {said["status"] for said in ended.values()} == {"SUCCEEDED"}
    found = account.lake.s3.list_objects_v2(Bucket=RESULTS).get("Contents", [])
    names = {entry["Key"].rpartition("/")[2] for entry in found}
    worked = {name.removesuffix(".json") for name in names if name.endswith(".json")}
    # The first has worked, and the last, for what came after the first had begun.
    assert worked == {"run-0", "run-3"}
    assert rows(account) == [("1",), ("2",)]


def test_a_run_waits_for_the_one_that_has_the_lock_until_it_has_ended(
    account: Account, machine: str
) -> None:
    pausing = {"pause": {"Type": "Wait", "Seconds": 100_000, "End": True}}
    others = account.of_states("others", account.role("others", "states"), pausing)
    holder = account.start(others)
    locked(account, holder)
    started = account.start(machine, "second")
    assert "wait" in awaited(lambda: passed(account, started), until="wait")

    account.client("stepfunctions").stop_execution(executionArn=holder)

    assert account.ended(started)["status"] == "SUCCEEDED"
    assert rows(account) == [("1",), ("2",)]
    assert json.loads(lock(account))["run"] == started


def test_a_lock_of_a_run_that_is_not_known_any_more_is_taken_over(
    account: Account, machine: str
) -> None:
    locked(account, machine.replace(":stateMachine:", ":execution:") + ":long-ago")

    said = account.ended(account.start(machine))

    assert said["status"] == "SUCCEEDED", said


def test_a_run_waits_for_inputs_that_have_no_rows_yet(account: Account) -> None:
    athena = Athena(account.client("athena"), WORKGROUP)
    account.table("src", "names", {"k": "bigint"})
    query = "select k.order as k from src.keys k join src.names n on n.k = k.order"
    rule = {"metric": "rowCount", "mustBeGreaterThan": 0}
    plain = job(query, {"k": "bigint"}, name="keys", quality=[rule])
    inputs = tuple(Input("src", name, f"shop.src.{name}") for name in ("keys", "names"))
    reading = replace(plain, inputs=inputs)
    machine = account.refreshing(PRODUCT, account.role("runtime", "states"), reading)

    early = account.ended(account.start(machine, "early"))
    athena.run("INSERT INTO src.names VALUES (2)")
    late = account.ended(account.start(machine, "late"))

    assert (early["status"], late["status"]) == ("SUCCEEDED", "SUCCEEDED"), (early, late)
    results = [written(account, name) for name in ("early", "late")]
    assert [said["state"] for said in results] == ["waiting", "succeeded"]
    assert results[0]["waitingFor"] == "shop.src.names"
    assert rows(account) == [("2",)]


def test_the_alarm_of_freshness_hears_of_runs_that_refresh_alone(
    account: Account, machine: str
) -> None:
    cloudwatch = account.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="fresh",
        Namespace=METRICS,
        MetricName="Refreshed",
        Dimensions=[{"Name": "Product", "Value": PRODUCT}],
        Statistic="Sum",
        Period=3600,
        EvaluationPeriods=4,
        Threshold=1,
        ComparisonOperator="LessThanThreshold",
        TreatMissingData="breaching",
    )

    def state() -> str:
        return cloudwatch.describe_alarms(AlarmNames=["fresh"])["MetricAlarms"][0]["StateValue"]

    maintained = account.ended(account.start(machine, maintain=True))
    assert (maintained["status"], state()) == ("SUCCEEDED", "ALARM")
    refreshed = account.ended(account.start(machine))
    assert (refreshed["status"], state()) == ("SUCCEEDED", "OK"), refreshed


def written(account: Account, name: str) -> dict[str, Any]:
    said = account.lake.s3.get_object(Bucket=RESULTS, Key=f"runs/{PRODUCT}/{name}.json")
    return json.loads(said["Body"].read())


def locked(account: Account, execution: str) -> None:
    body = json.dumps({"run": execution}).encode()
    account.lake.s3.put_object(Bucket=RESULTS, Key=f"runs/{PRODUCT}/lock", Body=body)


def lock(account: Account) -> str:
    return account.lake.s3.get_object(Bucket=RESULTS, Key=f"runs/{PRODUCT}/lock")["Body"].read()


def passed(account: Account, execution: str) -> list[str]:
    """The states that an execution has entered."""
    asked = account.client("stepfunctions").get_execution_history
    events = asked(executionArn=execution, maxResults=1000)["events"]
    return [
        e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e
    ]


def test_a_run_starts_those_who_read_the_product_once(account: Account, machine: str) -> None:
    reading = {"read": {"Type": "Succeed"}}
    reader = account.of_states("reader", account.role("reading", "states"), reading)
    events = account.client("events")
    heard = {"source": ["mesh"], "detail-type": ["refreshed"], "detail": {"product": [PRODUCT]}}
    events.put_rule(Name="inputs", EventBusName=BUS, EventPattern=json.dumps(heard))
    starts = {"Effect": "Allow", "Action": "states:StartExecution", "Resource": reader}
    starter = account.role("starter", "events", starts)
    target = {"Id": "reader", "Arn": reader, "RoleArn": starter, "Input": "{}"}
    events.put_targets(Rule="inputs", EventBusName=BUS, Targets=[target])

    account.ended(account.start(machine))
    account.executions(reader, at_least=1)
    account.ended(account.start(machine))

    found = account.executions(reader, at_least=2)
    assert len(found) == 2
    assert {account.ended(each["executionArn"])["input"] for each in found} == {"{}"}


def test_a_query_that_fails_fails_the_run_with_athenas_words(account: Account) -> None:
    broken = job("select gone as k from src.keys", {"k": "bigint"}, name="keys", primaryKey=["k"])
    role = account.role("runtime", "states")
    machine = account.refreshing(PRODUCT, role, broken)

    said = account.ended(account.start(machine))

    assert said["status"] == "FAILED"
    assert said["error"] == "States.TaskFailed"
    assert "gone" in said["cause"]
    assert rows(account) == []


def test_a_run_that_is_stopped_stops_its_query(account: Account) -> None:
    many = "CROSS JOIN UNNEST(sequence(1, 10000, 1)) "
    joined = " ".join(f"{many} u{n}(x{n})" for n in range(4))
    query = {"QueryString": f"{COUNTING} {joined}", "WorkGroup": WORKGROUP}
    resource = "arn:aws:states:::athena:startQueryExecution.sync"
    task = {"Type": "Task", "Resource": resource, "Parameters": query, "End": True}
    machine = account.of_states("endless", account.role("runtime", "states"), {"a": task})
    athena, started = account.client("athena"), account.start(machine)
    listed = athena.list_query_executions
    asked = awaited(lambda: listed(WorkGroup=WORKGROUP)["QueryExecutionIds"], number=2)

    account.client("stepfunctions").stop_execution(executionArn=started)

    assert account.ended(started)["status"] == "ABORTED"
    states = {Athena(athena, WORKGROUP).ended(each)["Status"]["State"] for each in asked}
    assert "CANCELLED" in states


def awaited(
    found: Callable[[], list[str]], *, number: int = 1, until: str | None = None
) -> list[str]:
    """What is found once it is so many, and has something among it."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        listed = found()
        if len(listed) >= number and until in (None, *listed):
            break
        time.sleep(0.02)
    return found()


def test_a_role_without_rights_brings_no_rows(account: Account) -> None:
    listing = {"Effect": "Allow", "Action": ["states:*", "s3:*"], "Resource": "*"}
    machine = account.refreshing(PRODUCT, account.role("runtime", "states", listing), KEYS)

    said = account.ended(account.start(machine))

    assert said["status"] == "FAILED"
    assert said["error"] == "Athena.AmazonAthenaException"
    assert f"arn:aws:athena:{REGION}:" in said["cause"]
    assert rows(account) == []


def test_upkeep_keeps_the_rows_and_looks_after_a_long_promise(account: Account) -> None:
    role = account.role("runtime", "states")
    machine = account.refreshing(PRODUCT, role, KEYS, promised_days=30)

    never = account.ended(account.start(machine, maintain=True))
    account.ended(account.start(machine))
    fresh = account.ended(account.start(machine, maintain=True))

    assert (never["status"], never["error"]) == ("FAILED", "mesh.Stale")
    assert fresh["status"] == "SUCCEEDED", fresh
    assert rows(account) == [("1",), ("2",)]
