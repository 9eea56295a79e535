"""aws:sns/topicSubscription:TopicSubscription: whom a topic's messages reach; its id is its ARN."""

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import BOOLEAN, INTEGER, STRING, Output, Property, Values
from meshwright.aws import resource_types

PROPERTIES = (
    Property("confirmationTimeoutInMinutes", INTEGER, default=1, readable=False),
    Property("endpoint", STRING, required=True, replaces=True),
    Property("endpointAutoConfirms", BOOLEAN, default=False, readable=False),
    Property("protocol", STRING, required=True, replaces=True),
    Property("rawMessageDelivery", BOOLEAN, default=False),
    Property("topic", STRING, required=True, replaces=True),
)
OUTPUTS = (
    Output("arn"),
    Output("confirmationWasAuthenticated", changes=True),
    Output("filterPolicyScope", default=""),
    Output("ownerId"),
    Output("pendingConfirmation", changes=True),
    Output("region"),
)
NOT_THERE = "NotFound"


def derived(aws: Aws, _inputs: Values) -> Values:
    return {"ownerId": aws.account, "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    answer = aws.client("sns").subscribe(
        TopicArn=inputs["topic"],
        Protocol=inputs["protocol"],
        Endpoint=inputs["endpoint"],
        Attributes={"RawMessageDelivery": "true"} if inputs.get("rawMessageDelivery") else {},
        # Else one that waits for its confirmation has no ARN to know it by.
        ReturnSubscriptionArn=True,
    )
    return answer["SubscriptionArn"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("sns").get_subscription_attributes
    answer = answer_or_none(get, NOT_THERE, SubscriptionArn=identity)
    if answer is None:
        return None
    has = answer["Attributes"]
    return {
        "arn": identity,
        "confirmationWasAuthenticated": has.get("ConfirmationWasAuthenticated") == "true",
        "endpoint": has["Endpoint"],
        "pendingConfirmation": has.get("PendingConfirmation") == "true",
        "protocol": has["Protocol"],
        "rawMessageDelivery": has.get("RawMessageDelivery") == "true",
        "topic": has["TopicArn"],
    }


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    raw = bool(new.get("rawMessageDelivery"))
    if raw != bool(old.get("rawMessageDelivery")):
        aws.client("sns").set_subscription_attributes(
            SubscriptionArn=identity,
            AttributeName="RawMessageDelivery",
            AttributeValue="true" if raw else "false",
        )


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("sns").unsubscribe, NOT_THERE, SubscriptionArn=identity)


TYPE = ResourceType(
    token=resource_types.TOPIC_SUBSCRIPTION,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("endpoint", "protocol", "topic"),
)
