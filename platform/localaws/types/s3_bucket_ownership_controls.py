"""aws:s3/bucketOwnershipControls: who owns the objects that others put into a bucket."""

from localaws.types import s3_bucket_part as part
from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, Property, Values, block
from meshwright.aws import resource_types

PROPERTIES = (
    part.BUCKET,
    Property("rule", block(Property("objectOwnership", STRING, required=True)), required=True),
)
GONE = (part.NO_BUCKET, "OwnershipControlsNotFoundError")


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs["bucket"], inputs)
    return inputs["bucket"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("s3").get_bucket_ownership_controls
    answer = answer_or_none(get, *GONE, Bucket=identity)
    if answer is None:
        return None
    rule = answer["OwnershipControls"]["Rules"][0]
    return {"bucket": identity, "rule": {"objectOwnership": rule["ObjectOwnership"]}}


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    _put(aws, identity, new)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    remove = aws.client("s3").delete_bucket_ownership_controls
    answer_or_none(remove, *GONE, Bucket=identity)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    rule = {"ObjectOwnership": inputs["rule"]["objectOwnership"]}
    aws.client("s3").put_bucket_ownership_controls(
        Bucket=bucket, OwnershipControls={"Rules": [rule]}
    )


TYPE = ResourceType(
    token=resource_types.BUCKET_OWNERSHIP,
    properties=PROPERTIES,
    outputs=part.OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=part.derived,
    identity=("bucket",),
)
