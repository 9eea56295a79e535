"""aws:s3/bucketPolicy:BucketPolicy: what a bucket lets whom do."""

from localaws.types import s3_bucket_part as part
from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import DOCUMENT, Property, Values
from meshwright.aws import resource_types

PROPERTIES = (part.BUCKET, Property("policy", DOCUMENT, required=True))
GONE = (part.NO_BUCKET, "NoSuchBucketPolicy")


def create(aws: Aws, inputs: Values) -> str:
    aws.client("s3").put_bucket_policy(Bucket=inputs["bucket"], Policy=inputs["policy"])
    return inputs["bucket"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    answer = answer_or_none(aws.client("s3").get_bucket_policy, *GONE, Bucket=identity)
    return None if answer is None else {"bucket": identity, "policy": answer["Policy"]}


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    aws.client("s3").put_bucket_policy(Bucket=identity, Policy=new["policy"])


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("s3").delete_bucket_policy, *GONE, Bucket=identity)


TYPE = ResourceType(
    token=resource_types.BUCKET_POLICY,
    properties=PROPERTIES,
    outputs=part.OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=part.derived,
    identity=("bucket",),
)
