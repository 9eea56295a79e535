"""What refreshes a product's tables: machine, workgroup, schedules, rules, alarms, landing."""

import json
from typing import Any

import pytest

from meshwright.aws.resource_types import TYPES
from meshwright.plan import plan
from meshwright.plan.declaration import Declaration, Plan
from meshwright.plan.limits import plan_findings
from meshwright.plan.machine import console_link
from meshwright.plan.queries import in_order, inputs_of
from meshwright.specs.environment import Environment, Place

from judged import ALLOWED, SILENT, of_identity, of_resource
from living import LIVING, SHOP, SLACK
from meshes import TODAY, MeshOf, environment, pick

ORDERS, REPORT, SALES = "dev.sales.orders", "dev.sales.report", "dev.sales"
AT = "eu-central-1:111122223333"
MACHINE = f"arn:aws:states:{AT}:stateMachine:mesh-dev--sales--orders"
TOPIC = f"arn:aws:sns:{AT}:mesh-dev--sales"
STARTER = "arn:aws:iam::111122223333:role/mesh/sales/mesh-dev--sales--starter"
RUNTIME = "arn:aws:iam::111122223333:role/mesh/sales/mesh-dev--sales--orders--runtime"
LANDING = "mesh-dev--sales--orders--111122223333--landing"
REPORT_SPEC = LIVING["sales/report/product.yaml"] or ""
SPEC = LIVING["sales/orders/product.yaml"] or ""


@pytest.fixture
def living(mesh_of: MeshOf) -> Plan:
    place = environment(landing={"sales.orders": [SHOP]}, slack=SLACK)
    return plan(mesh_of(LIVING), place, as_of=TODAY)


def of_type(planned: Plan, stack: str, kind: str) -> dict[str, Declaration]:
    found = planned.stacks[stack].declarations
    return {d.name: d for d in found if d.type.endswith(f":{kind}")}


def test_a_product_runs_as_itself_in_a_workgroup_of_its_own(living: Plan) -> None:
    machine = pick(living, ORDERS, "StateMachine", "machine").inputs
    workgroup = pick(living, ORDERS, "Workgroup", "jobs").inputs

    assert machine["roleArn"] == RUNTIME
    assert machine["type"] == "STANDARD"
    assert workgroup["name"] in machine["definition"]
    assert workgroup["configuration"]["managedQueryResultsConfiguration"] == {"enabled": True}
    assert workgroup["configuration"]["bytesScannedCutoffPerQuery"] > 0


def test_a_run_tells_the_bus_and_writes_its_result_under_the_products_id(living: Plan) -> None:
    definition = pick(living, ORDERS, "StateMachine", "machine").inputs["definition"]

    assert "runs/sales.orders/" in definition
    assert "mesh-dev--111122223333--catalog" in definition
    assert pick(living, "dev", "EventBus", "news").inputs["name"] == "mesh-dev"


def test_schedules_are_in_utc_and_each_week_has_its_maintenance(living: Plan) -> None:
    schedules = of_type(living, REPORT, "Schedule")
    refresh, maintain = schedules["refresh"].inputs, schedules["maintain"].inputs

    assert refresh["scheduleExpression"] == "cron(0 2 * * ? *)"
    assert {s.inputs["scheduleExpressionTimezone"] for s in schedules.values()} == {"UTC"}
    assert json.loads(refresh["target"]["input"]) == {}
    assert json.loads(maintain["target"]["input"]) == {"maintain": True}
    assert maintain["scheduleExpression"].startswith("cron(")
    assert refresh["target"]["roleArn"] == STARTER
    assert refresh["groupName"] == pick(living, SALES, "ScheduleGroup", "schedules").inputs["name"]


def test_the_time_of_maintenance_follows_from_the_name(living: Plan) -> None:
    times = {
        pick(living, stack, "Schedule", "maintain").inputs["scheduleExpression"]
        for stack in (ORDERS, REPORT)
    }

    assert len(times) == 2


def test_files_that_land_start_a_run(living: Plan) -> None:
    rule = pick(living, ORDERS, "EventRule", "landed").inputs
    target = pick(living, ORDERS, "EventTarget", "landed").inputs

    assert rule["eventBusName"] == "default"
    assert json.loads(rule["eventPattern"])["detail"] == {"bucket": {"name": [LANDING]}}
    assert (target["arn"], target["input"], target["roleArn"]) == (MACHINE, "{}", STARTER)
    assert pick(living, ORDERS, "BucketNotification", "landing").inputs == {
        "bucket": LANDING,
        "eventbridge": True,
    }


def test_news_of_an_input_start_a_run(mesh_of: MeshOf) -> None:
    listens = {
        **LIVING,
        "sales/report/product.yaml": REPORT_SPEC.replace('refresh: {cron: "0 2 * * *"}\n', ""),
    }
    planned = plan(mesh_of(listens), environment(), as_of=TODAY)
    rule = pick(planned, REPORT, "EventRule", "inputs").inputs

    assert rule["eventBusName"] == "mesh-dev"
    assert json.loads(rule["eventPattern"]) == {
        "source": ["mesh"],
        "detail-type": ["refreshed"],
        "detail": {"product": ["sales.orders"]},
    }
    assert set(of_type(planned, REPORT, "Schedule")) == {"maintain"}


def test_a_product_with_a_schedule_does_not_listen(living: Plan) -> None:
    assert set(of_type(living, REPORT, "EventRule")) == {"failed"}


def test_a_run_that_fails_is_told_to_the_domains_topic(living: Plan) -> None:
    rule = pick(living, ORDERS, "EventRule", "failed").inputs
    target = pick(living, ORDERS, "EventTarget", "failed").inputs
    template = target["inputTransformer"]["inputTemplate"]

    assert json.loads(rule["eventPattern"])["detail"] == {
        "stateMachineArn": [MACHINE],
        "status": ["FAILED", "TIMED_OUT", "ABORTED"],
    }
    assert (target["arn"], target["roleArn"]) == (TOPIC, STARTER)
    assert '"description": <cause>' in template
    assert "team-orders@acme.example" in template
    assert "/states/home?region=eu-central-1#/v2/executions/details/<executionArn>" in template
    filled = template.replace("<cause>", '"rule rowCount"').replace("<error>", '"E"')
    assert json.loads(filled.replace("<name>", '"run"'))["source"] == "custom"


def test_a_promise_of_freshness_is_an_alarm(living: Plan) -> None:
    alarm = pick(living, ORDERS, "MetricAlarm", "freshness").inputs

    assert (alarm["period"], alarm["evaluationPeriods"]) == (3600, 4)
    assert alarm["treatMissingData"] == "breaching"
    assert (alarm["namespace"], alarm["metricName"]) == ("mesh-dev", "Refreshed")
    assert alarm["dimensions"] == {"Product": "sales.orders"}
    assert alarm["alarmActions"] == [TOPIC]
    assert "4 hours" in alarm["alarmDescription"]


@pytest.mark.parametrize(
    ("promise", "period", "periods", "said"),
    [("15m", 300, 3, "15 minutes"), ("1h", 3600, 1, "1 hour"), ("7d", 3600, 168, "7 days")],
)
def test_a_promise_is_looked_after_in_periods_that_cloudwatch_takes(
    mesh_of: MeshOf, promise: str, period: int, periods: int, said: str
) -> None:
    spec = {**LIVING, "sales/orders/product.yaml": SPEC.replace("4h", promise)}
    planned = plan(mesh_of(spec), environment(), as_of=TODAY)
    alarm = pick(planned, ORDERS, "MetricAlarm", "freshness").inputs

    assert (alarm["period"], alarm["evaluationPeriods"]) == (period, periods)
    assert said in alarm["alarmDescription"]


def test_no_alarm_holds_a_promise_of_a_week_and_more(living: Plan) -> None:
    assert of_type(living, REPORT, "MetricAlarm") == {}


def test_the_domain_hears_by_mail_and_in_slack(living: Plan) -> None:
    subscribed = of_type(living, SALES, "TopicSubscription")
    channel = pick(living, SALES, "SlackChannelConfiguration", "alarms").inputs

    assert set(subscribed) == {"team-orders@acme.example", "team-sales@acme.example"}
    assert {d.inputs["protocol"] for d in subscribed.values()} == {"email"}
    assert channel["snsTopicArns"] == [TOPIC]
    assert channel["guardrailPolicyArns"] == ["arn:aws:iam::aws:policy/AWSDenyAll"]


@pytest.mark.parametrize(
    ("name", "settings"),
    [("local", {"slack": SLACK}), ("dev", {}), ("dev", {"slack": {**SLACK, "channels": {}}})],
)
def test_a_channel_is_left_out_where_there_is_none(
    mesh_of: MeshOf, name: str, settings: dict[str, Any]
) -> None:
    planned = plan(mesh_of(LIVING), environment(name, **settings), as_of=TODAY)

    assert of_type(planned, f"{name}.sales", "SlackChannelConfiguration") == {}


def test_only_alarms_of_the_mesh_publish_and_use_the_topics_key(living: Plan) -> None:
    topic = pick(living, SALES, "TopicPolicy", "alarms").inputs["policy"]
    key = pick(living, SALES, "Key", "key").inputs["policy"]
    alarm = f"arn:aws:cloudwatch:{AT}:alarm:mesh-dev--*--*"

    for text in (topic, key):
        (statement,) = (
            s for s in json.loads(text)["Statement"] if "Service" in s.get("Principal", {})
        )
        assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert statement["Condition"] == {
            "StringEquals": {"aws:SourceAccount": "111122223333"},
            "ArnLike": {"aws:SourceArn": alarm},
        }


def test_the_starter_starts_the_domains_machines_and_tells_its_topic(living: Plan) -> None:
    access = pick(living, SALES, "RolePolicy", "starter").inputs["policy"]
    trust = json.loads(pick(living, SALES, "Role", "starter").inputs["assumeRolePolicy"])
    other = MACHINE.replace("--sales--", "--finance--")

    assert of_identity(access, "states:StartExecution", MACHINE, {}) is ALLOWED
    assert of_identity(access, "states:StartExecution", other, {}) is SILENT
    assert of_identity(access, "sns:Publish", TOPIC, {}) is ALLOWED
    assert {s["Principal"]["Service"] for s in trust["Statement"]} == {
        "events.amazonaws.com",
        "scheduler.amazonaws.com",
    }
    assert all("aws:SourceAccount" in str(s["Condition"]) for s in trust["Statement"])


def test_the_people_of_a_domain_run_its_products_and_no_others(living: Plan) -> None:
    access = pick(living, SALES, "RolePolicy", "reader").inputs["policy"]
    boundary = pick(living, "dev", "Policy", "boundary").inputs["policy"]
    other = MACHINE.replace("--sales--", "--finance--")
    run = MACHINE.replace(":stateMachine:", ":execution:")

    for action, resource in (
        ("states:StartExecution", MACHINE),
        ("states:ListExecutions", MACHINE),
        ("states:DescribeExecution", f"{run}:one"),
    ):
        assert of_identity(access, action, resource, {}) is ALLOWED
        assert of_identity(boundary, action, resource, {}) is ALLOWED
        others = resource.replace("--sales--", "--finance--")
        assert of_identity(access, action, others, {}) is SILENT
    assert of_identity(access, "states:StopExecution", f"{run}:one", {}) is SILENT
    assert of_identity(access, "states:UpdateStateMachine", MACHINE, {}) is SILENT
    assert of_identity(access, "states:StartExecution", other, {}) is SILENT


def test_the_people_of_a_domain_run_what_has_moved_to_it(mesh_of: MeshOf) -> None:
    moved = {name.replace("sales/report", "finance/report"): t for name, t in LIVING.items()}
    lock = {"finance/report/product.lock.yaml": "origin: sales.report\n"}
    planned = plan(mesh_of({**moved, **lock}), environment(), as_of=TODAY)
    access = pick(planned, "dev.finance", "RolePolicy", "reader").inputs["policy"]
    machine = MACHINE.replace("orders", "report")
    run = machine.replace(":stateMachine:", ":execution:")

    assert of_identity(access, "states:StartExecution", machine, {}) is ALLOWED
    assert of_identity(access, "states:DescribeExecution", f"{run}:one", {}) is ALLOWED
    assert of_identity(access, "states:StartExecution", MACHINE, {}) is SILENT


def test_where_nothing_runs_people_start_nothing(mesh_of: MeshOf) -> None:
    files = {"sales/domain.yaml": LIVING["sales/domain.yaml"]}
    planned = plan(mesh_of(files), environment(), as_of=TODAY)

    assert "states:" not in pick(planned, SALES, "RolePolicy", "reader").inputs["policy"]


def test_a_product_that_has_moved_is_started_by_its_new_domain(mesh_of: MeshOf) -> None:
    moved = {name.replace("sales/report", "finance/report"): t for name, t in LIVING.items()}
    lock = {"finance/report/product.lock.yaml": "origin: sales.report\n"}
    planned = plan(mesh_of({**moved, **lock}), environment(), as_of=TODAY)
    access = pick(planned, "dev.finance", "RolePolicy", "starter").inputs["policy"]
    target = pick(planned, "dev.finance.report", "Schedule", "maintain").inputs["target"]

    assert target["arn"] == MACHINE.replace("orders", "report")
    assert target["roleArn"].endswith("/mesh-dev--finance--starter")
    assert of_identity(access, "states:StartExecution", target["arn"], {}) is ALLOWED
    assert of_identity(access, "states:StartExecution", MACHINE, {}) is SILENT


def test_the_runtime_role_is_its_machines_alone_and_does_what_that_does(living: Plan) -> None:
    role = pick(living, SALES, "Role", "runtime:sales.orders").inputs["assumeRolePolicy"]
    access = pick(living, SALES, "RolePolicy", "runtime:sales.orders").inputs["policy"]
    own = {"aws:resourceaccount": "111122223333"}
    catalog = "arn:aws:s3:::mesh-dev--111122223333--catalog/runs"
    bus = f"arn:aws:events:{AT}:event-bus/mesh-dev"
    machines = [s for s in json.loads(role)["Statement"] if "states" in str(s["Principal"])]

    def may(action: str, resource: str, **context: str) -> bool:
        return of_identity(access, action, resource, {**own, **context}) is ALLOWED

    assert [s["Condition"]["ArnEquals"] for s in machines] == [{"aws:SourceArn": MACHINE}]
    assert may("s3:PutObject", f"{catalog}/sales.orders/run.json")
    assert not may("s3:PutObject", f"{catalog}/sales.report/run.json")
    assert may("s3:PutObject", f"{catalog}/sales.orders/lock")
    assert may("s3:GetObject", f"{catalog}/sales.orders/lock")
    assert not may("s3:DeleteObject", f"{catalog}/sales.orders/lock")
    assert may("s3:GetObject", f"arn:aws:s3:::{LANDING}/orders/a.csv")
    assert not may("s3:PutObject", f"arn:aws:s3:::{LANDING}/orders/a.csv")
    assert may("events:PutEvents", bus, **{"events:source": "mesh"})
    assert not may("events:PutEvents", bus, **{"events:source": "aws.s3"})
    assert may("cloudwatch:PutMetricData", "*", **{"cloudwatch:namespace": "mesh-dev"})
    assert not may("cloudwatch:PutMetricData", "*", **{"cloudwatch:namespace": "AWS/States"})
    assert may("states:ListExecutions", MACHINE)
    run = MACHINE.replace(":stateMachine:", ":execution:")
    assert may("states:DescribeExecution", f"{run}:other")
    assert not may("states:DescribeExecution", f"{run}_eu:other")
    assert not may("states:StartExecution", MACHINE)
    assert may(
        "athena:StartQueryExecution", f"arn:aws:athena:{AT}:workgroup/mesh-dev--sales--orders"
    )
    assert not may("athena:StartQueryExecution", f"arn:aws:athena:{AT}:workgroup/mesh-dev--sales")


def test_who_is_named_lands_files_and_reads_none(living: Plan) -> None:
    policy = pick(living, ORDERS, "BucketPolicy", "landing").inputs["policy"]
    key = pick(living, SALES, "Key", "key").inputs["policy"]
    file = f"arn:aws:s3:::{LANDING}/orders/a.csv"
    secure = {"aws:securetransport": "true", "aws:principalarn": SHOP}
    through = {
        "aws:principalarn": SHOP,
        "kms:calleraccount": "111122223333",
        "kms:viaservice": "s3.eu-central-1.amazonaws.com",
    }

    assert of_resource(policy, "s3:PutObject", file, secure, SHOP) is ALLOWED
    assert of_resource(policy, "s3:GetObject", file, secure, SHOP) is SILENT
    assert of_resource(key, "kms:GenerateDataKey", "key", through, SHOP) is ALLOWED


def test_landed_files_go_after_a_month_and_lake_formation_does_not_open_them(
    living: Plan,
) -> None:
    rules = pick(living, ORDERS, "BucketLifecycleConfiguration", "landing").inputs["rules"]
    registered = of_type(living, ORDERS, "Resource")

    assert {"days": 30} in [rule.get("expiration") for rule in rules]
    assert set(registered) == {"data"}


def test_a_retired_product_has_its_data_and_nothing_that_writes(mesh_of: MeshOf) -> None:
    spec = {**LIVING, "sales/orders/product.yaml": f"{SPEC}status: retired\n"}
    place = environment(landing={"sales.orders": [SHOP]})
    planned = plan(mesh_of(spec), place, as_of=TODAY)
    kinds = {d.type.rpartition(":")[2] for d in planned.stacks[ORDERS].declarations}
    policy = pick(planned, ORDERS, "BucketPolicy", "landing").inputs["policy"]

    assert {"CatalogTable", "Bucket"} <= kinds
    assert not {"StateMachine", "Schedule", "EventRule", "Workgroup", "Permissions"} & kinds
    assert SHOP not in policy


def test_a_mesh_without_rows_to_make_has_none_of_it(mesh_of: MeshOf, dev: Environment) -> None:
    planned = plan(mesh_of(), dev, as_of=TODAY)
    kinds = {d.type for s in planned.stacks.values() for d in s.declarations}

    assert not [kind for kind in kinds if TYPES[kind].page.startswith(("sfn", "sns", "cloudwatch"))]


def test_a_slip_of_the_pen_takes_nothing_away_that_runs_need(mesh_of: MeshOf) -> None:
    whole = plan(mesh_of(LIVING), environment(), as_of=TODAY)
    broken = {
        **LIVING,
        "sales/orders/product.yaml": f"{SPEC}nonsense: 1\n",
        "sales/report/product.yaml": None,
        "sales/report/report.sql": None,
    }
    planned = plan(mesh_of(broken), environment(), as_of=TODAY)

    assert pick(planned, "dev", "EventBus", "news")
    assert pick(planned, SALES, "Topic", "alarms")
    for kind in ("Role", "RolePolicy"):
        kept = pick(planned, SALES, kind, "runtime:sales.orders").inputs
        assert {**kept, "tags": 0} == {
            **pick(whole, SALES, kind, "runtime:sales.orders").inputs,
            "tags": 0,
        }


def test_a_table_is_made_after_those_that_it_reads(mesh_of: MeshOf) -> None:
    spec = """\
description: d
tables:
  a: {format: iceberg, query: a.sql, primaryKey: [n], columns: {n: int}}
  b: {format: iceberg, query: b.sql, primaryKey: [n], columns: {n: int}}
  c: {format: iceberg, query: c.sql, primaryKey: [n], columns: {n: int}}
"""
    files = {
        "sales/x/product.yaml": spec,
        "sales/x/a.sql": "select n from sales__x.b",
        "sales/x/b.sql": "select n from sales__x.c where 'a' = 'a'",
        "sales/x/c.sql": "select 1 as n",
    }

    def order(changes: dict[str, str]) -> list[str]:
        product = mesh_of({**files, **changes}).products["sales.x"]
        return [job.name for job in in_order(product)]

    assert order({}) == ["c", "b", "a"]
    assert order({"sales/x/c.sql": "select n from sales__x.a"}) == ["a", "b", "c"]
    assert order({"sales/x/b.sql": "select n from sales__x.c where ("}) == ["b", "c", "a"]
    assert order({"sales/x/b.sql": "select n n n from sales__x.c"}) == ["b", "c", "a"]


def test_a_definition_that_is_too_large_is_said_in_the_words_of_the_spec(
    mesh_of: MeshOf, dev: Environment
) -> None:
    tables = ("a", "b", "c", "d", "e")
    columns = "primaryKey: [n], columns: {n: int}"
    made = "\n".join(f"  {t}: {{format: iceberg, query: {t}.sql, {columns}}}" for t in tables)
    comment = f"select 1 as n where '{'x' * 240_000}' = ''"
    spec = {"sales/x/product.yaml": f"description: d\ntables:\n{made}\n"}
    spec |= {f"sales/x/{t}.sql": comment for t in tables}
    planned = plan(mesh_of(spec), dev, as_of=TODAY)

    found = [f for f in plan_findings(planned, dev) if f.code == "PLAN005"]

    assert [f.subject for f in found] == ["sales.x"]
    assert "machine" in found[0].message


def test_a_run_is_looked_at_in_the_console_of_its_partition() -> None:
    china = Place("dev", "111122223333", "cn-north-1", "aws-cn")

    assert console_link(china, "e").startswith("https://cn-north-1.console.amazonaws.cn/states/")


def test_more_event_rules_than_a_bus_may_hold_are_found(mesh_of: MeshOf) -> None:
    mesh = mesh_of(LIVING)

    def found(**quotas: int) -> list[str]:
        place = environment(quotas=quotas)
        planned = plan(mesh, place, as_of=TODAY)
        return [f.message for f in plan_findings(planned, place) if f.code == "PLAN003"]

    assert found(eventRules=3) == []
    assert found(eventRules=2) == [
        "the mesh needs 3 event rules on one bus, and account 111122223333 may hold 2"
    ]
    assert found(workgroups=1)


def test_a_machine_knows_the_inputs_that_its_queries_read(mesh_of: MeshOf) -> None:
    query = "select o.order_id from sales__orders.orders o, sales__report.report"
    files = {**LIVING, "sales/report/report.sql": query}
    mesh = mesh_of(files)
    report = mesh.products["sales.report"]

    (made,) = in_order(report, inputs_of(report, mesh))

    assert [(i.database, i.table, i.name) for i in made.inputs] == [
        ("sales__orders", "orders", "sales.orders.orders")
    ]


def test_a_machine_knows_what_a_table_reads_of_its_own_product(mesh_of: MeshOf) -> None:
    mesh = mesh_of(LIVING)
    orders = mesh.products["sales.orders"]

    read = {
        job.name: [i.name for i in job.inputs] for job in in_order(orders, inputs_of(orders, mesh))
    }

    assert read == {"orders": [], "places": [], "daily": ["sales.orders.orders"]}


def test_an_input_that_has_moved_is_known_by_where_it_began(mesh_of: MeshOf) -> None:
    moved = {name.replace("sales/orders", "finance/orders"): t for name, t in LIVING.items()}
    lock = {"finance/orders/product.lock.yaml": "origin: sales.orders\n"}
    reads = {"sales/report/product.yaml": REPORT_SPEC.replace("sales.orders", "finance.orders")}
    mesh = mesh_of({**moved, **lock, **reads})

    found = inputs_of(mesh.products["sales.report"], mesh)

    assert found == {"sales__orders": "finance.orders", "sales__report": "sales.report"}


def test_an_input_that_cannot_be_read_is_known_by_its_id(mesh_of: MeshOf) -> None:
    mesh = mesh_of({**LIVING, "sales/orders/product.yaml": "tables: ["})

    found = inputs_of(mesh.products["sales.report"], mesh)

    assert found == {"sales__orders": "sales.orders", "sales__report": "sales.report"}


def test_a_query_that_cannot_be_read_reads_nothing_and_leaves_the_order(mesh_of: MeshOf) -> None:
    unreadable = "select from sales__orders.daily where ("
    mesh = mesh_of({**LIVING, "sales/orders/daily.sql": unreadable})
    product = mesh.products["sales.orders"]

    jobs = in_order(product, inputs_of(product, mesh))

    assert {job.name: job.inputs for job in jobs}["daily"] == ()
