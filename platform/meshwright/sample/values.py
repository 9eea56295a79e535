"""Athena's texts as values of the declared types, for machines that read rows as JSON.

Source: Athena user guide, "Data types in Amazon Athena"; a nested value is written as
`[a, b]`, and as `{name=value}` where it is a map or a row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from meshwright.athena.column_type import ColumnType

Row = Sequence[str | None]
NULL, NEXT = "null", ", "
OPENING, CLOSING = "[{", "]}"
SCALARS: Mapping[str, Callable[[str], Any]] = {
    "int": int,
    "bigint": int,
    "float": float,
    "double": float,
    "decimal": Decimal,
    "boolean": lambda text: text == "true",
    "timestamp": datetime.fromisoformat,
    "timestamptz": datetime.fromisoformat,
    "binary": lambda text: text.replace(" ", ""),
}
"""How a text is read; of all other types it is the value."""


def values(types: Sequence[ColumnType], row: Row) -> list[Any]:
    """One row of an answer; null is None."""
    paired = zip(types, row, strict=True)
    return [None if text is None else value(declared, text) for declared, text in paired]


def value(declared: ColumnType, text: str) -> Any:
    match declared.name:
        case "array":
            return [_inner(declared.arguments[0], part) for part in _parts(text[1:-1])]
        case "map":
            return dict(_entries(declared, text[1:-1]))
        case "struct":
            return dict(_fields(declared, text[1:-1]))
        case name:
            return SCALARS.get(name, str)(text)


def _inner(declared: ColumnType, text: str) -> Any:
    return None if text == NULL else value(declared, text)


def _entries(declared: ColumnType, text: str) -> Iterator[tuple[Any, Any]]:
    kind, held = declared.arguments
    for part in _parts(text):
        key, _, inner = part.partition("=")
        yield value(kind, key), _inner(held, inner)


def _fields(declared: ColumnType, text: str) -> Iterator[tuple[str, Any]]:
    for name, kind, part in zip(declared.fields, declared.arguments, _parts(text), strict=True):
        yield name, _inner(kind, part.removeprefix(f"{name}="))


def _parts(text: str) -> Iterator[str]:
    """What stands between commas that no bracket encloses."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        depth += (sign in OPENING) - (sign in CLOSING)
        if not depth and text.startswith(NEXT, place):
            yield text[start:place]
            start = place + len(NEXT)
    if text:
        yield text[start:]
