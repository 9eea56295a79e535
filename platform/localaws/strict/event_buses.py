"""An event bus can be described anew, and goes only when it has no rules; moto does neither.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html
"""

from typing import Any

from moto.events.models import events_backends

from localaws.strict.call import Answer, Call, Correction, Fault, Forward, Guard, done, refusal

CHANGED = {
    "Description": "description",
    "KmsKeyIdentifier": "kms_key_identifier",
    "DeadLetterConfig": "dead_letter_config",
}
DEFAULT = "default"


def answer(call: Call, _forward: Forward) -> Answer:
    name = str(call.body.get("Name") or DEFAULT)
    bus = _bus(call, name)
    if bus is None:
        return refusal("ResourceNotFoundException", f"Event bus {name} does not exist.")
    for field, attribute in CHANGED.items():
        if field in call.body:
            setattr(bus, attribute, call.body[field])
    return done({"Arn": bus.arn, "Name": bus.name, "Description": bus.description or ""})


def check(call: Call) -> Fault | None:
    name = str(call.body.get("Name", ""))
    bus = _bus(call, name)
    if bus is None or not bus.rules:
        return None
    return Fault("ValidationException", f"Event bus {name} can't be deleted since it has rules.")


def _bus(call: Call, name: str) -> Any:
    return events_backends[call.account][call.region].event_buses.get(name)


GUARD = Guard("events", ("DeleteEventBus",), check)
CORRECTION = Correction("events", ("UpdateEventBus",), answer)
