"""aws:s3/bucketNotification:BucketNotification: whom a bucket tells of its objects.

Here that is EventBridge alone; queues, topics and functions are refused by name.
"""

from typing import Any

from localaws.types import s3_bucket_part as part
from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import BOOLEAN, Property, Values
from meshwright.aws import resource_types

PROPERTIES = (part.BUCKET, Property("eventbridge", BOOLEAN, default=False))
EVENTBRIDGE = "EventBridgeConfiguration"


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs["bucket"], told=bool(inputs.get("eventbridge")))
    return inputs["bucket"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("s3").get_bucket_notification_configuration
    answer = answer_or_none(get, part.NO_BUCKET, Bucket=identity)
    if answer is None:
        return None
    # A bucket that tells nobody has a configuration too, which is empty.
    return {"bucket": identity, "eventbridge": EVENTBRIDGE in answer}


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    _put(aws, identity, told=bool(new.get("eventbridge")))


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(_put, part.NO_BUCKET, aws=aws, bucket=identity, told=False)


def _put(aws: Aws, bucket: str, *, told: bool) -> None:
    configuration: dict[str, Any] = {EVENTBRIDGE: {}} if told else {}
    aws.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=configuration
    )


TYPE = ResourceType(
    token=resource_types.BUCKET_NOTIFICATION,
    properties=PROPERTIES,
    outputs=part.OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=part.derived,
    identity=("bucket",),
)
