"""A state machine's definition is sound and not too long, its role trusts Step Functions.

moto takes what leads nowhere, any role, and another machine of the same name for the same.
https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
"""

from typing import Any

from moto.stepfunctions.responses import get_backend

from localaws.machines import definitions
from localaws.services import trust
from localaws.strict.call import Call, Fault, Guard

LONGEST = 1024 * 1024
SERVICE = "states"
UNTRUSTING = (
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized "
    "to assume the provided role."
)
SAME = ("definition", "type")
"""What else makes a second machine of a name another one."""


def check(call: Call) -> Fault | None:
    body = call.body
    found = _definition(str(body["definition"])) if "definition" in body else None
    if found is None and "roleArn" in body:
        found = _role(call, str(body["roleArn"]))
    if found is None and call.operation == "CreateStateMachine":
        found = _already(call)
    return found


def _definition(text: str) -> Fault | None:
    if len(text.encode()) > LONGEST:
        return Fault("InvalidDefinition", "Invalid State Machine Definition: 'DEFINITION_TOO_LONG'")
    wrong = definitions.faults(text)
    if not wrong:
        return None
    return Fault("InvalidDefinition", f"Invalid State Machine Definition: '{', '.join(wrong)}'")


def _role(call: Call, role: str) -> Fault | None:
    if trust.is_trusted(SERVICE, role, _arn(call)):
        return None
    return Fault("AccessDeniedException", UNTRUSTING)


def _arn(call: Call) -> str:
    named = f"arn:aws:states:{call.region}:{call.account}:stateMachine:{call.body.get('name')}"
    return str(call.body.get("stateMachineArn") or named)


def _already(call: Call) -> Fault | None:
    machines: list[Any] = get_backend(call.account, call.region).state_machines
    arn = _arn(call)
    there = next((machine for machine in machines if machine.arn == arn), None)
    asked = {"type": "STANDARD", **call.body}
    if there is None or all(getattr(there, field) == asked.get(field) for field in SAME):
        return None
    return Fault("StateMachineAlreadyExists", f"State Machine Already Exists: '{arn}'")


GUARD = Guard("states", ("CreateStateMachine", "UpdateStateMachine"), check)
