"""A definition is checked without a machine being made, and a machine without versions has none.

moto has neither call; the official provider makes both.
https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html
"""

from typing import Any

from moto.stepfunctions.responses import get_backend

from localaws.machines import definitions
from localaws.strict.call import Answer, Call, Correction, Forward, done, refusal


def answer(call: Call, _forward: Forward) -> Answer:
    if call.operation == "ListStateMachineVersions":
        return _versions(call)
    found = [_diagnostic(text) for text in definitions.faults(str(call.body.get("definition")))]
    result = "FAIL" if found else "OK"
    return done({"result": result, "diagnostics": found, "truncated": False})


def _diagnostic(text: str) -> dict[str, str]:
    code, _, message = text.partition(": ")
    return {"severity": "ERROR", "code": code, "message": message}


def _versions(call: Call) -> Answer:
    arn = str(call.body.get("stateMachineArn"))
    machines: list[Any] = get_backend(call.account, call.region).state_machines
    machine = next((each for each in machines if each.arn == arn), None)
    if machine is None:
        return refusal("ResourceNotFound", f"State Machine Does Not Exist: '{arn}'")
    versions = [
        {"creationDate": each.creation_date.timestamp(), "stateMachineVersionArn": each.arn}
        for each in reversed(machine.versions.values())
    ]
    return done({"stateMachineVersions": versions})


CORRECTION = Correction(
    "states", ("ListStateMachineVersions", "ValidateStateMachineDefinition"), answer
)
