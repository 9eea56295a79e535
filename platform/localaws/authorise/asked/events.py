"""EventBridge: a call is about a bus, or about a rule on one; an event says where it comes from.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from localaws.authorise.asked.asking import (
    Environ,
    UnknownCallError,
    arn,
    new_tags,
    passed,
    request,
)
from localaws.strict.call import Call, items
from meshwright.aws.authorization.request import EVERY, Request, Value

LISTS = ("ListEventBuses", "ListRuleNamesByTarget", "ListRules", "TestEventPattern")
BUSES = ("CreateEventBus", "DeleteEventBus", "DescribeEventBus", "UpdateEventBus")
RULES = (
    "DeleteRule",
    "DescribeRule",
    "DisableRule",
    "EnableRule",
    "ListTargetsByRule",
    "PutRule",
    "PutTargets",
    "RemoveTargets",
)
BY_ARN = ("ListTagsForResource", "TagResource", "UntagResource")
DEFAULT = "default"
SERVICE = "events.amazonaws.com"


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    if call.operation == "PutEvents":
        yield from _put(call)
        return
    tags = new_tags([(str(t["Key"]), str(t["Value"])) for t in items(call.body, "Tags")])
    resource = _resource(call)
    yield request(call, f"events:{call.operation}", resource, {**tags, **_context(call)})
    if tags and call.operation in ("CreateEventBus", "PutRule"):
        yield request(call, "events:TagResource", resource, tags)
    for target in items(call.body, "Targets"):
        yield from passed(call, target.get("RoleArn"), SERVICE)


def _put(call: Call) -> Iterator[Request]:
    """Each event is asked about for itself."""
    for entry in items(call.body, "Entries"):
        known = {
            "events:source": entry.get("Source"),
            "events:detail-type": entry.get("DetailType"),
        }
        context: dict[str, Value] = {key: str(value) for key, value in known.items() if value}
        yield request(call, "events:PutEvents", _bus(call, entry.get("EventBusName")), context)


def _resource(call: Call) -> str:
    body, operation = call.body, call.operation
    if operation in LISTS:
        return EVERY
    if operation in BY_ARN:
        return str(body.get("ResourceARN") or EVERY)
    if operation in BUSES:
        return _bus(call, body.get("Name"))
    if operation in RULES:
        return _rule(call)
    raise UnknownCallError


def _bus(call: Call, name: Any) -> str:
    text = str(name or DEFAULT)
    return text if text.startswith("arn:") else arn(call, "events", f"event-bus/{text}")


def _rule(call: Call) -> str:
    """A rule's ARN names its bus, unless that is the default one."""
    name = str(call.body.get("Rule") or call.body.get("Name"))
    bus = str(call.body.get("EventBusName") or DEFAULT).rpartition("/")[2]
    return arn(call, "events", f"rule/{name}" if bus == DEFAULT else f"rule/{bus}/{name}")


def _context(call: Call) -> dict[str, Value]:
    """What a rule hears, and whom it tells."""
    if call.operation == "PutRule":
        return _heard(str(call.body.get("EventPattern") or "{}"))
    targets = tuple(str(target.get("Arn")) for target in items(call.body, "Targets"))
    return {"events:targetarn": targets} if targets else {}


def _heard(pattern: str) -> dict[str, Value]:
    try:
        written: Mapping[str, Any] = json.loads(pattern)
        found: dict[str, Any] = {key: written.get(key) for key in ("source", "detail-type")}
    except (ValueError, AttributeError):
        return {}
    return {
        f"events:{key}": tuple(str(value) for value in cast("list[Any]", values))
        for key, values in found.items()
        if isinstance(values, list)
    }
