"""Glue's words for a new Iceberg table, as pyiceberg's values.

https://docs.aws.amazon.com/glue/latest/webapi/API_CreateIcebergTableInput.html
https://docs.aws.amazon.com/glue/latest/webapi/API_IcebergStructField.html
https://docs.aws.amazon.com/glue/latest/webapi/API_IcebergPartitionField.html
"""

# pyright: reportCallIssue=false
# pyiceberg's models are filled by their fields' names, and typed by their aliases.

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from pyiceberg.partitioning import PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table.metadata import TableMetadata, TableMetadataV2
from pyiceberg.table.sorting import UNSORTED_SORT_ORDER

from localaws.strict.call import items, part

FIRST_PARTITION_ID = 1000
"""Source: Iceberg's specification, "Partition Specs": ids of partition fields begin with 1000."""
IDENTITY = "identity"


class DocumentError(ValueError):
    """What Glue would not take, in its words."""


def metadata(described: Mapping[str, Any]) -> TableMetadata:
    """The metadata of a table that is described by a CreateIcebergTableInput.

    The ids of columns are those that were given. AWS's documentation does not say whether Glue
    counts them anew; ids that are dense and in order of declaration stay the same in both cases.
    """
    if not described.get("Location"):
        message = "Location information cannot be null while creating an iceberg table"
        raise DocumentError(message)
    columns = schema(part(described, "Schema"), 0)
    spec = partition_spec(part(described, "PartitionSpec"), columns, 0)
    if items(part(described, "WriteOrder"), "Fields"):
        raise DocumentError("not implemented by the local AWS: a sort order of Iceberg tables")
    return TableMetadataV2(
        location=str(described["Location"]).rstrip("/"),
        table_uuid=uuid4(),
        schemas=[columns],
        current_schema_id=0,
        last_column_id=columns.highest_field_id,
        partition_specs=[spec],
        default_spec_id=0,
        last_partition_id=spec.last_assigned_field_id,
        sort_orders=[UNSORTED_SORT_ORDER],
        default_sort_order_id=UNSORTED_SORT_ORDER.order_id,
        properties=dict(part(described, "Properties")),
    )


def schema(described: Mapping[str, Any], number: int) -> Schema:
    """Columns with their ids; types are texts such as `long`, or objects of Iceberg's own JSON."""
    fields = [_field(field) for field in items(described, "Fields")]
    if not fields:
        raise DocumentError("Schema must have at least one field")
    written = {
        "type": "struct",
        "schema-id": number,
        "fields": fields,
        "identifier-field-ids": items(described, "IdentifierFieldIds"),
    }
    try:
        read = Schema.model_validate(written)
        _check_ids(read)
    except (ValidationError, ValueError, TypeError) as error:
        raise DocumentError(f"Invalid Iceberg schema: {_first_line(error)}") from error
    return read


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    missing = [name for name in ("Id", "Name", "Type", "Required") if field.get(name) is None]
    if missing:
        raise DocumentError(f"Schema field is missing {', '.join(missing)}")
    if field.get("InitialDefault") is not None or field.get("WriteDefault") is not None:
        raise DocumentError("Default values are not supported by format version 2")
    doc = {"doc": field["Doc"]} if field.get("Doc") else {}
    return {
        "id": field["Id"],
        "name": str(field["Name"]).lower(),
        "type": field["Type"],
        "required": field["Required"],
        **doc,
    }


def _check_ids(read: Schema) -> None:
    if read.highest_field_id < 1 or len(read.field_ids) != _count(read):
        raise ValueError("duplicate field ids")
    for number in read.identifier_field_ids:
        if not read.find_field(number).required:
            raise ValueError(f"identifier field {number} is not a required field")


def _count(read: Schema) -> int:
    """How many fields there are, nested ones included."""
    return sum(_fields_in(field.model_dump(mode="json", by_alias=True)) for field in read.fields)


def _fields_in(field: Mapping[str, Any]) -> int:
    return 1 + _fields_of(field["type"])


def _fields_of(kind: Any) -> int:
    if isinstance(kind, str):
        return 0
    match kind["type"]:
        case "struct":
            return sum(_fields_in(field) for field in kind["fields"])
        case "list":
            return 1 + _fields_of(kind["element"])
        case _:
            return 2 + _fields_of(kind["key"]) + _fields_of(kind["value"])


def partition_spec(described: Mapping[str, Any], columns: Schema, number: int) -> PartitionSpec:
    """By which columns files lie apart; fields without an id are numbered."""
    written: list[dict[str, Any]] = []
    for place, field in enumerate(items(described, "Fields")):
        if field.get("Transform") != IDENTITY:
            # Others need pyiceberg-core, which is large.
            message = f"not implemented by the local AWS: the transform {field.get('Transform')}"
            raise DocumentError(message)
        if field.get("SourceId") not in columns.field_ids:
            raise DocumentError(f"Cannot find source column for partition field: {field}")
        given = field.get("FieldId") or FIRST_PARTITION_ID + place
        written.append(
            {
                "source-id": field["SourceId"],
                "field-id": given,
                "transform": IDENTITY,
                "name": field["Name"],
            }
        )
    return PartitionSpec.model_validate({"spec-id": number, "fields": written})


def _first_line(error: Exception) -> str:
    text = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
    return text.strip().split("\n")[0][:300]
