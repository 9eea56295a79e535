"""A bucket refuses public access in all four ways AWS offers."""

from collections.abc import Iterator

from guardrails.buckets import buckets_without
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import BUCKET_PUBLIC_ACCESS_BLOCK

SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def check(props: Props) -> Iterator[str]:
    for switch in SWITCHES:
        if props.get(switch) is not True:
            yield f"{switch} must be true"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in buckets_without(stack, BUCKET_PUBLIC_ACCESS_BLOCK):
        yield bucket, "the bucket has no public access block"


RULE = Rule(
    id="bucket-blocks-public-access",
    code="S3-001",
    title="Buckets refuse public access",
    why="One open switch is enough to publish a product's files.",
    fix="give the bucket a BucketPublicAccessBlock with all four switches true",
    checks={BUCKET_PUBLIC_ACCESS_BLOCK: check},
    check_stack=check_stack,
)
