"""Which buckets of a stack lack the resource that a rule asks for."""

from collections.abc import Iterator

from guardrails.rule import Resource, Stack
from guardrails.types import BUCKETS


def buckets_without(stack: Stack, *types: str) -> Iterator[Resource]:
    """The buckets that no resource of these types names."""
    covered = {resource.props.get("bucket") for resource in stack.of(*types)}
    for bucket in stack.of(*BUCKETS):
        name = bucket.props.get("bucket")
        if name is None or name not in covered:
            yield bucket
