"""Values of the catalog as documents for machines."""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast


def plain(value: Any) -> Any:
    """A value of the catalog with its fields in camelCase; mappings are somebody's own and stay."""
    if is_dataclass(value):
        named = _names(type(value))
        return {told: plain(getattr(value, name)) for name, told in named}
    if isinstance(value, tuple):
        return [plain(each) for each in cast("tuple[Any, ...]", value)]
    return value


@cache
def _names(kind: Any) -> tuple[tuple[str, str], ...]:
    """Each field of a kind, and what documents call it."""
    return tuple((each.name, _camel(each.name)) for each in fields(kind))


def _camel(name: str) -> str:
    first, *more = name.split("_")
    return first + "".join(map(str.capitalize, more))
