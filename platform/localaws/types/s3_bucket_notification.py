"""aws:s3/bucketNotification:BucketNotification: whom a bucket tells of its objects.

Here that is EventBridge alone; queues, topics and functions are refused by name.
"""

from typing import Any

from localaws.types.resource_type import Aws, State
from localaws.types.s3_bucket_part import bucket_part
from localaws.types.shape import BOOLEAN, Property, Values
from meshwright.aws import resource_types

TOLD = Property("eventbridge", BOOLEAN, default=False)
EVENTBRIDGE = "EventBridgeConfiguration"


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    configuration: dict[str, Any] = {EVENTBRIDGE: {}} if inputs.get("eventbridge") else {}
    aws.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=configuration
    )


def _read(aws: Aws, bucket: str) -> State:
    answer = aws.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    # A bucket that tells nobody has a configuration too, which is empty.
    return {"eventbridge": EVENTBRIDGE in answer}


def _remove(aws: Aws, bucket: str) -> None:
    _put(aws, bucket, {})


TYPE = bucket_part(resource_types.BUCKET_NOTIFICATION, (TOLD,), _put, _read, _remove)
