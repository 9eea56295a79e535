"""Types of columns: as ODCS 3.1 says ours, and what we make of those that contracts name.

Source: ODCS v3.1.0, "Schema", `logicalType`, `logicalTypeOptions`, `physicalType`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from meshwright.specs.types import ColumnType, ColumnTypeError, parse_type
from meshwright.standards.odcs.words import as_id

Fields = Mapping[str, Any]

LOGICAL: Mapping[str, str] = {
    "string": "string",
    "boolean": "boolean",
    "int": "integer",
    "bigint": "integer",
    "float": "number",
    "double": "number",
    "decimal": "number",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamp",
    "binary": "string",
    "uuid": "string",
    "array": "array",
    "map": "object",
    "struct": "object",
}
OF_LOGICAL: Mapping[str, str] = {
    "string": "string",
    "boolean": "boolean",
    "integer": "bigint",
    "number": "double",
    "date": "date",
    "timestamp": "timestamp",
    "time": "string",
}
"""What a logical type alone comes to."""
OF_PHYSICAL: Mapping[str, str] = {
    **dict.fromkeys(("varchar", "char", "nvarchar", "nchar", "character", "text"), "string"),
    **dict.fromkeys(("clob", "str", "time", "json", "variant", "enum"), "string"),
    **dict.fromkeys(("integer", "int4", "smallint", "tinyint", "short", "byte", "int32"), "int"),
    **dict.fromkeys(("long", "int8", "int64"), "bigint"),
    **dict.fromkeys(("real", "float4"), "float"),
    **dict.fromkeys(("float8", "float64", "double precision"), "double"),
    "bool": "boolean",
    **dict.fromkeys(("datetime", "timestamp_ntz", "timestamp without time zone"), "timestamp"),
    **dict.fromkeys(("timestamp_tz", "timestamp with time zone"), "timestamptz"),
    **dict.fromkeys(("bytes", "varbinary", "blob", "bytea"), "binary"),
}
_DECIMAL = re.compile(r"(?:decimal|numeric|number)\((\d+)(?:,(\d+))?\)")
_SIZED = re.compile(r"([a-z][a-z0-9_ ]*?)\(\d+(?:,\d+)?\)")
TYPE_FIELDS = ("logicalType", "physicalType", "logicalTypeOptions", "items", "properties")
"""The fields of a property that say its type."""


def property_type(column_type: ColumnType) -> dict[str, Any]:
    """The fields that say a type; `physicalType` is ours, so that it reads back as it is."""
    said: dict[str, Any] = {
        "logicalType": LOGICAL[column_type.name],
        "physicalType": column_type.text,
    }
    if column_type.name == "timestamptz":
        said["logicalTypeOptions"] = {"timezone": True}
    if column_type.name == "array":
        said["items"] = property_type(column_type.arguments[0])
    if column_type.name == "struct":
        fields = zip(column_type.fields, column_type.arguments, strict=True)
        said["properties"] = [{"name": name, **property_type(inner)} for name, inner in fields]
    return said


def type_of(said: Fields) -> ColumnType | None:
    """The type that a property of a contract has; None where it says none that we know."""
    text = _text(said)
    if text is None:
        return None
    try:
        return parse_type(text)
    except ColumnTypeError:
        return None


def _text(said: Fields) -> str | None:
    physical, logical = said.get("physicalType"), said.get("logicalType")
    options = said.get("logicalTypeOptions")
    if isinstance(physical, str) and (found := _physical(physical.strip().lower())):
        is_zoned = isinstance(options, Mapping) and options.get("timezone") is True  # pyright: ignore[reportUnknownMemberType]
        return "timestamptz" if found == "timestamp" and is_zoned else found
    items = said.get("items")
    if isinstance(items, Mapping):
        inner = type_of(cast("Fields", items))
        return f"array<{inner.text}>" if inner else None
    if isinstance(said.get("properties"), list) and said["properties"]:
        return _struct(said["properties"])
    if logical in ("array", "object"):
        # What is in it stands nowhere: its text as JSON takes everything.
        return "array<string>" if logical == "array" else "string"
    return OF_LOGICAL.get(logical) if isinstance(logical, str) else None


def _physical(text: str) -> str | None:
    """A type of our own, or what a database's word comes to; None where fields say more."""
    try:
        return parse_type(text).text
    except ColumnTypeError:
        pass
    if found := _DECIMAL.fullmatch(text.replace(" ", "")):
        precision, scale = int(found[1]), int(found[2] or 0)
        return f"decimal({precision},{scale})" if precision <= 38 else "double"
    sized = _SIZED.fullmatch(text)
    word = sized[1].strip() if sized else text
    if word in ("float", "double", "timestamp", "date"):
        return "double" if word == "float" else word
    return OF_PHYSICAL.get(word) if word != "json" else None


def _struct(properties: Sequence[Any]) -> str | None:
    fields: list[str] = []
    for said in properties:
        each: Fields = cast("Fields", said) if isinstance(said, Mapping) else {}
        inner, name = type_of(each), as_id(str(each.get("name") or ""))
        if not inner or not name:
            return None
        fields.append(f"{name}:{inner.text}")
    return f"struct<{','.join(fields)}>"
