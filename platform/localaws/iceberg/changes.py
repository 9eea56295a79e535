"""What an update makes of an Iceberg table's metadata, and what Iceberg would not take.

https://docs.aws.amazon.com/glue/latest/webapi/API_IcebergTableUpdate.html
https://iceberg.apache.org/spec/#schema-evolution
"""

# pyright: reportCallIssue=false
# pyiceberg's models are filled by their fields' names, and typed by their aliases.

from collections.abc import Iterator, Mapping
from typing import Any

from pyiceberg.partitioning import PartitionField
from pyiceberg.schema import Schema
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.update import (
    AddPartitionSpecUpdate,
    AddSchemaUpdate,
    SetCurrentSchemaUpdate,
    SetDefaultSpecUpdate,
    SetPropertiesUpdate,
    TableUpdate,
    update_table_metadata,
)
from pyiceberg.types import (
    DecimalType,
    DoubleType,
    FloatType,
    IcebergType,
    IntegerType,
    LongType,
    NestedField,
    PrimitiveType,
)

from localaws.iceberg.documents import DocumentError, partition_spec, schema
from localaws.strict.call import items, part

LAST = -1
"""pyiceberg's word for what an update has just added."""


def changed(before: TableMetadata, place: str, update: Mapping[str, Any]) -> TableMetadata:
    """The metadata after one IcebergTableUpdate without an action; `place` is where it lay."""
    if update.get("Action"):
        raise DocumentError(f"not implemented by the local AWS: action {update['Action']}")
    if items(part(update, "SortOrder"), "Fields"):
        raise DocumentError("not implemented by the local AWS: a sort order of Iceberg tables")
    location = str(update.get("Location") or "").rstrip("/")
    if location != before.location:
        message = f"not implemented by the local AWS: moving a table from {before.location}"
        raise DocumentError(message)
    updates = tuple(_updates(before, update))
    if not updates:
        return before
    return update_table_metadata(before, updates, False, place)


def _updates(before: TableMetadata, update: Mapping[str, Any]) -> Iterator[TableUpdate]:
    number = max(each.schema_id for each in before.schemas) + 1
    after = schema(part(update, "Schema"), number)
    if _says(after) != _says(before.schema()):
        _check(before, after)
        yield AddSchemaUpdate(schema=after)
        yield SetCurrentSchemaUpdate(schema_id=LAST)
    yield from _partitions(before, after, update)
    properties = {
        name: value
        for name, value in part(update, "Properties").items()
        if before.properties.get(name) != value
    }
    if properties:
        yield SetPropertiesUpdate(updates=properties)


def _partitions(
    before: TableMetadata, after: Schema, update: Mapping[str, Any]
) -> Iterator[TableUpdate]:
    if "PartitionSpec" not in update:
        return
    number = max(spec.spec_id for spec in before.partition_specs) + 1
    spec = partition_spec(part(update, "PartitionSpec"), after, number)
    if spec.fields == before.spec().fields:
        return
    used = {field.field_id: field for each in before.partition_specs for field in each.fields}
    for field in spec.fields:
        if field.field_id in used and _parts_by(used[field.field_id]) != _parts_by(field):
            message = f"Partition field id {field.field_id} was used by {used[field.field_id].name}"
            raise DocumentError(message)
    yield AddPartitionSpecUpdate(spec=spec)
    yield SetDefaultSpecUpdate(spec_id=LAST)


def _parts_by(field: PartitionField) -> Any:
    """What files are parted by; the field may be renamed, as its column is.

    Source: Apache Iceberg's specification, "Partition Evolution"; UpdatePartitionSpec.renameField.
    """
    return field.model_dump(mode="json", by_alias=True, exclude={"name"})


def _says(read: Schema) -> Any:
    written = read.model_dump(mode="json", by_alias=True)
    return written["fields"], sorted(written.get("identifier-field-ids") or ())


def _check(before: TableMetadata, after: Schema) -> None:
    old = before.schema()
    for number in old.field_ids:
        if number in after.field_ids:
            _check_same(old.find_field(number), after.find_field(number))
    for number in after.field_ids:
        if number not in old.field_ids and number > 0:
            _check_new(old, after, after.find_field(number))
    for field in before.spec().fields:
        if field.source_id not in after.field_ids:
            message = f"Cannot find source column for partition field: {field.name}"
            raise DocumentError(message)


def _check_same(old: NestedField, new: NestedField) -> None:
    if new.required and not old.required:
        raise DocumentError(f"Cannot change column nullability: {old.name}: optional -> required")
    is_plain = isinstance(old.field_type, PrimitiveType)
    if old.field_type == new.field_type or (not is_plain and _kind(old) == _kind(new)):
        return
    if not widens(old.field_type, new.field_type):
        message = f"Cannot change column type: {old.name}: {old.field_type} -> {new.field_type}"
        raise DocumentError(message)


def _kind(field: NestedField) -> str:
    return type(field.field_type).__name__


def _check_new(old: Schema, after: Schema, field: NestedField) -> None:
    parent = after._lazy_id_to_parent.get(field.field_id)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - told nowhere else
    is_inside_new = parent is not None and parent not in old.field_ids
    if field.required and not is_inside_new:
        raise DocumentError(f"Incompatible change: cannot add required column: {field.name}")


def widens(old: IcebergType, new: IcebergType) -> bool:
    """Whether Iceberg reads values of an old type as those of a new one.

    Source: Iceberg's specification, "Schema Evolution", valid primitive type promotions.
    """
    match old, new:
        case (IntegerType(), LongType()) | (FloatType(), DoubleType()):
            return True
        case DecimalType(), DecimalType():
            return old.scale == new.scale and new.precision >= old.precision
        case _:
            return False
