"""How a bucket is configured: by resources of its own, or in the older way by the bucket itself."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from guardrails.props import Props
from guardrails.rule import Resource, Stack
from guardrails.types import BUCKETS

Read = Callable[[str], Any]
"""`props.get` where a value must be known, `props.known` where an unknown one was not written."""


def _says_nothing(_props: Props) -> bool:
    return False


def buckets_without(
    stack: Stack, *types: str, itself: Callable[[Props], bool] = _says_nothing
) -> Iterator[Resource]:
    """The buckets that no resource of these types names, and that do not say it themselves."""
    covered = {resource.props.get("bucket") for resource in stack.of(*types)}
    for bucket in stack.of(*BUCKETS):
        name = bucket.props.get("bucket")
        if (name is None or name not in covered) and not itself(bucket.props):
            yield bucket


def block(read: Read, *names: str) -> Props | None:
    """A block under the first of its names that is there: newer types hold one, older a list."""
    for name in names:
        written = read(name)
        blocks = cast("tuple[Props, ...]", written) if isinstance(written, tuple) else (written,)
        if blocks and blocks[0] is not None:
            return blocks[0]
    return None
