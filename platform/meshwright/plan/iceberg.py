"""An Iceberg table as Glue is told to make it: its schema, partitions and properties.

Glue writes the table's first metadata itself, from `icebergTableInput` alone: description, owner,
partition keys and the parameters of columns are never sent beside it, so all that is said of the
table and its columns stands in its properties. An update sends the new schema, and Glue writes new
metadata.
Sources: AWS Glue web API, IcebergTableInput and UpdateIcebergTableInput; the AWS provider's
`internal/service/glue/catalog_table.go`.
"""

import json
from collections.abc import Mapping
from typing import Any

from guardrails.glue_tables import COLUMNS, DESCRIPTION
from meshwright.athena.column_type import PRIMITIVES, ColumnType
from meshwright.plan import tags
from meshwright.plan.declaration import Json, canonical
from meshwright.plan.descriptions import COMMENT_LENGTH, DESCRIPTION_LENGTH, one_line
from meshwright.specs.field_ids import SEPARATOR
from meshwright.specs.models import Classification, Column

VERSION = "2"
"""The newest that Athena reads.

Source: Athena user guide, "Query Apache Iceberg tables", considerations and limitations.
"""
ICEBERG = {glue: PRIMITIVES[glue].iceberg for glue in {names.glue for names in PRIMITIVES.values()}}
"""Iceberg's words for the types that Athena reads and writes in such tables: as in other tables, a
timestamptz is stored in UTC and a uuid as its text.

Source: Athena user guide, "Supported data types for Iceberg tables in Athena".
"""
FIRST_PARTITION = 1000
"""The least id of a partition field (Apache Iceberg's specification, "Partitioning")."""
Ids = Mapping[str, int]
"""A table's field ids by dotted path, such as `address.street`, `tags.element` or `names.value`."""


def open_table_format(
    location: str,
    columns: Mapping[str, Column],
    ids: Ids,
    *,
    partition_by: tuple[str, ...] = (),
    properties: Mapping[str, str],
) -> Json:
    """`openTableFormatInput` of a table."""
    declared: dict[str, Json] = {
        "location": location,
        "schema": {
            "type": "struct",
            "fields": [_field(name, column, ids) for name, column in columns.items()],
        },
        "properties": dict(sorted(properties.items())),
    }
    if partition_by:
        fields = [_partition(name, ids[name]) for name in partition_by]
        declared["partitionSpec"] = {"fields": fields}
    return {
        "icebergInput": {
            "metadataOperation": "CREATE",
            "version": VERSION,
            "icebergTableInput": declared,
        }
    }


def _field(name: str, column: Column, ids: Ids) -> Json:
    """Never required: the audit asks for values before rows are published, and Iceberg would not
    let a column that has become required keep its older rows.

    Source: Apache Iceberg's specification, "Schema evolution".
    """
    described = {"doc": one_line(column.comment or "", COMMENT_LENGTH)}
    return {
        "id": ids[name],
        "name": name,
        "required": False,
        "type": json.dumps(field_type(column.type, name, ids), separators=(",", ":")),
        **(described if column.comment else {}),
    }


def field_type(column_type: ColumnType, path: str, ids: Ids) -> Any:
    """A type as Iceberg writes it in JSON, with the ids of what lies in it.

    Source: Apache Iceberg's specification, "Appendix C: JSON serialization".
    """
    inner = column_type.arguments
    match column_type.name:
        case "decimal":
            return f"decimal({column_type.precision}, {column_type.scale})"
        case "array":
            return {"type": "list", **_part("element", inner[0], path, ids)}
        case "map":
            key, value = inner
            made = {"type": "map", **_part("key", key, path, ids)}
            del made["key-required"]  # A map's keys are never null.
            return {**made, **_part("value", value, path, ids)}
        case "struct":
            named = zip(column_type.fields, inner, strict=True)
            return {"type": "struct", "fields": [_inner(n, t, path, ids) for n, t in named]}
        case name:
            return ICEBERG[PRIMITIVES[name].glue]


def _part(role: str, column_type: ColumnType, path: str, ids: Ids) -> dict[str, Any]:
    inside = f"{path}{SEPARATOR}{role}"
    return {
        f"{role}-id": ids[inside],
        f"{role}-required": False,
        role: field_type(column_type, inside, ids),
    }


def _inner(name: str, column_type: ColumnType, path: str, ids: Ids) -> Json:
    inside = f"{path}{SEPARATOR}{name}"
    kind = field_type(column_type, inside, ids)
    return {"id": ids[inside], "name": name, "required": False, "type": kind}


def _partition(name: str, source: int) -> Json:
    """Its id follows from its column's, which never comes again: nor does that of a partition."""
    return {
        "fieldId": FIRST_PARTITION - 1 + source,
        "name": name,
        "sourceId": source,
        "transform": "identity",
    }


def table_words(description: str, classification: Classification, *, pii: bool) -> dict[str, str]:
    """What is said of a table, and of its columns where they say nothing else."""
    return {
        DESCRIPTION: one_line(description, DESCRIPTION_LENGTH),
        tags.CLASSIFICATION: classification.value,
        tags.PII: tags.boolean(pii),
    }


def column_words(columns: Mapping[str, tuple[Classification, bool]]) -> dict[str, str]:
    """What is said of each column: how it is classified, and whether it tells of a person."""
    said = {
        name: {tags.CLASSIFICATION: level.value, tags.PII: tags.boolean(pii)}
        for name, (level, pii) in columns.items()
    }
    return {COLUMNS: canonical(said).decode()}
