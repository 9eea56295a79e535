"""aws:cloudwatch/eventBus:EventBus: where events are put; its id is its name."""

from localaws.types.answers import answer_or_none
from localaws.types.event_tags import tags_of_events
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, Output, Property, Values
from localaws.types.tags import TAGS, TAGS_ALL, tag_list, tell_tags, with_tags
from meshwright.aws import resource_types

PROPERTIES = (
    Property("description", STRING, default=""),
    Property("name", STRING, required=True, replaces=True),
    TAGS,
)
OUTPUTS = (Output("arn"), Output("region"), TAGS_ALL)
NOT_THERE = "ResourceNotFoundException"


def arn(aws: Aws, name: str) -> str:
    return f"arn:aws:events:{aws.region}:{aws.account}:event-bus/{name}"


def derived(aws: Aws, inputs: Values) -> Values:
    return {"arn": arn(aws, inputs["name"]), "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    said = {"Description": inputs["description"]} if inputs.get("description") else {}
    aws.client("events").create_event_bus(
        Name=inputs["name"], Tags=tag_list(inputs.get("tags")), **said
    )
    return inputs["name"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    describe = aws.client("events").describe_event_bus
    found = answer_or_none(describe, NOT_THERE, Name=identity)
    if found is None:
        return None
    own = {"arn": found["Arn"], "description": found.get("Description") or "", "name": identity}
    return own | with_tags(tags_of_events(aws, found["Arn"]))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    events = aws.client("events")
    if old.get("description") != new.get("description"):
        events.update_event_bus(Name=identity, Description=new.get("description") or "")
    tell_tags(events, old, new, ResourceARN=arn(aws, identity))


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("events").delete_event_bus, NOT_THERE, Name=identity)


TYPE = ResourceType(
    token=resource_types.EVENT_BUS,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
