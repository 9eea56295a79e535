"""Column types as Glue's catalog writes them, as Athena's SQL has them, and as its API says them.

https://docs.aws.amazon.com/athena/latest/ug/data-types.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_ColumnInfo.html
"""

import re
from collections.abc import Mapping

from meshwright.athena.column_type import ColumnType

PLAIN: Mapping[str, str] = {
    "string": "string",
    "boolean": "boolean",
    "int": "int",
    "integer": "int",
    "smallint": "int",
    "tinyint": "int",
    "bigint": "bigint",
    "long": "bigint",
    "float": "float",
    "double": "double",
    "date": "date",
    "timestamp": "timestamp",
    "binary": "binary",
    "varchar": "string",
    "char": "string",
}
SAID: Mapping[str, str] = {
    "string": "varchar",
    "int": "integer",
    "binary": "varbinary",
    "struct": "row",
    "null": "unknown",
}
PRECISION: Mapping[str, tuple[int, int]] = {
    "string": (2_147_483_647, 0),
    "int": (10, 0),
    "bigint": (19, 0),
    "float": (17, 0),
    "double": (17, 0),
    "timestamp": (3, 0),
    "binary": (1_073_741_824, 0),
}
"""What Athena says of the digits of a type; 0 of all others."""
_WORD = re.compile(r"\s*([a-z_][a-z0-9_]*)\s*", re.IGNORECASE)
_SIZES = re.compile(r"\(\s*([0-9]+)\s*(?:,\s*([0-9]+)\s*)?\)")
_FIELD = re.compile(r"\s*([^:<>,]+?)\s*:")


class UnreadableTypeError(ValueError):
    """A type that the local Athena does not read."""


def column_type(text: str) -> ColumnType:
    """A type of the catalog, such as `struct<city:string>`."""
    found, end = _read(text, 0)
    if text[end:].strip():
        raise UnreadableTypeError(text)
    return found


def _read(text: str, start: int) -> tuple[ColumnType, int]:
    word = _WORD.match(text, start)
    if word is None:
        raise UnreadableTypeError(text)
    name, end = word.group(1).lower(), word.end()
    if name in ("array", "map", "struct"):
        return _nested(text, end, name)
    sizes = _SIZES.match(text, end)
    if name == "decimal":
        precision, scale = (sizes.groups() if sizes else (None, None)) or (None, None)
        found = ColumnType("decimal", int(precision or 10), int(scale or 0))
    elif name in PLAIN:
        found = ColumnType(PLAIN[name])
    else:
        raise UnreadableTypeError(text)
    return found, sizes.end() if sizes else end


def _nested(text: str, start: int, name: str) -> tuple[ColumnType, int]:
    if not text[start:].startswith("<"):
        raise UnreadableTypeError(text)
    place, inner, fields = start + 1, list[ColumnType](), list[str]()
    while True:
        if name == "struct":
            field = _FIELD.match(text, place)
            if field is None:
                raise UnreadableTypeError(text)
            fields.append(field.group(1).lower())
            place = field.end()
        found, place = _read(text, place)
        inner.append(found)
        sign = text[place : place + 1]
        place += 1
        if sign == ">":
            return ColumnType(name, arguments=tuple(inner), fields=tuple(fields)), place
        if sign != ",":
            raise UnreadableTypeError(text)


def said(kind: ColumnType) -> str:
    """The name of a type in a result's metadata."""
    return SAID.get(kind.name, kind.name)


def precision(kind: ColumnType) -> tuple[int, int]:
    """Precision and scale in a result's metadata."""
    if kind.name == "decimal":
        return kind.precision, kind.scale
    return PRECISION.get(kind.name, (0, 0))
