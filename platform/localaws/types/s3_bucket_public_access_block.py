"""aws:s3/bucketPublicAccessBlock: the four switches that keep the public out."""

from localaws.types import s3_bucket_part as part
from localaws.types.answers import answer_or_none
from localaws.types.casing import fields_from_aws
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import BOOLEAN, Property, Values
from meshwright.aws import resource_types

SWITCHES = (
    Property("blockPublicAcls", BOOLEAN, default=False),
    Property("blockPublicPolicy", BOOLEAN, default=False),
    Property("ignorePublicAcls", BOOLEAN, default=False),
    Property("restrictPublicBuckets", BOOLEAN, default=False),
)
PROPERTIES = (part.BUCKET, *SWITCHES)
GONE = (part.NO_BUCKET, "NoSuchPublicAccessBlockConfiguration")


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs["bucket"], inputs)
    return inputs["bucket"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    answer = answer_or_none(aws.client("s3").get_public_access_block, *GONE, Bucket=identity)
    if answer is None:
        return None
    switches = fields_from_aws(SWITCHES, answer["PublicAccessBlockConfiguration"])
    return {"bucket": identity} | switches


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    _put(aws, identity, new)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("s3").delete_public_access_block, *GONE, Bucket=identity)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    switches = {s.name[0].upper() + s.name[1:]: bool(inputs.get(s.name)) for s in SWITCHES}
    aws.client("s3").put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=switches)


TYPE = ResourceType(
    token=resource_types.BUCKET_PUBLIC_ACCESS_BLOCK,
    properties=PROPERTIES,
    outputs=part.OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=part.derived,
    identity=("bucket",),
)
