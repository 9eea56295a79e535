"""A bucket whose owner is enforced takes no lists of access; moto takes them.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
"""

from typing import Any

from moto.s3.models import s3_backends

from localaws.strict.call import Call, Fault, Guard
from localaws.strict.s3_bucket_defaults import OWNERSHIP

ALLOWED = "bucket-owner-full-control"


def check(call: Call) -> Fault | None:
    if not _is_enforced(call) or not _asks(call):
        return None
    return Fault("AccessControlListNotSupported", "The bucket does not allow ACLs")


def _is_enforced(call: Call) -> bool:
    buckets: dict[str, Any] = s3_backends[call.account]["aws"].buckets
    bucket = buckets.get(call.body["Bucket"])
    return bucket is not None and bucket.ownership_rule == OWNERSHIP


def _asks(call: Call) -> bool:
    if any(name.startswith("x-amz-grant-") for name in call.headers):
        return True
    canned = call.headers.get("x-amz-acl")
    if call.operation == "PutBucketAcl":
        return canned != ALLOWED
    return canned not in (None, ALLOWED)


GUARD = Guard("s3", ("PutBucketAcl", "PutObject", "CreateMultipartUpload"), check)
