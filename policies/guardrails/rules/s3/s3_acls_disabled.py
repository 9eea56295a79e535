"""A bucket's objects belong to its owner, and access lists mean nothing."""

from collections.abc import Iterator

from guardrails.buckets import buckets_without
from guardrails.rule import Check, Props, Resource, Rule, Stack
from guardrails.types import BUCKET_ACLS, BUCKET_OWNERSHIP, BUCKETS, OBJECTS

THE_OWNERS = frozenset({"private", "bucket-owner-full-control"})
"""The lists that give nothing to anybody but the owner."""


def check(props: Props) -> Iterator[str]:
    if props.get("rule", {}).get("objectOwnership") != "BucketOwnerEnforced":
        yield "rule.objectOwnership must be BucketOwnerEnforced"


def check_acl(_props: Props) -> Iterator[str]:
    # Not even a private one: S3 then answers AccessControlListNotSupported.
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
    yield "no access list must be written: the bucket's owner has everything, by ownership"


def check_bucket_or_object(props: Props) -> Iterator[str]:
    if props.get("acl", "private") not in THE_OWNERS:
        yield "acl must not be set: access is given by policies"
    if props.get("grants"):
        yield "grants must be empty: access is given by policies"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in buckets_without(stack, BUCKET_OWNERSHIP):
        yield bucket, "the bucket has no ownership controls"


CHECKS: dict[str, Check] = {
    BUCKET_OWNERSHIP: check,
    **dict.fromkeys(BUCKET_ACLS, check_acl),
    **dict.fromkeys((*BUCKETS, *OBJECTS), check_bucket_or_object),
}

RULE = Rule(
    id="s3-acls-disabled",
    code="S3-007",
    title="ACLs are disabled on buckets",
    why="An access list on one object opens it past every policy, and its writer can set it.",
    fix="give the bucket BucketOwnershipControls with objectOwnership BucketOwnerEnforced",
    checks=CHECKS,
    check_stack=check_stack,
    controls=(
        "FSBP S3.12",
        "CKV2_AWS_65",
        "Prowler s3_bucket_acl_prohibited",
    ),
)
