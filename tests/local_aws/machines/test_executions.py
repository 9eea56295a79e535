"""Executions in the local AWS: their names, their ends, their waits, and what a reset leaves."""

import json
import time
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from localaws.machines.waiting import PACE
from localaws.reset import empty

from local_aws.machines.product import EVERYTHING, Account

WAITING = {"wait": {"Type": "Wait", "Seconds": 100_000, "End": True}}
PASSING = {"pass": {"Type": "Pass", "End": True}}


@pytest.fixture
def account(client) -> Account:
    return Account(client, cast("Any", None))


@pytest.fixture
def role(account: Account) -> str:
    return account.role("runtime", "states")


def refused(call: Any, **given: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**given)
    return error.value.response["Error"]["Code"]


def test_a_name_and_its_input_are_one_execution_while_it_runs(account: Account, role: str) -> None:
    machine = account.of_states("orders", role, WAITING)
    start = account.client("stepfunctions").start_execution

    first, second = account.start(machine, "night"), account.start(machine, "night")

    assert first == second
    given = {"stateMachineArn": machine, "name": "night"}
    assert refused(start, **given, input='{"full": true}') == "ExecutionAlreadyExists"
    assert len(account.executions(machine)) == 1


def test_a_name_that_has_run_is_not_run_again(account: Account, role: str) -> None:
    machine = account.of_states("orders", role, PASSING)
    account.ended(account.start(machine, "night"))

    again = account.client("stepfunctions").start_execution
    assert refused(again, stateMachineArn=machine, name="night", input="{}") == (
        "ExecutionAlreadyExists"
    )


def test_a_machine_that_takes_too_long_is_timed_out(account: Account, role: str) -> None:
    written = {"StartAt": "wait", "TimeoutSeconds": 1, "States": WAITING}
    machine = account.machine("orders", role, json.dumps(written))

    said = account.ended(account.start(machine))

    assert said["status"] == "TIMED_OUT"
    assert said["stopDate"] > said["startDate"]
    assert "stopDate" in account.executions(machine)[0]


def test_its_output_is_json_whatever_it_is(account: Account, role: str) -> None:
    state = {"Type": "Pass", "Result": "a text", "End": True}
    machine = account.of_states("orders", role, {"a": state})

    assert account.ended(account.start(machine))["output"] == '"a text"'


def test_a_wait_is_shorter_than_it_says(account: Account, role: str) -> None:
    machine = account.of_states("orders", role, {"a": {**WAITING["wait"], "Seconds": 20}})
    begun = time.monotonic()

    said = account.ended(account.start(machine))

    assert said["status"] == "SUCCEEDED"
    assert 20 / PACE <= time.monotonic() - begun < 20


def test_a_failure_is_tried_again_and_then_caught_by_its_name(account: Account, role: str) -> None:
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:s3:headBucket",
        "Parameters": {"Bucket": "gone"},
        "Retry": [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 1, "MaxAttempts": 2}],
        "Catch": [{"ErrorEquals": ["S3.S3Exception"], "Next": "b", "ResultPath": "$.error"}],
        "End": True,
    }
    machine = account.of_states("orders", role, {"a": task, "b": {"Type": "Succeed"}})

    started = account.start(machine)
    said = account.ended(started)

    history = account.client("stepfunctions").get_execution_history
    kinds = [event["type"] for event in history(executionArn=started)["events"]]
    assert said["status"] == "SUCCEEDED"
    assert kinds.count("TaskFailed") == 3
    assert json.loads(said["output"])["error"]["Error"] == "S3.S3Exception"


@pytest.mark.parametrize("kind", ["Parallel", "Map"])
def test_a_branch_or_an_item_that_fails_fails_the_whole_by_its_name(
    account: Account, role: str, kind: str
) -> None:
    failing = {"StartAt": "f", "States": {"f": {"Type": "Fail", "Error": "mesh.X", "Cause": "y"}}}
    inner = {"Branches": [failing]} if kind == "Parallel" else {
        "ItemsPath": "$.items",
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, **failing},
    }  # fmt: skip
    machine = account.of_states("orders", role, {"a": {"Type": kind, "End": True, **inner}})

    said = account.ended(account.start(machine, items=[1, 2]))

    assert (said["status"], said["error"], said["cause"]) == ("FAILED", "mesh.X", "y")


def test_a_machine_runs_by_what_it_says_now_and_a_run_by_what_it_said_then(
    account: Account, role: str
) -> None:
    machine = account.of_states("orders", role, {"a": {"Type": "Pass", "Result": 1, "End": True}})
    first = account.ended(account.start(machine))["output"]
    written = {"StartAt": "a", "States": {"a": {"Type": "Pass", "Result": 2, "End": True}}}
    account.client("stepfunctions").update_state_machine(
        stateMachineArn=machine, definition=json.dumps(written)
    )

    assert first == "1"
    assert account.ended(account.start(machine))["output"] == "2"


def test_nothing_runs_on_after_a_reset(account: Account, role: str) -> None:
    """A run of before neither ends nor tells of its end where all is new."""
    account.start(account.of_states("orders", role, WAITING), "night")

    empty(account.client("stepfunctions").meta.endpoint_url)

    again = account.of_states("orders", account.role("runtime", "states"), WAITING)
    assert account.executions(again) == []
    account.start(again, "night")
    assert [each["status"] for each in account.executions(again)] == ["RUNNING"]


def test_a_role_that_no_longer_trusts_runs_nothing(account: Account, role: str) -> None:
    task = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets", "End": True}
    machine = account.of_states("orders", role, {"a": task})
    iam = account.client("iam")
    trusting = {**EVERYTHING, "Principal": {"Service": "glue.amazonaws.com"}}
    trusting |= {"Action": "sts:AssumeRole"}
    del trusting["Resource"]
    document = {"Version": "2012-10-17", "Statement": [trusting]}
    iam.update_assume_role_policy(RoleName="runtime", PolicyDocument=json.dumps(document))

    said = account.ended(account.start(machine))

    assert said["status"] == "FAILED"
    assert "may not assume" in said["cause"]


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({"a": {"Type": "Pass", "Next": "b"}}, "Missing 'Next' target: b"),
        ({"a": {"Type": "Pass"}}, "'Next' or 'End'"),
        ({"a": {"Type": "Pass", "End": True}, "b": {"Type": "Succeed"}}, "not reachable"),
        ({"a": {"Type": "Choice", "Choices": [], "Default": "b"}}, "Missing 'Default' target: b"),
        ({"a" * 81: {"Type": "Succeed"}}, "longer than 80"),
        ({"a": {"Type": "Dance", "End": True}}, "SCHEMA_VALIDATION_FAILED"),
        (
            {"a": {"Type": "Pass", "Parameters": {"x.$": "States.Format('{}'"}, "End": True}},
            "must be a JSONPath or an intrinsic function",
        ),
        (
            {"a": {"Type": "Pass", "Parameters": {"x.$": "States.Format('{}' $)"}, "End": True}},
            "no intrinsic function",
        ),
        (
            {"a": {"Type": "Pass", "Parameters": {"x.$": r"States.Format('\q')"}, "End": True}},
            "escapes nothing",
        ),
    ],
)
def test_a_broken_definition_is_refused(
    account: Account, role: str, states: dict[str, Any], said: str
) -> None:
    with pytest.raises(ClientError) as error:
        account.of_states("orders", role, states)

    assert error.value.response["Error"]["Code"] == "InvalidDefinition"
    assert said in error.value.response["Error"]["Message"]
