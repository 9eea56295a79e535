"""aws:s3/bucketVersioning:BucketVersioning: whether a bucket keeps its objects' old versions."""

from localaws.types import s3_bucket_part as part
from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, Property, Values, block
from meshwright.aws import resource_types

PROPERTIES = (
    part.BUCKET,
    Property(
        "versioningConfiguration", block(Property("status", STRING, required=True)), required=True
    ),
)


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs["bucket"], inputs["versioningConfiguration"]["status"])
    return inputs["bucket"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    get = aws.client("s3").get_bucket_versioning
    answer = answer_or_none(get, part.NO_BUCKET, Bucket=identity)
    # A bucket that has never been versioned says nothing.
    if not answer or "Status" not in answer:
        return None
    return {"bucket": identity, "versioningConfiguration": {"status": answer["Status"]}}


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    _put(aws, identity, new["versioningConfiguration"]["status"])


def delete(aws: Aws, identity: str, _known: Values) -> None:
    # Versioning cannot be taken away again, only paused.
    put = aws.client("s3").put_bucket_versioning
    paused = {"Status": "Suspended"}
    answer_or_none(put, part.NO_BUCKET, Bucket=identity, VersioningConfiguration=paused)


def _put(aws: Aws, bucket: str, status: str) -> None:
    configuration = {"Status": status}
    aws.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration=configuration)


TYPE = ResourceType(
    token=resource_types.BUCKET_VERSIONING,
    properties=PROPERTIES,
    outputs=part.OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=part.derived,
    identity=("bucket",),
)
