"""Step Functions: what is a machine, and what its executions do and say."""

import json
import time
from collections.abc import Mapping
from typing import Any

from tools.probes.cloud import ROLE, Cloud, document
from tools.probes.probe import Gives, Probe, Refused

STATES = "https://docs.aws.amazon.com/step-functions/latest"
API = f"{STATES}/apireference"
TRUSTED = {"Service": "states.amazonaws.com"}
PASSING = {"a": {"Type": "Succeed"}}
WAITING = {"a": {"Type": "Wait", "Seconds": 100000, "End": True}}


def _machine(aws: Cloud, states: Mapping[str, Any], *, name: str = "orders") -> str:
    written = json.dumps({"StartAt": "a", "States": states})
    made = aws.client("stepfunctions").create_state_machine(
        name=name, definition=written, roleArn=ROLE
    )
    return made["stateMachineArn"]


def _trusted(aws: Cloud, *statements: dict[str, Any]) -> None:
    aws.trusting_role(TRUSTED)
    if statements:
        policy = document(*statements)
        aws.iam.put_role_policy(RoleName="reader", PolicyName="tasks", PolicyDocument=policy)


def _run(aws: Cloud, states: Mapping[str, Any], given: Any = None) -> dict[str, Any]:
    """How an execution of these states ended."""
    machines = aws.client("stepfunctions")
    started = machines.start_execution(
        stateMachineArn=_machine(aws, states), input=json.dumps(given or {})
    )
    return _ended(aws, started["executionArn"])


def _ended(aws: Cloud, execution: str) -> dict[str, Any]:
    """What is said of an execution once it has ended, or nobody waits for it any longer."""
    machines = aws.client("stepfunctions")
    deadline = time.monotonic() + aws.patience
    said = machines.describe_execution(executionArn=execution)
    while said["status"] == "RUNNING" and time.monotonic() < deadline:
        time.sleep(0.02)
        said = machines.describe_execution(executionArn=execution)
    if said["status"] == "RUNNING":
        aws.patience = 0.0
    return said


def _passed(aws: Cloud, given: Any, **parameters: Any) -> Any:
    """What a state makes of its input."""
    _trusted(aws)
    said = _run(aws, {"a": {"Type": "Pass", "Parameters": parameters, "End": True}}, given)
    return json.loads(said["output"]) if "output" in said else said.get("error")


def _started(aws: Cloud, **given: Any) -> None:
    _trusted(aws)
    machine = _machine(aws, PASSING)
    aws.client("stepfunctions").start_execution(stateMachineArn=machine, **given)


def _stopped(aws: Cloud) -> Any:
    _trusted(aws)
    machines = aws.client("stepfunctions")
    started = machines.start_execution(stateMachineArn=_machine(aws, WAITING))["executionArn"]
    machines.stop_execution(executionArn=started, error="mesh.Stopped", cause="by hand")
    said = _ended(aws, started)
    return said["status"], said.get("error"), said.get("cause"), "stopDate" in said


def _task(resource: str, **parameters: Any) -> dict[str, Any]:
    task = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters}
    return {"a": {**task, "End": True}}


def _queried(aws: Cloud) -> Any:
    allowed = {"Effect": "Allow", "Action": ["athena:*", "glue:*"], "Resource": "*"}
    _trusted(aws, allowed)
    states = _task("athena:startQueryExecution.sync", QueryString="select 1", WorkGroup="gone")
    return _run(aws, states).get("error")


def _written_elsewhere(aws: Cloud) -> Any:
    _trusted(aws)
    aws.bucket()
    said = _run(aws, _task("aws-sdk:s3:putObject", Bucket="data", Key="a", Body={"b": 1}))
    return said["status"], str(said.get("error")).partition(".")[0]


def _written(aws: Cloud) -> Any:
    to = "arn:aws:s3:::data/*"
    _trusted(aws, {"Effect": "Allow", "Action": "s3:PutObject", "Resource": to})
    aws.bucket()
    _run(aws, _task("aws-sdk:s3:putObject", Bucket="data", Key="a", Body={"b": 1}))
    return aws.s3.get_object(Bucket="data", Key="a")["Body"].read()


def _checked(aws: Cloud) -> Any:
    machines = aws.client("stepfunctions")
    written = (PASSING, {"a": {"Type": "Pass", "Next": "gone"}})
    said = [
        machines.validate_state_machine_definition(
            definition=json.dumps({"StartAt": "a", "States": states})
        )
        for states in written
    ]
    return [(each["result"], [d["code"] for d in each["diagnostics"]]) for each in said]


def _versions(aws: Cloud) -> Any:
    _trusted(aws)
    listed = aws.client("stepfunctions").list_state_machine_versions
    return listed(stateMachineArn=_machine(aws, PASSING))["stateMachineVersions"]


def _twice(aws: Cloud) -> None:
    _trusted(aws)
    _machine(aws, PASSING)
    _machine(aws, WAITING)


PROBES = (
    Probe(
        "states-machine-that-leads-nowhere",
        f"{API}/API_CreateStateMachine.html",
        "A definition has every state that it names.",
        lambda aws: (_trusted(aws), _machine(aws, {"a": {"Type": "Pass", "Next": "gone"}})),
        Refused("InvalidDefinition", "MISSING_TRANSITION_TARGET", 400),
        rule="state_machines",
    ),
    Probe(
        "states-machine-of-an-untrusting-role",
        f"{STATES}/dg/procedure-create-iam-role.html",
        "The role of a machine trusts Step Functions.",
        lambda aws: (aws.role(), _machine(aws, PASSING)),
        Refused("AccessDeniedException", "authorized to assume the provided role", 400),
        rule="state_machines",
    ),
    Probe(
        "states-another-machine-of-the-name",
        f"{API}/API_CreateStateMachine.html",
        "A name is one machine's.",
        _twice,
        Refused("StateMachineAlreadyExists", "orders", 400),
        rule="state_machines",
    ),
    Probe(
        "states-definition-checked",
        f"{API}/API_ValidateStateMachineDefinition.html",
        "A definition is checked without a machine.",
        _checked,
        Gives([("OK", []), ("FAIL", ["MISSING_TRANSITION_TARGET"])]),
        rule="definition_checks",
    ),
    Probe(
        "states-machine-without-versions",
        f"{API}/API_ListStateMachineVersions.html",
        "A machine of which none was published has no versions.",
        _versions,
        Gives([]),
        rule="definition_checks",
    ),
    Probe(
        "states-execution-of-an-odd-name",
        f"{API}/API_StartExecution.html",
        "The name of an execution has no blanks.",
        lambda aws: _started(aws, name="last night"),
        Refused("InvalidName", "last night", 400),
    ),
    Probe(
        "states-execution-with-a-long-input",
        f"{STATES}/dg/service-quotas.html",
        "Its input has 256 KiB at most.",
        lambda aws: _started(aws, input=json.dumps({"a": "b" * 262_144})),
        Refused("InvalidExecutionInput", "262144", 400),
        rule="executions",
    ),
    Probe(
        "states-execution-stopped",
        f"{API}/API_StopExecution.html",
        "An execution that was stopped says why.",
        _stopped,
        Gives(("ABORTED", "mesh.Stopped", "by hand", True)),
        rule="executions",
    ),
    Probe(
        "states-path-to-one-value",
        f"{STATES}/dg/amazon-states-language-paths.html",
        "A path that can only lead to one value gives it.",
        lambda aws: _passed(
            aws, {"Rows": [{"Data": [{"X": 7}]}]}, **{"x.$": "$.Rows[0].Data[0].X"}
        ),
        Gives({"x": 7}),
        rule="machines",
    ),
    Probe(
        "states-path-to-many-values",
        f"{STATES}/dg/amazon-states-language-paths.html",
        "A path with a wildcard gives a list, of one value too.",
        lambda aws: _passed(aws, {"Rows": [{"X": 7}]}, **{"x.$": "$.Rows[*].X"}),
        Gives({"x": [7]}),
        rule="machines",
    ),
    Probe(
        "states-escaped-characters",
        f"{STATES}/dg/intrinsic-functions.html",
        "Escaped quotes and braces of an intrinsic function stand for themselves.",
        lambda aws: _passed(aws, {"v": "b"}, **{"x.$": r"States.Format('\'{}\' \{\\\}', $.v)"}),
        Gives({"x": "'b' {\\}"}),
        rule="machines",
    ),
    Probe(
        "states-intrinsic-failure",
        f"{STATES}/dg/concepts-error-handling.html",
        "A fault of an intrinsic function is named for it.",
        lambda aws: _passed(aws, {"v": []}, **{"x.$": "States.ArrayGetItem($.v, 3)"}),
        Gives("States.IntrinsicFailure"),
        rule="machines",
    ),
    Probe(
        "states-athena-refusal",
        f"{STATES}/dg/connect-athena.html",
        "What Athena refuses is named as Athena names it.",
        _queried,
        Gives("Athena.InvalidRequestException"),
        rule="machines",
    ),
    Probe(
        "states-task-without-rights",
        f"{STATES}/dg/procedure-create-iam-role.html",
        "A task may do what its machine's role may.",
        _written_elsewhere,
        Gives(("FAILED", "S3")),
        rule="machines",
    ),
    Probe(
        "states-task-with-rights",
        f"{STATES}/dg/supported-services-awssdk.html",
        "A body of JSON is written as JSON.",
        _written,
        Gives(b'{"b":1}'),
        rule="machines",
    ),
)
