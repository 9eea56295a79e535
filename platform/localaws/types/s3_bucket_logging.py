"""aws:s3/bucketLogging:BucketLogging: where the log of who used a bucket goes."""

from localaws.types import s3_bucket_part as part
from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, Property, Values
from meshwright.aws import resource_types

PROPERTIES = (
    part.BUCKET,
    Property("targetBucket", STRING, required=True),
    Property("targetPrefix", STRING, required=True),
)


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs["bucket"], inputs)
    return inputs["bucket"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("s3").get_bucket_logging
    answer = answer_or_none(get, part.NO_BUCKET, Bucket=identity)
    if not answer or "LoggingEnabled" not in answer:
        return None
    target = answer["LoggingEnabled"]
    return {
        "bucket": identity,
        "targetBucket": target["TargetBucket"],
        "targetPrefix": target.get("TargetPrefix", ""),
    }


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    _put(aws, identity, new)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    put = aws.client("s3").put_bucket_logging
    answer_or_none(put, part.NO_BUCKET, Bucket=identity, BucketLoggingStatus={})


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    target = {"TargetBucket": inputs["targetBucket"], "TargetPrefix": inputs["targetPrefix"]}
    aws.client("s3").put_bucket_logging(
        Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": target}
    )


TYPE = ResourceType(
    token=resource_types.BUCKET_LOGGING,
    properties=PROPERTIES,
    outputs=part.OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=part.derived,
    identity=("bucket",),
)
