"""Whether two values read out of files are the same, down to the order in which things stand."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

PLAIN = (str, Enum, type(None))
"""What is the same where it is equal. Numbers are not among them: 1, 1.0 and True are equal."""


def is_same(before: Any, now: Any) -> bool:
    """Whether two values are one object, or are of one kind and the same in all of their parts.

    Of what has no parts that are known here, such as a parsed spec, only one object is the same.
    Equality would not do: two mappings are equal in whatever order their keys stand.
    """
    if before is now:
        return True
    if type(before) is not type(now):
        return False
    if isinstance(before, PLAIN):
        return before == now
    if isinstance(before, Mapping):
        return is_same((*before.items(),), (*now.items(),))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType] - of any mapping
    if isinstance(before, tuple):
        return len(before) == len(now) and all(map(is_same, before, now))  # pyright: ignore[reportUnknownArgumentType] - of any tuple
    if not is_dataclass(before):
        return False
    names = (field.name for field in fields(before))
    return all(is_same(getattr(before, name), getattr(now, name)) for name in names)
