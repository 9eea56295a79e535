"""A bucket refuses public access in all four ways AWS offers."""

from collections.abc import Iterator

from guardrails.buckets import buckets_without
from guardrails.rule import Check, Props, Resource, Rule, Stack
from guardrails.types import (
    ACCESS_POINT,
    ACCOUNT_PUBLIC_ACCESS_BLOCK,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    MULTI_REGION_ACCESS_POINT,
)

SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def check(props: Props) -> Iterator[str]:
    for switch in SWITCHES:
        if props.get(switch) is not True:
            yield f"{switch} must be true"


def check_access_point(props: Props) -> Iterator[str]:
    block = props.get("publicAccessBlockConfiguration", {})
    yield from _opened(block, "publicAccessBlockConfiguration.")


def check_multi_region_access_point(props: Props) -> Iterator[str]:
    block = props.get("details", {}).get("publicAccessBlock", {})
    yield from _opened(block, "details.publicAccessBlock.")


def _opened(block: Props, where: str) -> Iterator[str]:
    """The switches that are open on purpose; an access point closes those that nobody names.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
    """
    for switch in SWITCHES:
        if block.get(switch, True) is not True:
            yield f"{where}{switch} must be true"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in buckets_without(stack, BUCKET_PUBLIC_ACCESS_BLOCK):
        yield bucket, "the bucket has no public access block"


CHECKS: dict[str, Check] = {
    BUCKET_PUBLIC_ACCESS_BLOCK: check,
    # It closes every bucket of the account, but a bucket must be closed without it too.
    ACCOUNT_PUBLIC_ACCESS_BLOCK: check,
    ACCESS_POINT: check_access_point,
    MULTI_REGION_ACCESS_POINT: check_multi_region_access_point,
}

RULE = Rule(
    id="s3-public-access-block",
    code="S3-001",
    title="Buckets refuse public access",
    why="One open switch is enough to publish a product's files.",
    fix="give the bucket a BucketPublicAccessBlock with all four switches true",
    checks=CHECKS,
    check_stack=check_stack,
    controls=(
        "FSBP S3.2",
        "FSBP S3.3",
        "FSBP S3.8",
        "FSBP S3.19",
        "FSBP S3.24",
        "CIS 2.1.4",
        "CKV_AWS_53",
        "CKV_AWS_54",
        "CKV_AWS_55",
        "CKV_AWS_56",
        "CKV2_AWS_6",
        "AwsSolutions-S2",
        "Prowler s3_bucket_level_public_access_block",
    ),
)
