"""The one walk over JSON values, for whoever changes what is no JSON in them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast


def with_leaves(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """A value anew: mappings, lists and texts as they are, and all else put through `leaf`."""
    # Nearly all are texts, and asking whether something is a mapping is slow.
    if isinstance(value, str):
        return value
    if isinstance(value, dict | Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {name: with_leaves(item, leaf) for name, item in items}
    if isinstance(value, list | tuple):
        return [with_leaves(item, leaf) for item in cast("Sequence[Any]", value)]
    return leaf(value)
