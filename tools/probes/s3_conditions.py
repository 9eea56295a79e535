"""Objects that are written or deleted on a condition: where there is none, or just one version."""

from typing import Any

from tools.probes.cloud import Cloud
from tools.probes.probe import Gives, Probe, Refused

GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
API = "https://docs.aws.amazon.com/AmazonS3/latest/API"


def _object(aws: Cloud) -> Any:
    aws.bucket()
    return aws.s3.put_object(Bucket="data", Key="a", Body=b"1")


def _put_twice(aws: Cloud, **condition: str) -> None:
    """An object written, and then written again on a condition."""
    _object(aws)
    aws.s3.put_object(Bucket="data", Key="a", Body=b"2", **condition)


def _put_over(aws: Cloud) -> Any:
    """What is in an object that was written over the version that it had."""
    etag = _object(aws)["ETag"]
    aws.s3.put_object(Bucket="data", Key="a", Body=b"2", IfMatch=etag)
    return aws.s3.get_object(Bucket="data", Key="a")["Body"].read()


def _put_over_a_deleted_one(aws: Cloud) -> Any:
    aws.bucket()
    aws.s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
    aws.s3.put_object(Bucket="data", Key="a", Body=b"1")
    aws.s3.delete_object(Bucket="data", Key="a")
    aws.s3.put_object(Bucket="data", Key="a", Body=b"2", IfNoneMatch="*")
    return aws.s3.get_object(Bucket="data", Key="a")["Body"].read()


def _deleted_another(aws: Cloud) -> None:
    _object(aws)
    aws.s3.delete_object(Bucket="data", Key="a", IfMatch='"1"')


def _put_over_none(aws: Cloud) -> None:
    aws.bucket()
    aws.s3.put_object(Bucket="data", Key="a", Body=b"2", IfMatch='"1"')


PROBES = (
    Probe(
        "s3-object-written-where-there-is-one",
        f"{GUIDE}/conditional-writes.html",
        "What is to be written only where no object is does not replace one.",
        lambda aws: _put_twice(aws, IfNoneMatch="*"),
        Refused("PreconditionFailed", status=412),
    ),
    Probe(
        "s3-object-written-where-one-was-deleted",
        f"{GUIDE}/conditional-writes.html",
        "An object whose newest version marks its deletion is none.",
        _put_over_a_deleted_one,
        Gives(b"2"),
    ),
    Probe(
        "s3-object-written-over-its-version",
        f"{GUIDE}/conditional-writes.html",
        "An object is replaced where it is the one that the writer has seen.",
        _put_over,
        Gives(b"2"),
    ),
    Probe(
        "s3-object-written-over-another-version",
        f"{GUIDE}/conditional-writes.html",
        "An object that is another than the writer has seen is not replaced.",
        lambda aws: _put_twice(aws, IfMatch='"1"'),
        Refused("PreconditionFailed", status=412),
    ),
    Probe(
        "s3-object-written-over-none",
        f"{GUIDE}/conditional-writes.html",
        "A version is not replaced where there is none.",
        _put_over_none,
        Refused("NoSuchKey", status=404),
    ),
    Probe(
        "s3-object-written-unless-it-is-a-version",
        f"{API}/API_PutObject.html",
        "A write cannot be had unless the object is some version: S3 takes the asterisk alone.",
        lambda aws: _put_twice(aws, IfNoneMatch='"1"'),
        Refused("NotImplemented", "implies functionality", 501),
        rule="s3_conditional_writes",
    ),
    Probe(
        "s3-object-deleted-that-is-another",
        f"{GUIDE}/conditional-deletes.html",
        "An object that is another than was seen is not deleted.",
        _deleted_another,
        Refused("PreconditionFailed", status=412),
    ),
)
