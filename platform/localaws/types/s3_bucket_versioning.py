"""aws:s3/bucketVersioning:BucketVersioning: whether a bucket keeps its objects' old versions."""

from localaws.types.resource_type import Aws, State
from localaws.types.s3_bucket_part import bucket_part
from localaws.types.shape import STRING, Property, Values, block
from meshwright.aws import resource_types

CONFIGURATION = Property(
    "versioningConfiguration", block(Property("status", STRING, required=True)), required=True
)


def _put(aws: Aws, bucket: str, inputs: Values) -> None:
    _say(aws, bucket, inputs["versioningConfiguration"]["status"])


def _read(aws: Aws, bucket: str) -> State | None:
    status = aws.client("s3").get_bucket_versioning(Bucket=bucket).get("Status")
    # A bucket that has never been versioned says nothing.
    return None if status is None else {"versioningConfiguration": {"status": status}}


def _remove(aws: Aws, bucket: str) -> None:
    # Versioning cannot be taken away again, only paused.
    _say(aws, bucket, "Suspended")


def _say(aws: Aws, bucket: str, status: str) -> None:
    configuration = {"Status": status}
    aws.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration=configuration)


TYPE = bucket_part(resource_types.BUCKET_VERSIONING, (CONFIGURATION,), _put, _read, _remove)
