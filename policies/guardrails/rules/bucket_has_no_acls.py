"""A bucket's objects belong to its owner, and access lists mean nothing."""

from collections.abc import Iterator

from guardrails.buckets import buckets_without
from guardrails.rule import Props, Resource, Rule, Stack
from guardrails.types import BUCKET_OWNERSHIP


def check(props: Props) -> Iterator[str]:
    if props.get("rule", {}).get("objectOwnership") != "BucketOwnerEnforced":
        yield "rule.objectOwnership must be BucketOwnerEnforced"


def check_stack(stack: Stack) -> Iterator[tuple[Resource, str]]:
    for bucket in buckets_without(stack, BUCKET_OWNERSHIP):
        yield bucket, "the bucket has no ownership controls"


RULE = Rule(
    id="bucket-has-no-acls",
    code="S3-007",
    title="Buckets have no access lists",
    why="An access list on one object opens it past every policy, and its writer can set it.",
    fix="give the bucket BucketOwnershipControls with objectOwnership BucketOwnerEnforced",
    checks={BUCKET_OWNERSHIP: check},
    check_stack=check_stack,
)
