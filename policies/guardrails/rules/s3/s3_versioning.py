"""A bucket keeps what was deleted or written over, until its lifecycle lets it go."""

from collections.abc import Iterator

from guardrails.buckets import Read, block, buckets_without
from guardrails.rule import Check, Props, Resource, Rule, Stack
from guardrails.types import BUCKET_VERSIONINGS, BUCKETS

INLINE = ("versioning", "versionings")


def check(props: Props) -> Iterator[str]:
    if props.get("versioningConfiguration", {}).get("status") != "Enabled":
        yield "versioningConfiguration.status must be Enabled"


def check_bucket(props: Props) -> Iterator[str]:
    # That a bucket says it at all is asked of its stack.
    if block(props.get, *INLINE) is not None and not _is_on(props.get):
        yield "versioning.enabled must be true"


def _is_on(read: Read) -> bool:
    own = block(read, *INLINE)
    return own is not None and own.get("enabled") is True


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in buckets_without(
        stack, *BUCKET_VERSIONINGS, itself=lambda props: _is_on(props.known)
    ):
        yield bucket, "the bucket has no versioning"


CHECKS: dict[str, Check] = {
    **dict.fromkeys(BUCKET_VERSIONINGS, check),
    **dict.fromkeys(BUCKETS, check_bucket),
}

RULE = Rule(
    id="s3-versioning",
    code="S3-004",
    title="Buckets are versioned",
    why="A job that deletes or writes over the wrong files has destroyed them, unless the bucket"
    " still holds what was there before.",
    fix="give the bucket a BucketVersioning with status Enabled",
    checks=CHECKS,
    check_stack=check_stack,
    controls=(
        "Security Hub S3.14",
        "CKV_AWS_21",
        "NIST.800.53.R5-S3BucketVersioningEnabled",
        "Prowler s3_bucket_object_versioning",
    ),
)
