"""What lets CloudTrail write the files of the one trail, and nobody else for any other.

Sources: CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail" and "Configure AWS KMS key
policies for CloudTrail".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.plan import audit_names, names
from meshwright.specs.environment import Place

CLOUDTRAIL = "cloudtrail.amazonaws.com"
Statement = Mapping[str, Any]


def delivery(place: Place) -> Iterator[Statement]:
    """Of the bucket: its access list may be read, and files written that are the bucket's own."""
    arn = names.bucket_arn(audit_names.trail_bucket(place), place)
    yield _service("TrailAclCheck", "s3:GetBucketAcl", arn, place)
    written = f"{arn}/AWSLogs/{place.account}/*"
    full = {"s3:x-amz-acl": "bucket-owner-full-control"}
    yield _service("TrailWrite", "s3:PutObject", written, place, full)


def key_use(place: Place) -> Iterator[Statement]:
    """Of the key: it may encrypt, and decrypt, since the bucket has a bucket key."""
    yield _service("TrailDescribesKey", "kms:DescribeKey", "*", place)
    trails = f"arn:{place.partition}:cloudtrail:*:{place.account}:trail/*"
    context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": trails}}
    for sid, action in (
        ("TrailEncrypts", "kms:GenerateDataKey*"),
        ("TrailDecrypts", "kms:Decrypt"),
    ):
        statement = _service(sid, action, "*", place)
        yield {**statement, "Condition": {**statement["Condition"], **context}}


def _service(
    sid: str, action: str, resource: str, place: Place, more: Mapping[str, str] | None = None
) -> Statement:
    condition = {"aws:SourceArn": audit_names.trail_arn(place), **(more or {})}
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": CLOUDTRAIL},
        "Action": action,
        "Resource": resource,
        "Condition": {"StringEquals": condition},
    }
