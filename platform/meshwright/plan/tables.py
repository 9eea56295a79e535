"""A product's tables in Glue: of Parquet files that others write, or Iceberg's."""

from collections.abc import Mapping, Sequence
from typing import Any

from meshwright.aws.resource_types import TABLE
from meshwright.plan import adoption, names, tags
from meshwright.plan.declaration import Declaration
from meshwright.plan.descriptions import COMMENT_LENGTH, DESCRIPTION_LENGTH, one_line
from meshwright.plan.iceberg import column_words, open_table_format, table_words
from meshwright.plan.scope import Scope
from meshwright.specs.models import Column, DataProduct, Table

INPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
SERIALIZATION = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
"""How Glue and Athena read Parquet.

Source: Athena user guide, "Parquet SerDe".
"""
PARQUET: Mapping[str, Any] = {
    "inputFormat": INPUT_FORMAT,
    "outputFormat": OUTPUT_FORMAT,
    "serDeInfo": {
        "serializationLibrary": SERIALIZATION,
        "parameters": {"serialization.format": "1"},
    },
}


def glue_table(
    product: DataProduct, name: str, table: Table, scope: Scope, after: Sequence[Declaration]
) -> Declaration:
    """A table as its readers see it, after its database and the bucket of its files."""
    shape = _iceberg if table.is_iceberg else _files
    return scope.declare(
        TABLE,
        name,
        {
            "catalogId": scope.place.account,
            "databaseName": names.database_of(product),
            "name": name,
            **shape(product, name, table, scope),
        },
        after=after,
        keep=True,
        adopts=adoption.table_id(product, name, scope),
        # Both would be one table to Glue; what a change of the format loses is asked about first.
        delete_first=table.is_iceberg,
    )


def _iceberg(product: DataProduct, name: str, table: Table, scope: Scope) -> Mapping[str, Any]:
    columns = table.columns.items()
    words = {
        **table_words(
            table.description or product.spec.description,
            product.highest_classification_of(table),
            pii=any(column.pii for column in table.columns.values()),
        ),
        **column_words({n: (product.classification_of(c), c.pii) for n, c in columns}),
        **_of_product(product, scope),
    }
    declared = open_table_format(
        names.table_location(product, name, scope.place),
        table.columns,
        product.field_ids(name),
        partition_by=table.partition_by,
        properties=words,
    )
    return {"openTableFormatInput": declared}


def _files(product: DataProduct, name: str, table: Table, scope: Scope) -> Mapping[str, Any]:
    known = adoption.known_table(product, name)
    columns = [(n, table.columns[n]) for n in table.file_columns]
    partitions = [(n, table.columns[n]) for n in table.partition_by]
    return {
        "description": one_line(table.description or product.spec.description, DESCRIPTION_LENGTH),
        "tableType": "EXTERNAL_TABLE",
        **({"owner": known.owner} if known and known.owner else {}),
        "parameters": {
            "EXTERNAL": "TRUE",
            "classification": table.format,  # Glue's own word for the file format
            **(known.parameters if known else {}),
            tags.CLASSIFICATION: product.highest_classification_of(table).value,
            tags.PII: tags.boolean(any(column.pii for column in table.columns.values())),
            **_of_product(product, scope),
        },
        "partitionKeys": [_partition_key(n, c) for n, c in partitions],
        "storageDescriptor": _descriptor(product, name, columns, scope),
    }


def _of_product(product: DataProduct, scope: Scope) -> Mapping[str, str]:
    """Whose a table is, for people who find it in Athena or in the Glue console.

    Whoever may read one column reads these too: nothing that is secret belongs here.
    """
    return {
        tags.PRODUCT: product.id,
        tags.OWNER: product.owner,
        tags.ENTRY: names.entry_uri(product.id, scope.place),
        **({tags.SUPPORT: product.support[0].channel} if product.support else {}),
    }


def _descriptor(
    product: DataProduct, name: str, columns: Sequence[tuple[str, Column]], scope: Scope
) -> Mapping[str, Any]:
    known = adoption.known_table(product, name)
    read = adoption.descriptor(known) if known else PARQUET
    return {
        "location": names.table_location(product, name, scope.place),
        **read,
        "columns": [_column(product, n, c) for n, c in columns],
    }


def _column(product: DataProduct, name: str, column: Column) -> Mapping[str, Any]:
    return {
        **_partition_key(name, column),
        "parameters": {
            tags.CLASSIFICATION: product.classification_of(column).value,
            tags.PII: tags.boolean(column.pii),
        },
    }


def _partition_key(name: str, column: Column) -> Mapping[str, Any]:
    """A column without parameters, which Glue refuses on partition keys.

    "Parameters not supported for partition columns": InvalidInputException of CreateTable and
    UpdateTable. The catalog entry has the classification of such a column; it is never protected.
    """
    described = {"comment": one_line(column.comment or "", COMMENT_LENGTH)}
    return {
        "name": name,
        "type": column.type.glue,
        **(described if column.comment else {}),
    }
