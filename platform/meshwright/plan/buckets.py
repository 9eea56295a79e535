"""A private bucket: the one shape that every bucket of the mesh has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meshwright.aws.resource_types import (
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_LIFECYCLE,
    BUCKET_LOGGING,
    BUCKET_OWNERSHIP,
    BUCKET_POLICY,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    BUCKET_VERSIONING,
)
from meshwright.plan import documents, names
from meshwright.plan.declaration import Declaration
from meshwright.plan.scope import Scope

PUBLIC_ACCESS_SWITCHES = (
    "blockPublicAcls",
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
)
ABORT_UPLOADS_AFTER = 7
"""Days after which the parts of an upload that nobody finished are removed."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What differs between the buckets of the mesh."""

    logical: str
    name: str
    tags: Mapping[str, str]
    noncurrent_days: int
    key_alias: str | None = None
    """The alias of the key that encrypts it; without one, S3's own keys (SSE-S3)."""
    log_bucket: str | None = None
    logs_after: Sequence[Declaration] = ()
    """What makes the log bucket ready, where it is of the same stack: S3 checks its policy."""
    statements: Sequence[Mapping[str, Any]] = ()
    """Of the bucket policy, beside those that every bucket has."""
    expire_days: int | None = None
    """Days after which current objects go: for logs and results, never for a table's files."""
    is_adopted: bool = False
    """Whether it was there before the mesh."""


def private_bucket(bucket: Bucket, scope: Scope) -> Iterator[Declaration]:
    """A bucket that is versioned, encrypted, the account's own and closed to the public."""
    made = scope.declare(
        BUCKET,
        bucket.logical,
        {
            "bucket": bucket.name,
            "forceDestroy": not (scope.environment.is_protected or bucket.is_adopted),
            "tags": bucket.tags,
        },
        keep=True,
        adopts=bucket.name if bucket.is_adopted else "",
    )
    yield made
    yield from _access(bucket, scope, made)
    yield from _keeping(bucket, scope, made)


def _access(bucket: Bucket, scope: Scope, made: Declaration) -> Iterator[Declaration]:
    closed = scope.declare(
        BUCKET_PUBLIC_ACCESS_BLOCK,
        bucket.logical,
        {"bucket": bucket.name, **dict.fromkeys(PUBLIC_ACCESS_SWITCHES, True)},
        after=(made,),
    )
    yield closed
    # One after the other: S3 refuses two changes of a bucket's access at once (OperationAborted).
    owned = scope.declare(
        BUCKET_OWNERSHIP,
        bucket.logical,
        {"bucket": bucket.name, "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        after=(closed,),
    )
    yield owned
    yield scope.declare(
        BUCKET_POLICY,
        bucket.logical,
        {"bucket": bucket.name, "policy": documents.document(_statements(bucket, scope))},
        after=(owned,),
    )


def _statements(bucket: Bucket, scope: Scope) -> Iterator[Mapping[str, Any]]:
    yield documents.tls_only(bucket.name, scope.place)
    yield documents.no_key_of_the_writers(bucket.name, scope.place)
    if bucket.key_alias is not None:
        yield from documents.own_key_only(bucket.name, bucket.key_alias, scope.place)
    yield from bucket.statements


def _keeping(bucket: Bucket, scope: Scope, made: Declaration) -> Iterator[Declaration]:
    yield scope.declare(
        BUCKET_ENCRYPTION,
        bucket.logical,
        {"bucket": bucket.name, "rules": [_encryption(bucket, scope)]},
        after=(made,),
    )
    versioned = scope.declare(
        BUCKET_VERSIONING,
        bucket.logical,
        {"bucket": bucket.name, "versioningConfiguration": {"status": "Enabled"}},
        after=(made,),
    )
    yield versioned
    # Versioning first: a lifecycle of noncurrent versions means nothing before it.
    yield scope.declare(
        BUCKET_LIFECYCLE,
        bucket.logical,
        {"bucket": bucket.name, "rules": list(_lifecycle(bucket))},
        after=(versioned,),
    )
    if bucket.log_bucket is not None:
        yield scope.declare(
            BUCKET_LOGGING,
            bucket.logical,
            {
                "bucket": bucket.name,
                "targetBucket": bucket.log_bucket,
                "targetPrefix": f"{bucket.name}/",
            },
            after=(made, *bucket.logs_after),
        )


def _encryption(bucket: Bucket, scope: Scope) -> Mapping[str, Any]:
    if bucket.key_alias is None:
        return {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    return {
        "applyServerSideEncryptionByDefault": {
            "sseAlgorithm": "aws:kms",
            "kmsMasterKeyId": names.alias_arn(bucket.key_alias, scope.place),
        },
        "bucketKeyEnabled": True,
    }


def _lifecycle(bucket: Bucket) -> Iterator[Mapping[str, Any]]:
    yield _rule(
        "abort-incomplete-uploads",
        abortIncompleteMultipartUpload={"daysAfterInitiation": ABORT_UPLOADS_AFTER},
    )
    yield _rule(
        "expire-noncurrent-versions",
        noncurrentVersionExpiration={"noncurrentDays": bucket.noncurrent_days},
    )
    if bucket.expire_days is None:
        # A delete marker whose versions have all gone hides nothing, and slows every listing down.
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
        yield _rule("remove-idle-delete-markers", expiration={"expiredObjectDeleteMarker": True})
    else:
        # `days` takes such markers along, and does not stand beside them.
        yield _rule("expire-objects", expiration={"days": bucket.expire_days})


def _rule(identifier: str, **action: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"id": identifier, "status": "Enabled", "filter": {"prefix": ""}, **action}
