"""aws:s3/bucketServerSideEncryptionConfiguration: with which key a bucket encrypts new objects."""

from localaws.types import s3_bucket_part as part
from localaws.types.answers import answer_or_none
from localaws.types.casing import from_aws, to_aws
from localaws.types.resource_type import Aws, ResourceType, State
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
PROPERTIES = (part.BUCKET, Property("rules", RULES, required=True))
GONE = (part.NO_BUCKET, "ServerSideEncryptionConfigurationNotFoundError")


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs["bucket"], inputs)
    return inputs["bucket"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    answer = answer_or_none(aws.client("s3").get_bucket_encryption, *GONE, Bucket=identity)
    if answer is None:
        return None
    rules = answer["ServerSideEncryptionConfiguration"]["Rules"]
    return {"bucket": identity, "rules": from_aws(RULES, rules, NAMES)}


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    _put(aws, identity, new)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("s3").delete_bucket_encryption, *GONE, Bucket=identity)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    aws.client("s3").put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={"Rules": to_aws(RULES, inputs["rules"], NAMES)},
    )


TYPE = ResourceType(
    token=resource_types.BUCKET_ENCRYPTION,
    properties=PROPERTIES,
    outputs=part.OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=part.derived,
    identity=("bucket",),
)
