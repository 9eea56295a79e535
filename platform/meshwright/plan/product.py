"""A product's stack: bucket, database, tables, registration, LF-tags, grants and catalog entry."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from meshwright.aws.resource_types import DATABASE, LF_TAGS, LOCATION, OBJECT, TABLE
from meshwright.plan import grants, names, tags
from meshwright.plan.buckets import Bucket, private_bucket
from meshwright.plan.declaration import Component, Declaration
from meshwright.plan.entry import catalog_entry, text_of
from meshwright.plan.lineage import Lineage
from meshwright.plan.scope import Scope
from meshwright.specs.environment import Environment
from meshwright.specs.models import Classification, Column, DataProduct, Mesh, Table

INPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
OUTPUT_FORMAT = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
SERIALIZATION = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
"""How Glue and Athena read Parquet.

Source: Athena user guide, "Parquet SerDe".
"""

COMMENT_LENGTH = 255
"""Characters in a column's comment (AWS Glue API, Column)."""
DESCRIPTION_LENGTH = 2048
"""Characters in a table's or database's description (AWS Glue API)."""


def product_stack(
    mesh: Mesh,
    product: DataProduct,
    environment: Environment,
    *,
    lineage: Lineage,
    as_of: date,
) -> Iterator[Declaration]:
    """All that a data product owns."""
    place = environment.place_of(product.domain.id)
    scope = Scope(environment, place, product.source, (Component("DataProduct", "product"),))
    storage = tuple(_storage(product, scope.within("Storage", "storage", "storage")))
    yield from storage
    database = _database(product, scope)
    yield database
    domain_tag = _database_tags(product, scope, database)
    yield domain_tag
    tables: dict[str, Declaration] = {}
    for name, table in product.tables.items():
        part = scope.within("Table", name, "tables", name)
        tables[name] = _table(product, name, table, part, database)
        yield tables[name]
        yield from _column_tags(product, name, table, part, (tables[name], domain_tag))
    yield from grants.permissions(mesh, product, scope, tables=tables, lineage=lineage, as_of=as_of)
    yield _entry(mesh, product, scope, lineage, as_of)


def _storage(product: DataProduct, scope: Scope) -> Iterator[Declaration]:
    name = names.bucket(product.origin, scope.place)
    origin_domain = names.domain_of_origin(product)
    bucket = tuple(_bucket(product, name, scope))
    yield from bucket
    yield scope.declare(
        LOCATION,
        "data",
        {
            "arn": names.bucket_arn(name, scope.place),
            "roleArn": names.data_access_role_arn(origin_domain, scope.place),
            "hybridAccessEnabled": False,
        },
        after=bucket[:1],
    )


def _bucket(product: DataProduct, name: str, scope: Scope) -> Iterator[Declaration]:
    yield from private_bucket(
        Bucket(
            logical="data",
            name=name,
            tags=tags.product_tags(product, scope.place),
            noncurrent_days=product.spec.storage.noncurrent_days,
            # Always that of its first domain: S3 writes no object anew under another key, and
            # the roles that use it keep their paths (ADR 56).
            key_alias=names.domain_alias(names.domain_of_origin(product), scope.place),
            log_bucket=names.access_log_bucket(scope.place),
        ),
        scope,
    )


def _database(product: DataProduct, scope: Scope) -> Declaration:
    return scope.declare(
        DATABASE,
        "database",
        {
            "catalogId": scope.place.account,
            "name": names.database(product.origin),
            "description": one_line(product.spec.description, DESCRIPTION_LENGTH),
            "tags": tags.product_tags(product, scope.place),
        },
        at=("description",),
        keep=True,
    )


def one_line(text: str, length: int) -> str:
    """A description in one line, cut at AWS's limit; the catalog entry has it whole."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _table(
    product: DataProduct, name: str, table: Table, scope: Scope, database: Declaration
) -> Declaration:
    columns = [(n, table.columns[n]) for n in table.file_columns]
    partitions = [(n, table.columns[n]) for n in table.partition_by]
    return scope.declare(
        TABLE,
        name,
        {
            "catalogId": scope.place.account,
            "databaseName": names.database(product.origin),
            "name": name,
            "description": one_line(
                table.description or product.spec.description, DESCRIPTION_LENGTH
            ),
            "tableType": "EXTERNAL_TABLE",
            "parameters": {
                "EXTERNAL": "TRUE",
                "classification": table.format,  # Glue's own word for the file format
                tags.CLASSIFICATION: product.highest_classification_of(table).value,
                tags.PII: _boolean(any(column.pii for column in table.columns.values())),
                tags.PRODUCT: product.id,
            },
            "partitionKeys": [_partition_key(n, c) for n, c in partitions],
            "storageDescriptor": _descriptor(product, name, columns, scope),
        },
        after=(database,),
        keep=True,
    )


def _descriptor(
    product: DataProduct, name: str, columns: Sequence[tuple[str, Column]], scope: Scope
) -> Mapping[str, Any]:
    return {
        "location": names.table_location(product.origin, name, scope.place),
        "inputFormat": INPUT_FORMAT,
        "outputFormat": OUTPUT_FORMAT,
        "serDeInfo": {
            "serializationLibrary": SERIALIZATION,
            "parameters": {"serialization.format": "1"},
        },
        "columns": [_column(product, n, c) for n, c in columns],
    }


def _column(product: DataProduct, name: str, column: Column) -> Mapping[str, Any]:
    return {
        **_partition_key(name, column),
        "parameters": {
            tags.CLASSIFICATION: product.classification_of(column).value,
            tags.PII: _boolean(column.pii),
        },
    }


def _partition_key(name: str, column: Column) -> Mapping[str, Any]:
    """A column without parameters, which Glue refuses on partition keys.

    "Parameters not supported for partition columns": InvalidInputException of CreateTable and
    UpdateTable. The catalog entry has the classification of such a column; it is never protected.
    """
    described = {"comment": one_line(column.description or "", COMMENT_LENGTH)}
    return {
        "name": name,
        "type": column.type.glue,
        **(described if column.description else {}),
    }


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _database_tags(product: DataProduct, scope: Scope, database: Declaration) -> Declaration:
    """What holds for all of a product's columns but those that say otherwise."""
    return scope.declare(
        LF_TAGS,
        "database",
        {
            "catalogId": scope.place.account,
            "database": {
                "catalogId": scope.place.account,
                "name": names.database(product.origin),
            },
            "lfTags": [
                _lf_tag(tags.LF_CLASSIFICATION, product.classification.value, scope),
                _lf_tag(tags.LF_DOMAIN, product.domain.id, scope),
                _lf_tag(tags.LF_PII, "false", scope),
            ],
        },
        at=("classification",),
        after=(database,),
        delete_first=True,
    )


def _column_tags(
    product: DataProduct,
    table_name: str,
    table: Table,
    scope: Scope,
    after: Sequence[Declaration],
) -> Iterator[Declaration]:
    """One resource a column that differs from its database.

    A set of columns would be replaced as one, and taking the old tags away would take the new too.
    """
    for name, column in table.columns.items():
        own = list(_own_tags(product.classification, product.classification_of(column), column))
        if not own:
            continue
        yield scope.declare(
            LF_TAGS,
            f"{table_name}.{name}",
            {
                "catalogId": scope.place.account,
                "tableWithColumns": {
                    "catalogId": scope.place.account,
                    "databaseName": names.database(product.origin),
                    "name": table_name,
                    "columnNames": [name],
                },
                "lfTags": [_lf_tag(key, value, scope) for key, value in own],
            },
            at=("columns", name),
            after=after,
            delete_first=True,
        )


def _own_tags(
    default: Classification, own: Classification, column: Column
) -> Iterator[tuple[str, str]]:
    if own is not default:
        yield tags.LF_CLASSIFICATION, own.value
    if column.pii:
        yield tags.LF_PII, "true"


def _lf_tag(key: str, value: str, scope: Scope) -> Mapping[str, str]:
    return {"catalogId": scope.place.account, "key": key, "value": value}


def _entry(
    mesh: Mesh, product: DataProduct, scope: Scope, lineage: Lineage, as_of: date
) -> Declaration:
    entry = catalog_entry(mesh, product, scope, lineage=lineage, as_of=as_of)
    return scope.within("CatalogEntry", "entry").declare(
        OBJECT,
        "entry",
        {
            "bucket": names.catalog_bucket(scope.place),
            "key": names.entry_key(product.id),
            "content": text_of(entry),
            "contentType": "application/json",
            "tags": tags.product_tags(product, scope.place),
        },
    )
