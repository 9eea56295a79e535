"""aws:s3/bucketOwnershipControls: who owns the objects that others put into a bucket."""

from localaws.types.resource_type import Aws, State
from localaws.types.s3_bucket_part import bucket_part
from localaws.types.shape import STRING, Property, Values, block
from meshwright.aws import resource_types

RULE = Property("rule", block(Property("objectOwnership", STRING, required=True)), required=True)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    rule = {"ObjectOwnership": inputs["rule"]["objectOwnership"]}
    aws.client("s3").put_bucket_ownership_controls(
        Bucket=bucket, OwnershipControls={"Rules": [rule]}
    )


def _read(aws: Aws, bucket: str) -> State:
    answer = aws.client("s3").get_bucket_ownership_controls(Bucket=bucket)
    rule = answer["OwnershipControls"]["Rules"][0]
    return {"rule": {"objectOwnership": rule["ObjectOwnership"]}}


def _remove(aws: Aws, bucket: str) -> None:
    aws.client("s3").delete_bucket_ownership_controls(Bucket=bucket)


TYPE = bucket_part(
    resource_types.BUCKET_OWNERSHIP,
    (RULE,),
    _put,
    _read,
    _remove,
    gone="OwnershipControlsNotFoundError",
)
