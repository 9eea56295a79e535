"""aws:sns/topic:Topic: who publishes here reaches all who subscribed; its id is its ARN."""

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, Output, Property, Values
from localaws.types.tags import (
    TAGS,
    TAGS_ALL,
    tag_list,
    tag_map,
    tell_tags,
    with_tags,
)
from meshwright.aws import resource_types

ATTRIBUTES = {"displayName": "DisplayName", "kmsMasterKeyId": "KmsMasterKeyId"}
PROPERTIES = (
    Property("displayName", STRING, default=""),
    Property("kmsMasterKeyId", STRING, default=""),
    Property("name", STRING, replaces=True, auto_named=True),
    TAGS,
)
OUTPUTS = (
    Output("arn"),
    Output("beginningArchiveTime", default=""),
    Output("fifoThroughputScope", default=""),
    Output("maximumMessageSize", default=262144),
    Output("namePrefix", default=""),
    Output("owner"),
    Output("policy", changes=True),
    Output("region"),
    Output("signatureVersion", default=1),
    Output("tracingConfig", default="PassThrough"),
    TAGS_ALL,
)
NOT_THERE = "NotFound"


def derived(aws: Aws, inputs: Values) -> Values:
    arn = f"arn:aws:sns:{aws.region}:{aws.account}:{inputs['name']}"
    return {"arn": arn, "owner": aws.account, "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    said = {ATTRIBUTES[name]: inputs[name] for name in ATTRIBUTES if inputs.get(name)}
    answer = aws.client("sns").create_topic(
        Name=inputs["name"], Attributes=said, Tags=tag_list(inputs.get("tags"))
    )
    return answer["TopicArn"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    sns = aws.client("sns")
    answer = answer_or_none(sns.get_topic_attributes, NOT_THERE, TopicArn=identity)
    if answer is None:
        return None
    has = answer["Attributes"]
    tags = sns.list_tags_for_resource(ResourceArn=identity)["Tags"]
    return {
        "arn": identity,
        "name": identity.rpartition(":")[2],
        "owner": has["Owner"],
        "policy": has["Policy"],
        **{ours: has.get(theirs) or "" for ours, theirs in ATTRIBUTES.items()},
    } | with_tags(tag_map(tags))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    sns = aws.client("sns")
    for ours, theirs in ATTRIBUTES.items():
        if (old.get(ours) or "") != (new.get(ours) or ""):
            sns.set_topic_attributes(
                TopicArn=identity, AttributeName=theirs, AttributeValue=new.get(ours) or ""
            )
    tell_tags(sns, old, new, ResourceArn=identity)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("sns").delete_topic, NOT_THERE, TopicArn=identity)


TYPE = ResourceType(
    token=resource_types.TOPIC,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
