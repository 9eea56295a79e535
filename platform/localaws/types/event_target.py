"""aws:cloudwatch/eventTarget:EventTarget: what a rule sends its events to.

Its id is `bus-rule-target`, without the bus where that is the default one; an import says
`bus/rule/target`.
"""

from typing import Any

from localaws.types.answers import answer_or_none, every
from localaws.types.casing import fields_from_aws, fields_to_aws
from localaws.types.event_rule import DEFAULT_BUS
from localaws.types.resource_type import Aws, RefusalError, ResourceType, State
from localaws.types.shape import BOOLEAN, INTEGER, MAP, STRING, Output, Property, Values, block
from meshwright.aws import resource_types

SENT = (
    Property("arn", STRING, required=True),
    Property("deadLetterConfig", block(Property("arn", STRING))),
    Property("input", STRING),
    Property("inputPath", STRING),
    Property(
        "inputTransformer",
        block(Property("inputPaths", MAP), Property("inputTemplate", STRING, required=True)),
    ),
    Property(
        "retryPolicy",
        block(
            Property("maximumEventAgeInSeconds", INTEGER),
            Property("maximumRetryAttempts", INTEGER),
        ),
    ),
    Property("roleArn", STRING),
)
NAMES = {"inputPaths": "InputPathsMap"}
PROPERTIES = (
    *SENT,
    Property("eventBusName", STRING, replaces=True, default=DEFAULT_BUS),
    Property("forceDestroy", BOOLEAN, default=False, readable=False),
    Property("rule", STRING, required=True, replaces=True),
    Property("targetId", STRING, replaces=True, auto_named=True),
)
OUTPUTS = (Output("region"),)
NOT_THERE = "ResourceNotFoundException"


def derived(aws: Aws, _inputs: Values) -> Values:
    return {"region": aws.region}


def _bus(inputs: Values) -> str:
    return inputs.get("eventBusName") or DEFAULT_BUS


def _identity(bus: str, rule: str, target: str) -> str:
    return "-".join((rule, target) if bus == DEFAULT_BUS else (bus, rule, target))


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs)
    return _identity(_bus(inputs), inputs["rule"], inputs["targetId"])


def read(aws: Aws, identity: str, known: Values) -> State | None:
    bus, rule, target = _place(identity, known)
    targets = answer_or_none(_targets, NOT_THERE, aws=aws, bus=bus, rule=rule)
    found = next((each for each in targets or () if each["Id"] == target), None)
    if found is None:
        return None
    own = {"eventBusName": bus, "rule": rule, "targetId": target}
    return fields_from_aws(SENT, found, NAMES) | own | {"id": _identity(bus, rule, target)}


def update(aws: Aws, _identity: str, _old: Values, new: Values) -> None:
    _put(aws, new)


def delete(aws: Aws, _identity: str, known: Values) -> None:
    answer = answer_or_none(
        aws.client("events").remove_targets,
        NOT_THERE,
        Rule=known["rule"],
        EventBusName=_bus(known),
        Ids=[known["targetId"]],
        Force=bool(known.get("forceDestroy")),
    )
    _must_have_all(answer or {})


def _targets(aws: Aws, bus: str, rule: str) -> list[Any]:
    ask = aws.client("events").list_targets_by_rule
    return every(ask, "Targets", Rule=rule, EventBusName=bus)


def _put(aws: Aws, inputs: Values) -> None:
    target = fields_to_aws(SENT, inputs, NAMES) | {"Id": inputs["targetId"]}
    answer = aws.client("events").put_targets(
        Rule=inputs["rule"], EventBusName=_bus(inputs), Targets=[target]
    )
    _must_have_all(answer)


def _must_have_all(answer: Any) -> None:
    """EventBridge answers with success, and names in it what has failed."""
    for failed in answer.get("FailedEntries", []):
        raise RefusalError(f"{failed.get('ErrorCode')}: {failed.get('ErrorMessage')}")


def _place(identity: str, known: Values) -> tuple[str, str, str]:
    """Bus, rule and target, as they are known, or as an import writes them."""
    if known.get("rule") and known.get("targetId"):
        return _bus(known), known["rule"], known["targetId"]
    *bus, rule, target = identity.split("/")
    return "/".join(bus) or DEFAULT_BUS, rule, target


TYPE = ResourceType(
    token=resource_types.EVENT_TARGET,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("eventBusName", "rule", "targetId"),
)
