"""The Iceberg part of aws:glue/catalogTable:CatalogTable, which Glue is told and never asked for.

Source: terraform-provider-aws, internal/service/glue/catalog_table.go: what creates a table, and
what an update sends; nothing of it is read back.
"""

import json
from typing import Any

from localaws.types.casing import to_aws
from localaws.types.shape import (
    BOOLEAN,
    INTEGER,
    JSON,
    MAP,
    STRING,
    Kind,
    Property,
    Shape,
    Values,
    block,
    blocks,
)

INTEGERS = Shape(Kind.LIST, INTEGER)
SCHEMA = block(
    Property(
        "fields",
        blocks(
            Property("id", INTEGER, required=True),
            Property("name", STRING, required=True),
            Property("required", BOOLEAN, required=True),
            Property("type", JSON, required=True),
            Property("doc", STRING, default=""),
            Property("initialDefault", JSON),
            Property("writeDefault", JSON),
        ),
        required=True,
    ),
    Property("identifierFieldIds", INTEGERS, default=[]),
    Property("schemaId", INTEGER, default=0),
    Property("type", STRING),
)
PARTITIONS = block(
    Property(
        "fields",
        blocks(
            Property("fieldId", INTEGER),
            Property("name", STRING, required=True),
            Property("sourceId", INTEGER, required=True),
            Property("transform", STRING, required=True),
        ),
        required=True,
    ),
    Property("specId", INTEGER, default=0),
)
ORDER = block(
    Property(
        "fields",
        blocks(
            Property("direction", STRING, required=True),
            Property("nullOrder", STRING, required=True),
            Property("sourceId", INTEGER, required=True),
            Property("transform", STRING, required=True),
        ),
        required=True,
    ),
    Property("orderId", INTEGER, required=True),
)
TABLE = block(
    Property("location", STRING, required=True),
    Property("partitionSpec", PARTITIONS),
    Property("properties", MAP),
    Property("schema", SCHEMA, required=True),
    Property("sortOrder", ORDER),
)
FORMAT = Property(
    "openTableFormatInput",
    block(
        Property(
            "icebergInput",
            block(
                Property("metadataOperation", STRING, required=True, replaces=True),
                Property("version", STRING, replaces=True),
                Property("icebergTableInput", TABLE),
            ),
            required=True,
        ),
    ),
    readable=False,
)


def table_of(inputs: Values) -> Values | None:
    """The table that is described by Iceberg's own schema, if it is."""
    asked: dict[str, Any] = inputs.get(FORMAT.name) or {}
    iceberg: dict[str, Any] = asked.get("icebergInput") or {}
    return iceberg.get("icebergTableInput")


def creation(inputs: Values) -> dict[str, Any] | None:
    """The OpenTableFormatInput of CreateTable; None where none is declared."""
    asked = inputs.get(FORMAT.name)
    if asked is None:
        return None
    given = asked["icebergInput"]
    sent = {"MetadataOperation": given["metadataOperation"]}
    if given.get("version"):
        sent["Version"] = given["version"]
    table = table_of(inputs)
    described = {} if table is None else {"CreateIcebergTableInput": _table(table, "WriteOrder")}
    return {"IcebergInput": {**sent, **described}}


def update(inputs: Values) -> dict[str, Any] | None:
    """The UpdateOpenTableFormatInput of UpdateTable; None where there is no Iceberg schema."""
    table = table_of(inputs)
    if table is None:
        return None
    updates = {"Updates": [_table(table, "SortOrder")]}
    return {"UpdateIcebergInput": {"UpdateIcebergTableInput": updates}}


def _table(table: Values, order: str) -> dict[str, Any]:
    sent = to_aws(TABLE, table, {"sortOrder": order})
    for field in sent["Schema"]["Fields"]:
        for name in ("Type", "InitialDefault", "WriteDefault"):
            if name in field:
                field[name] = json.loads(field[name])
    return sent
