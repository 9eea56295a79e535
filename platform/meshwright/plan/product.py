"""A product's stack: bucket, database, tables, registration, LF-tags, grants and catalog entry."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from meshwright.aws.resource_types import (
    BUCKET,
    BUCKET_ENCRYPTION,
    DATABASE,
    LF_TAGS,
    LOCATION,
    OBJECT,
    STATE_MACHINE,
)
from meshwright.plan import adoption, grants, names, tags, whole_files
from meshwright.plan.alarms import alarms
from meshwright.plan.buckets import Bucket, private_bucket
from meshwright.plan.companions import closing_tags, companions
from meshwright.plan.declaration import Component, Declaration
from meshwright.plan.descriptions import DESCRIPTION_LENGTH, one_line
from meshwright.plan.entry import catalog_entry, text_of
from meshwright.plan.landing import landing
from meshwright.plan.lineage import Lineage
from meshwright.plan.machine import machine, runs
from meshwright.plan.scope import Scope
from meshwright.plan.starts import starts
from meshwright.plan.tables import glue_table
from meshwright.specs.environment import Environment
from meshwright.specs.models import Classification, Column, DataProduct, Mesh, Table


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
    files = whole_files.agreed(mesh, product, environment, as_of=as_of)
    storage = tuple(_storage(product, scope.within("Storage", "storage", "storage"), files))
    yield from storage
    database = _database(product, scope)
    yield database
    domain_tag = _database_tags(product, scope, database)
    yield domain_tag
    tables: dict[str, Declaration] = {}
    # Glue writes the first metadata of an Iceberg table into the bucket, encrypted as that is set.
    places = (database, *(part for part in storage if part.type in (BUCKET, BUCKET_ENCRYPTION)))
    for name, table in product.tables.items():
        part = scope.within("Table", name, "tables", name)
        tables[name] = glue_table(product, name, table, part, places)
        yield tables[name]
        yield from _column_tags(product, name, table, part, tables[name], domain_tag)
        for beside in companions(product, name, table, part, places):
            tables[beside.name] = beside
            yield beside
            yield closing_tags(product, beside, part)
    granted = (
        *grants.on_the_database(
            mesh, product, scope, database=database, lineage=lineage, as_of=as_of
        ),
        *grants.permissions(mesh, product, scope, tables=tables, lineage=lineage, as_of=as_of),
    )
    yield from granted
    yield from whole_files.access_points(product, files, scope, storage)
    yield from landing(product, scope.within("Landing", "landing"))
    if runs(product):
        yield from _runs(product, scope.within("Refresh", "refresh"), granted, mesh)
    yield _entry(mesh, product, scope, lineage, as_of)


def _storage(
    product: DataProduct, scope: Scope, files: Sequence[whole_files.Shared]
) -> Iterator[Declaration]:
    name, folder = names.bucket_of(product, scope.place), names.folder(product, scope.place)
    origin_domain = names.domain_of_origin(product)
    # A bucket that others use too keeps its settings: the product's folder alone is registered.
    bucket = () if folder else tuple(_bucket(product, name, scope, files))
    yield from bucket
    arn = names.bucket_arn(name, scope.place)
    yield scope.declare(
        LOCATION,
        "data",
        {
            "arn": f"{arn}/{folder.rstrip('/')}" if folder else arn,
            "roleArn": names.data_access_role_arn(origin_domain, scope.place),
            "hybridAccessEnabled": False,
        },
        after=bucket[:1],
    )


def _bucket(
    product: DataProduct, name: str, scope: Scope, files: Sequence[whole_files.Shared]
) -> Iterator[Declaration]:
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
            statements=tuple(whole_files.delegation(name, files, scope.place)),
            is_adopted=name != names.bucket(product.origin, scope.place),
        ),
        scope,
    )


def _database(product: DataProduct, scope: Scope) -> Declaration:
    return scope.declare(
        DATABASE,
        "database",
        {
            "catalogId": scope.place.account,
            "name": names.database_of(product),
            "description": one_line(product.spec.description, DESCRIPTION_LENGTH),
            "tags": tags.product_tags(product, scope.place),
        },
        at=("description",),
        keep=True,
        adopts=adoption.database_id(product, scope),
    )


def _database_tags(product: DataProduct, scope: Scope, database: Declaration) -> Declaration:
    """What holds for all of a product's columns but those that say otherwise."""
    return scope.declare(
        LF_TAGS,
        "database",
        {
            "catalogId": scope.place.account,
            "database": {
                "catalogId": scope.place.account,
                "name": names.database_of(product),
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
    declared: Declaration,
    domain_tag: Declaration,
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
                    "databaseName": names.database_of(product),
                    "name": table_name,
                    "columnNames": [name],
                },
                "lfTags": [_lf_tag(key, value, scope) for key, value in own],
            },
            at=("columns", name),
            after=(declared, domain_tag),
            delete_first=True,
            lost_with=(declared,),
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


def _runs(
    product: DataProduct, scope: Scope, after: Sequence[Declaration], mesh: Mesh
) -> Iterator[Declaration]:
    """What makes the product's rows, when that starts, and who hears where it fails."""
    made = tuple(machine(product, scope, after, mesh))
    yield from made
    (started,) = (declared for declared in made if declared.type == STATE_MACHINE)
    yield from starts(product, scope, started)
    yield from alarms(product, scope)


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
