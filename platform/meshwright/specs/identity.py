"""Whether two values read out of files are the same, down to the order in which things stand."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, cast

PLAIN = frozenset({str, bytes, int, bool, date})
"""Of one of these kinds, and of an enum, two are the same where they are equal: unlike decimals,
of which 1.0 and 1.00 are.
"""


def is_same(before: Any, now: Any) -> bool:
    """Whether two values are one object, or are of one kind and the same in all of their parts.

    Of what has no parts that are known here, such as a parsed spec, only one object is the same.
    Equality would not do: two mappings are equal in whatever order their keys stand.
    """
    if before is now:
        return True
    kind = cast("type[Any]", type(before))
    if kind is not type(now):
        return False
    if kind in PLAIN or isinstance(before, Enum):
        return before == now
    if kind is tuple or kind is list:
        return _are_same(before, now)
    if isinstance(before, Mapping):
        keys = (*before,), (*now,)  # pyright: ignore[reportUnknownVariableType] - of any mapping
        return _are_same(*keys) and _are_same((*before.values(),), (*now.values(),))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - as above
    if not is_dataclass(before):
        return False
    return all(is_same(getattr(before, name), getattr(now, name)) for name in _names(kind))


def _are_same(before: Sequence[Any], now: Sequence[Any]) -> bool:
    if len(before) != len(now):
        return False
    # Nearly all are one object, and a mesh has a great many.
    return all(one is other or is_same(one, other) for one, other in zip(before, now, strict=True))


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
