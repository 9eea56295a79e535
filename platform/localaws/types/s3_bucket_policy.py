"""aws:s3/bucketPolicy:BucketPolicy: what a bucket lets whom do."""

from localaws.types.resource_type import Aws, State
from localaws.types.s3_bucket_part import bucket_part
from localaws.types.shape import DOCUMENT, Property, Values
from meshwright.aws import resource_types

POLICY = Property("policy", DOCUMENT, required=True)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    aws.client("s3").put_bucket_policy(Bucket=bucket, Policy=inputs["policy"])


def _read(aws: Aws, bucket: str) -> State:
    return {"policy": aws.client("s3").get_bucket_policy(Bucket=bucket)["Policy"]}


def _remove(aws: Aws, bucket: str) -> None:
    aws.client("s3").delete_bucket_policy(Bucket=bucket)


TYPE = bucket_part(
    resource_types.BUCKET_POLICY, (POLICY,), _put, _read, _remove, gone="NoSuchBucketPolicy"
)
