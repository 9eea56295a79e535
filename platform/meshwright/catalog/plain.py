"""Values of the catalog as documents for machines."""

from dataclasses import fields, is_dataclass
from typing import Any, cast


def plain(value: Any) -> Any:
    """A value of the catalog with its fields in camelCase; mappings are somebody's own and stay."""
    if is_dataclass(value):
        return {_camel(each.name): plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [plain(each) for each in cast("tuple[Any, ...]", value)]
    return value


def _camel(name: str) -> str:
    first, *more = name.split("_")
    return first + "".join(map(str.capitalize, more))
