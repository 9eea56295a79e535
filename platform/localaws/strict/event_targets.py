"""A rule has five targets at most, and a state machine among them a role that trusts EventBridge.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from moto.events.models import events_backends

from localaws.services import trust
from localaws.strict.call import Call, Fault, Guard, items, part

MOST = 5
LONGEST_TEMPLATE, MOST_PATHS = 8192, 100
SERVICE = "events"
NAME = re.compile(r"[.\-_A-Za-z0-9]{1,64}")
PLACE = re.compile(r"<[A-Za-z0-9_.-]+>")
INVALID = "ValidationException"


def check(call: Call) -> Fault | None:
    rule = _rule(call)
    targets = items(call.body, "Targets")
    if rule is not None and len({t["Id"] for t in (*rule.targets, *targets)}) > MOST:
        text = "The requested resource exceeds the maximum number allowed."
        return Fault("LimitExceededException", text)
    found = (message for target in targets for message in _faults(target, rule))
    message = next(found, None)
    return None if message is None else Fault(INVALID, message)


def _rule(call: Call) -> Any:
    name = str(call.body.get("EventBusName") or "default").rpartition("/")[2]
    bus: Any = events_backends[call.account][call.region].event_buses.get(name)
    return bus.rules.get(call.body.get("Rule")) if bus else None


def _faults(target: dict[str, Any], rule: Any) -> Iterator[str]:
    if not NAME.fullmatch(str(target["Id"])):
        yield f"Value '{target['Id']}' at 'targets.id' is not valid."
    if len({"Input", "InputPath", "InputTransformer"} & set(target)) > 1:
        yield f"Only one of Input, InputPath, or InputTransformer must be provided: {target['Id']}."
    if ":states:" in str(target["Arn"]) and rule is not None:
        yield from _of_a_role(target, rule)
    yield from _of_a_template(target, part(target, "InputTransformer"))


def _of_a_role(target: dict[str, Any], rule: Any) -> Iterator[str]:
    role = target.get("RoleArn")
    if not role:
        yield f"RoleArn is required for target {target['Arn']}."
    elif not trust.is_trusted(SERVICE, str(role), rule.arn):
        yield f"Provided role '{role}' cannot be assumed by principal 'events.amazonaws.com'."


def _of_a_template(target: dict[str, Any], transformer: dict[str, Any]) -> Iterator[str]:
    if not transformer:
        return
    template = str(transformer.get("InputTemplate", ""))
    if len(template) > LONGEST_TEMPLATE or len(part(transformer, "InputPathsMap")) > MOST_PATHS:
        yield f"InputTransformer of target {target['Id']} is too long."
    if not _is_json(template):
        yield f"Invalid InputTemplate for target {target['Id']}: it is no JSON once it is filled."


def _is_json(template: str) -> bool:
    """Whether a template is JSON, or lines of it, with something in its places."""
    filled = PLACE.sub("0", template)
    return _parses(filled) or all(_parses(line) for line in filled.splitlines() if line.strip())


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


GUARD = Guard("events", ("PutTargets",), check)
