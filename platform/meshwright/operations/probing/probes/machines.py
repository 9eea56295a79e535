"""Whether Step Functions says which machine it is when it assumes the machine's role."""

import json
import time
from typing import Any

from meshwright.operations.probing.sandbox import Sandbox, refusal
from meshwright.operations.probing.values import Answer, CannotAskError, Probe, fails, holds
from meshwright.plan import documents

MACHINE = "machine"
POLLS, PAUSE = 300, 0.2
DEFINITION = {
    "StartAt": "WhoAmI",
    "States": {
        "WhoAmI": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:sts:getCallerIdentity",
            "End": True,
        }
    },
}
"""A task that needs a session of the role and no right."""


def source_arn(box: Sandbox) -> Answer:
    arn = box.run.machine_arn(MACHINE)
    role = box.role(MACHINE, trust=[documents.machine_trust(arn, box.run.place)])
    client = box.client("stepfunctions")
    described = {
        "name": box.run.part(MACHINE),
        "definition": json.dumps(DEFINITION),
        "roleArn": role,
    }
    said = refusal(lambda: box.eventually(lambda: client.create_state_machine(**described)))
    if said is not None:
        return fails(f"no machine can be made with such a role: {said}")
    ended = box.eventually(lambda: _succeeded(client, arn))
    if ended["status"] == "SUCCEEDED":
        return holds("a run assumed a role that trusts this machine alone")
    return fails(f"the run ended as {ended['status']}: {ended.get('cause', 'no reason given')}")


def _succeeded(client: Any, machine: str) -> Any:
    """The end of a new execution. Raises CannotAskError where it does not end."""
    execution = client.start_execution(stateMachineArn=machine)["executionArn"]
    for _ in range(POLLS):
        said = client.describe_execution(executionArn=execution)
        if said["status"] != "RUNNING":
            return said
        time.sleep(PAUSE)
    raise CannotAskError("the run of the machine does not end")


SOURCE_ARN = Probe(
    id="machine-source-arn",
    question="Does Step Functions name the machine (aws:SourceArn) when it assumes its role?",
    rests=("aws:iam/role:Role: the trust of runtime roles, ArnEquals aws:SourceArn",),
    adr=60,
    fallback="leave aws:SourceArn out of that trust: the condition on the account remains",
    ask=source_arn,
)
