"""aws:s3/bucketServerSideEncryptionConfiguration: with which key a bucket encrypts new objects."""

from localaws.types.casing import from_aws, to_aws
from localaws.types.resource_type import Aws, State
from localaws.types.s3_bucket_part import bucket_part
from localaws.types.shape import BOOLEAN, STRING, Property, Values, block, block_set
from meshwright.aws import resource_types

NAMES = {
    "sseAlgorithm": "SSEAlgorithm",
    "kmsMasterKeyId": "KMSMasterKeyID",
}
RULES = block_set(
    Property(
        "applyServerSideEncryptionByDefault",
        block(
            Property("sseAlgorithm", STRING, required=True),
            Property("kmsMasterKeyId", STRING, default=""),
        ),
    ),
    Property("bucketKeyEnabled", BOOLEAN, default=False),
)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    aws.client("s3").put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={"Rules": to_aws(RULES, inputs["rules"], NAMES)},
    )


def _read(aws: Aws, bucket: str) -> State:
    answer = aws.client("s3").get_bucket_encryption(Bucket=bucket)
    rules = answer["ServerSideEncryptionConfiguration"]["Rules"]
    return {"rules": from_aws(RULES, rules, NAMES)}


def _remove(aws: Aws, bucket: str) -> None:
    aws.client("s3").delete_bucket_encryption(Bucket=bucket)


TYPE = bucket_part(
    resource_types.BUCKET_ENCRYPTION,
    (Property("rules", RULES, required=True),),
    _put,
    _read,
    _remove,
    gone="ServerSideEncryptionConfigurationNotFoundError",
)
