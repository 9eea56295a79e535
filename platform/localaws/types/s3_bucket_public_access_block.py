"""aws:s3/bucketPublicAccessBlock: the four switches that keep the public out."""

from localaws.types.casing import fields_from_aws
from localaws.types.resource_type import Aws, State
from localaws.types.s3_bucket_part import bucket_part
from localaws.types.shape import BOOLEAN, Property, Values
from meshwright.aws import resource_types

SWITCHES = (
    Property("blockPublicAcls", BOOLEAN, default=False),
    Property("blockPublicPolicy", BOOLEAN, default=False),
    Property("ignorePublicAcls", BOOLEAN, default=False),
    Property("restrictPublicBuckets", BOOLEAN, default=False),
)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    switches = {s.name[0].upper() + s.name[1:]: bool(inputs.get(s.name)) for s in SWITCHES}
    aws.client("s3").put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=switches)


def _read(aws: Aws, bucket: str) -> State:
    answer = aws.client("s3").get_public_access_block(Bucket=bucket)
    return fields_from_aws(SWITCHES, answer["PublicAccessBlockConfiguration"])


def _remove(aws: Aws, bucket: str) -> None:
    aws.client("s3").delete_public_access_block(Bucket=bucket)


TYPE = bucket_part(
    resource_types.BUCKET_PUBLIC_ACCESS_BLOCK,
    SWITCHES,
    _put,
    _read,
    _remove,
    gone="NoSuchPublicAccessBlockConfiguration",
)
