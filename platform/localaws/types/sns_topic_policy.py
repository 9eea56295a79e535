"""aws:sns/topicPolicy:TopicPolicy: who may use a topic; its id is the topic's ARN.

AWS keeps a policy with every topic: without one of its own, it is the one that AWS wrote.
"""

import json

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import DOCUMENT, STRING, Output, Property, Values
from meshwright.aws import resource_types

PROPERTIES = (
    Property("arn", STRING, required=True, replaces=True),
    Property("policy", DOCUMENT, required=True),
)
OUTPUTS = (Output("owner"), Output("region"))
NOT_THERE = "NotFound"
DEFAULT_ACTIONS = (
    *("GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission"),
    *("DeleteTopic", "Subscribe", "ListSubscriptionsByTopic", "Publish"),
)


def derived(aws: Aws, _inputs: Values) -> Values:
    return {"owner": aws.account, "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs["arn"], inputs["policy"])
    return inputs["arn"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("sns").get_topic_attributes
    answer = answer_or_none(get, NOT_THERE, TopicArn=identity)
    if answer is None:
        return None
    return {"arn": identity, "policy": answer["Attributes"]["Policy"]}


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    _put(aws, identity, new["policy"])


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(_put, NOT_THERE, aws=aws, arn=identity, policy=_default(aws, identity))


def _put(aws: Aws, arn: str, policy: str) -> None:
    aws.client("sns").set_topic_attributes(
        TopicArn=arn, AttributeName="Policy", AttributeValue=policy
    )


def _default(aws: Aws, arn: str) -> str:
    """What the official provider leaves: the policy that a new topic has."""
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in DEFAULT_ACTIONS],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": aws.account}},
    }
    written = {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}
    return json.dumps(written)


TYPE = ResourceType(
    token=resource_types.TOPIC_POLICY,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("arn",),
)
