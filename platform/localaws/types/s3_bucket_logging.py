"""aws:s3/bucketLogging:BucketLogging: where the log of who used a bucket goes."""

from localaws.types.resource_type import Aws, State
from localaws.types.s3_bucket_part import bucket_part
from localaws.types.shape import STRING, Property, Values
from meshwright.aws import resource_types

PROPERTIES = (
    Property("targetBucket", STRING, required=True),
    Property("targetPrefix", STRING, required=True),
)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    target = {"TargetBucket": inputs["targetBucket"], "TargetPrefix": inputs["targetPrefix"]}
    aws.client("s3").put_bucket_logging(
        Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": target}
    )


def _read(aws: Aws, bucket: str) -> State | None:
    target = aws.client("s3").get_bucket_logging(Bucket=bucket).get("LoggingEnabled")
    if target is None:
        return None
    return {"targetBucket": target["TargetBucket"], "targetPrefix": target.get("TargetPrefix", "")}


def _remove(aws: Aws, bucket: str) -> None:
    aws.client("s3").put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})


TYPE = bucket_part(resource_types.BUCKET_LOGGING, PROPERTIES, _put, _read, _remove)
