"""A table of Glue's, read alike whether its files are Hive's or Iceberg's.

A Hive table has its columns in `storageDescriptor` and `partitionKeys`, with what is said of each
in its own parameters. An Iceberg table has neither: its columns are the fields of a schema, and
what is said of it and of them stands in its properties.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

Inputs = Mapping[str, Any]
CLASSIFICATION = "mesh:classification"
PII = "mesh:pii"
COLUMNS = "mesh:columns"
"""The property of an Iceberg table that says of columns what differs from the table, as JSON."""
DESCRIPTION = "comment"
"""The property of an Iceberg table that describes it."""
PARTITION_KEYS = "partitionKeys"
FIELDS, PROPERTIES = "schema.fields", "properties"
IN_GLUE = {"long": "bigint", "timestamptz": "timestamp", "uuid": "string"}
"""Iceberg's words for types that Glue calls otherwise.

Source: Athena user guide, "Supported data types for Iceberg tables in Athena".
"""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column, with what is said of it."""

    where: str
    """Where it stands in its table, such as `storageDescriptor.columns[0]`."""
    name: str
    type: str
    """In Glue's words."""
    comment: str | None
    classification: str | None
    pii: str | None
    said: str = ""
    """Where its classification is said; empty where nothing can be: at a partition key."""
    id: int | None = None
    """By which an Iceberg table knows it, whatever it is called."""


def iceberg(table: Inputs) -> Inputs | None:
    """What is declared of an Iceberg table; None for any other."""
    declared = _part(_part(table, "openTableFormatInput"), "icebergInput")
    return declared.get("icebergTableInput")


def is_iceberg(table: Inputs) -> bool:
    return iceberg(table) is not None


def location(table: Inputs) -> str:
    """Where the files of a table lie."""
    declared = iceberg(table)
    holder = _part(table, "storageDescriptor") if declared is None else declared
    return str(holder.get("location") or "")


def words(table: Inputs) -> tuple[str, Inputs]:
    """The name of the property that says what is true of a table, and what it says."""
    declared = iceberg(table)
    if declared is None:
        return "parameters", _part(table, "parameters")
    return PROPERTIES, _part(declared, PROPERTIES)


def description(table: Inputs) -> str | None:
    """What a table says it is."""
    name, said = words(table)
    return said.get(DESCRIPTION) if name == PROPERTIES else table.get("description")


def columns(table: Inputs) -> tuple[TableColumn, ...]:
    """The columns in the order in which Athena shows them."""
    declared = iceberg(table)
    return tuple(_of_files(table) if declared is None else _of_schema(table, declared))


def partitioned_by(table: Inputs) -> tuple[str, ...]:
    """The columns whose values part the files."""
    declared = iceberg(table)
    if declared is None:
        return tuple(str(key.get("name")) for key in _parts(table, PARTITION_KEYS))
    names = {field.get("id"): str(field.get("name")) for field in _fields(declared)}
    parts = _parts(_part(declared, "partitionSpec"), "fields")
    return tuple(names.get(part.get("sourceId"), "") for part in parts)


def _part(holder: Inputs, name: str) -> Inputs:
    return holder.get(name) or {}


def _parts(holder: Inputs, name: str) -> Sequence[Inputs]:
    return holder.get(name) or ()


def _of_files(table: Inputs) -> Iterator[TableColumn]:
    for i, column in enumerate(_parts(_part(table, "storageDescriptor"), "columns")):
        where = f"storageDescriptor.columns[{i}]"
        yield _column(where, column, f"{where}.parameters", _part(column, "parameters"))
    for i, key in enumerate(_parts(table, PARTITION_KEYS)):
        yield _column(f"{PARTITION_KEYS}[{i}]", key, "", {})


def _column(where: str, column: Inputs, said: str, parameters: Inputs) -> TableColumn:
    return TableColumn(
        where,
        str(column.get("name")),
        str(column.get("type", "")),
        column.get("comment"),
        parameters.get(CLASSIFICATION),
        parameters.get(PII),
        said,
    )


def _of_schema(table: Inputs, declared: Inputs) -> Iterator[TableColumn]:
    _, of_table = words(table)
    of_columns = _mapping(_json(of_table.get(COLUMNS, "")))
    for i, field in enumerate(_fields(declared)):
        name = str(field.get("name"))
        said = _mapping(of_columns.get(name, of_table))
        yield TableColumn(
            f"{FIELDS}[{i}]",
            name,
            glue_type(_json(field.get("type", ""))),
            field.get("doc"),
            said.get(CLASSIFICATION),
            said.get(PII),
            PROPERTIES,
            field.get("id"),
        )


def _fields(declared: Inputs) -> Sequence[Inputs]:
    return _parts(_part(declared, "schema"), "fields")


def _mapping(value: Any) -> Inputs:
    return cast("Inputs", value) if isinstance(value, Mapping) else {}


def _json(text: str) -> Any:
    """What a text says as JSON; the text itself where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def glue_type(written: Any) -> str:
    """A type of Iceberg's, as its specification writes it in JSON, in Glue's words."""
    if isinstance(written, str):
        plain = "".join(written.split())
        return IN_GLUE.get(plain, plain)
    said = _mapping(written)
    match said.get("type"):
        case "list":
            return f"array<{glue_type(said.get('element'))}>"
        case "map":
            return f"map<{glue_type(said.get('key'))},{glue_type(said.get('value'))}>"
        case "struct":
            named = ((f.get("name"), glue_type(f.get("type"))) for f in _parts(said, "fields"))
            return f"struct<{','.join(f'{name}:{kind}' for name, kind in named)}>"
        case _:
            return ""
