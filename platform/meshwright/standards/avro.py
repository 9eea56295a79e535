"""The rows of a product's tables as Avro: a record for each table, and their union for a product.

Sources: Avro specification 1.12, "Logical Types"; Iceberg specification, "Avro", for maps whose
keys are no strings.
"""

from collections.abc import Mapping
from typing import Any

from meshwright.specs.models import Column, DataProduct, Table
from meshwright.specs.types import ColumnType

Fields = dict[str, Any]
PLAIN: Mapping[str, Any] = {
    "string": "string",
    "boolean": "boolean",
    "int": "int",
    "bigint": "long",
    "float": "float",
    "double": "double",
    "date": {"type": "int", "logicalType": "date"},
    "timestamp": {"type": "long", "logicalType": "local-timestamp-micros"},
    "timestamptz": {"type": "long", "logicalType": "timestamp-micros"},
    "binary": "bytes",
    "uuid": {"type": "string", "logicalType": "uuid"},
}


def records(product: DataProduct) -> Any:
    """The record of the only table, else the union of all."""
    made = [_record(product, name, table) for name, table in product.tables.items()]
    return made[0] if len(made) == 1 else made


def _record(product: DataProduct, name: str, table: Table) -> Fields:
    return {
        "type": "record",
        "name": name,
        "namespace": f"mesh.{product.id}",
        "doc": table.description or product.spec.description,
        "fields": [_field(f"{name}__{n}", n, c) for n, c in table.columns.items()],
    }


def _field(path: str, name: str, column: Column) -> Fields:
    said: Fields = {"name": name, "type": _type(column.type, path)}
    if not column.required:
        said |= {"type": ["null", said["type"]], "default": None}
    return {**said, **({"doc": column.comment} if column.comment else {})}


def _type(kind: ColumnType, path: str) -> Any:
    """A type; `path` names the records inside of it, each of which needs a name of its own."""
    match kind.name:
        case "decimal":
            digits = {"precision": kind.precision, "scale": kind.scale}
            return {"type": "bytes", "logicalType": "decimal", **digits}
        case "array":
            return {"type": "array", "items": _nullable(kind.arguments[0], f"{path}__element")}
        case "map":
            return _map(kind, path)
        case "struct":
            fields = zip(kind.fields, kind.arguments, strict=True)
            made = [_inner(name, inner, f"{path}__{name}") for name, inner in fields]
            return {"type": "record", "name": path, "fields": made}
        case name:
            return PLAIN[name]


def _map(kind: ColumnType, path: str) -> Fields:
    key, value = kind.arguments
    if key.name == "string":
        return {"type": "map", "values": _nullable(value, f"{path}__value")}
    fields = [
        {"name": "key", "type": _type(key, f"{path}__key")},
        _inner("value", value, f"{path}__value"),
    ]
    entry = {"type": "record", "name": f"{path}__entry", "fields": fields}
    return {"type": "array", "logicalType": "map", "items": entry}


def _inner(name: str, kind: ColumnType, path: str) -> Fields:
    return {"name": name, "type": _nullable(kind, path), "default": None}


def _nullable(kind: ColumnType, path: str) -> Any:
    return ["null", _type(kind, path)]
