"""What Step Functions does for a machine: as whom it assumes its role, and how it writes to S3."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from meshwright.operations.probing import rights
from meshwright.operations.probing.sandbox import Sandbox, refusal
from meshwright.operations.probing.values import Answer, CannotAskError, Probe, fails, holds
from meshwright.plan import documents

NAMED, WRITER = "machine", "lock"
LOCK = "runs/lock"
POLLS, PAUSE = 1500, 0.2
Json = Mapping[str, Any]


def source_arn(box: Sandbox) -> Answer:
    """A task that needs a session of the role and no right."""
    task = {"Type": "Task", "Resource": _sdk("sts:getCallerIdentity"), "End": True}
    refused = _made(box, NAMED, {"StartAt": "WhoAmI", "States": {"WhoAmI": task}})
    if refused is not None:
        return fails(f"no machine can be made with such a role: {refused}")
    ended = _last(box, NAMED, lambda: None)
    if ended["status"] == "SUCCEEDED":
        return holds("a run assumed a role that trusts this machine alone")
    return fails(f"the run ended as {_end(ended)}")


def conditional_write(box: Sandbox) -> Answer:
    """An object is made where there is none, not made a second time, and replaced by its version.

    Source: Amazon S3 user guide, "How to prevent object overwrites with conditional writes".
    """
    may_write = rights.files(box.run, LOCK)
    refused = _made(box, WRITER, _writing(box.run.bucket), may_write)
    if refused is not None:
        return fails(f"the machine is refused: {refused}")
    place = {"Bucket": box.run.bucket, "Key": LOCK}
    ended = _last(box, WRITER, lambda: box.client("s3").delete_object(**place))
    if ended["status"] != "SUCCEEDED":
        return fails(f"the run ended as {_end(ended)}")
    return holds("made once, refused the second time, and replaced by its version")


def _writing(bucket: str) -> Json:
    def put(condition: Json, following: Json) -> Json:
        place = {"Bucket": bucket, "Key": LOCK, "Body": {"probe": True}}
        task = {"Type": "Task", "Resource": _sdk("s3:putObject")}
        return {**task, "Parameters": {**place, **condition}, **following}

    once = {"IfNoneMatch": "*"}
    caught = [{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "replace"}]
    return {
        "StartAt": "make",
        "States": {
            "make": put(once, {"ResultPath": "$.made", "Next": "make again"}),
            "make again": put(once, {"Catch": caught, "Next": "overwritten"}),
            "replace": put({"IfMatch.$": "$.made.ETag"}, {"End": True}),
            "overwritten": {"Type": "Fail", "Cause": "an object that was there is made again"},
        },
    }


def _made(box: Sandbox, what: str, definition: Json, statements: Iterable[Json] = ()) -> str | None:
    """Makes a machine and its role, as the plan does; why AWS refuses it, if it does."""
    trust = documents.machine_trust(box.run.machine_arn(what), box.run.place)
    role = box.role(what, statements, trust=[trust])
    described = {
        "name": box.run.part(what),
        "definition": json.dumps(definition),
        "roleArn": role,
    }
    create = box.client("stepfunctions").create_state_machine
    return refusal(lambda: box.eventually(lambda: create(**described)))


def _last(box: Sandbox, what: str, before: Callable[[], Any]) -> Json:
    """The end of a run: of one that succeeds, or of the last there is patience for.

    A role and its rights are not known everywhere at once, and a run that meets that fails.
    """
    for _ in range(box.patience.attempts - 1):
        before()
        ended = _ended(box, what)
        if ended["status"] == "SUCCEEDED":
            return ended
        time.sleep(box.patience.pause)
    before()
    return _ended(box, what)


def _ended(box: Sandbox, what: str) -> Json:
    """The end of a new run. Raises CannotAskError where it does not end."""
    client = box.client("stepfunctions")
    machine = box.run.machine_arn(what)
    execution = client.start_execution(stateMachineArn=machine, input="{}")["executionArn"]
    for _ in range(POLLS):
        said = client.describe_execution(executionArn=execution)
        if said["status"] != "RUNNING":
            return said
        time.sleep(PAUSE)
    raise CannotAskError("the run of the machine does not end")


def _end(ended: Json) -> str:
    return f"{ended['status']}: {ended.get('cause', 'no reason given')}"


def _sdk(call: str) -> str:
    return f"arn:aws:states:::aws-sdk:{call}"


SOURCE_ARN = Probe(
    id="machine-source-arn",
    question="Does Step Functions name the machine (aws:SourceArn) when it assumes its role?",
    rests=("aws:iam/role:Role: the trust of runtime roles, ArnEquals aws:SourceArn",),
    adr=60,
    fallback="leave aws:SourceArn out of that trust: the condition on the account remains",
    ask=source_arn,
)
CONDITIONAL_WRITE = Probe(
    id="machine-conditional-write",
    question="Does a machine write an object on condition (IfNoneMatch, IfMatch)?",
    rests=("aws:sfn/stateMachine:StateMachine: the lock by which one run alone works",),
    adr=77,
    fallback="leave the lock out: the list of runs gives turns, as before (ADR 62)",
    ask=conditional_write,
)
