"""What Glue's catalog says of an Iceberg table: its columns, those that are gone among them.

https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-evolving-table-schema.html
The parameters of columns are Iceberg's own: IcebergToGlueConverter of its AWS module.
"""

from collections.abc import Iterator
from typing import Any

from pyiceberg.schema import Schema
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.types import (
    DecimalType,
    FixedType,
    IcebergType,
    ListType,
    LongType,
    MapType,
    NestedField,
    StructType,
    TimestamptzType,
    TimeType,
    UUIDType,
)

CURRENT = "iceberg.field.current"
FIELD_ID = "iceberg.field.id"
OPTIONAL = "iceberg.field.optional"


def listed(metadata: TableMetadata) -> list[dict[str, Any]]:
    """The columns as GetTable lists them: the current ones, then those of earlier schemas."""
    found: dict[str, dict[str, Any]] = {}
    for schema, is_current in _schemas(metadata):
        for field in schema.columns:
            found.setdefault(field.name, _column(field, is_current=is_current))
    return list(found.values())


def _schemas(metadata: TableMetadata) -> Iterator[tuple[Schema, bool]]:
    yield metadata.schema(), True
    for schema in metadata.schemas:
        if schema.schema_id != metadata.current_schema_id:
            yield schema, False


def _column(field: NestedField, *, is_current: bool) -> dict[str, Any]:
    parameters = {
        FIELD_ID: str(field.field_id),
        OPTIONAL: str(field.optional).lower(),
        CURRENT: str(is_current).lower(),
    }
    comment = {"Comment": field.doc} if field.doc else {}
    return {
        "Name": field.name,
        "Type": glue_type(field.field_type),
        **comment,
        "Parameters": parameters,
    }


def glue_type(kind: IcebergType) -> str:
    """A type as Hive writes it."""
    match kind:
        case StructType():
            fields = ",".join(f"{f.name}:{glue_type(f.field_type)}" for f in kind.fields)
            return f"struct<{fields}>"
        case ListType():
            return f"array<{glue_type(kind.element_type)}>"
        case MapType():
            return f"map<{glue_type(kind.key_type)},{glue_type(kind.value_type)}>"
        case DecimalType():
            return f"decimal({kind.precision},{kind.scale})"
        case LongType():
            return "bigint"
        case TimestamptzType():
            return "timestamp"
        case UUIDType() | TimeType():
            return "string"
        case FixedType():
            return "binary"
        case _:
            # boolean, int, float, double, date, timestamp, string and binary are called the same.
            return str(kind)
