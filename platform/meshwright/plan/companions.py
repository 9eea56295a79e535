"""The tables that a product's runs need beside one of its tables, and nobody else reads.

They lie in the product's database, so all that its tags open to platform-wide readers would be open
here too: each is tagged as what only a reader of everything sees, whatever its table is.
"""

from collections.abc import Iterator, Mapping, Sequence

from meshwright.aws.resource_types import LF_TAGS, TABLE
from meshwright.jobs.beside import FILES, REJECTS
from meshwright.plan import names, tags
from meshwright.plan.declaration import Declaration, Json
from meshwright.plan.iceberg import Ids, open_table_format, table_words
from meshwright.plan.landing import landing_table
from meshwright.plan.scope import Scope
from meshwright.specs.field_ids import field_ids
from meshwright.specs.models import Classification, Column, DataProduct, Table


def companions(
    product: DataProduct, name: str, table: Table, scope: Scope, after: Sequence[Declaration]
) -> Iterator[Declaration]:
    """What stands beside a table whose rows the mesh makes."""
    if not table.is_refreshed:
        return
    staged = f"{name}{names.NEXT}"
    rows = _iceberg(
        product,
        staged,
        table.columns,
        product.field_ids(name),
        f"Rows of {name} before they are published",
        scope,
    )
    # Provisioned, since no run may change a schema (Athena user guide, "Considerations and
    # limitations for querying data registered with Lake Formation"); without partitions, since
    # Athena writes into a hundred of them at once and no more.
    yield _table(product, staged, rows, scope, after)
    if table.source is not None:
        yield from _of_files(product, name, table, scope, after)


def _of_files(
    product: DataProduct, name: str, table: Table, scope: Scope, after: Sequence[Declaration]
) -> Iterator[Declaration]:
    landed = f"{name}{names.LANDING}"
    yield _table(product, landed, landing_table(product, name, table, scope), scope, after)
    for end, types, described in (
        (names.REJECTS, REJECTS, f"Rows of files that did not fit {name}"),
        (names.FILES, FILES, f"Files that were taken for {name}"),
    ):
        columns = {column: Column(type=kind) for column, kind in types.items()}
        ids = field_ids(types, {}).ids
        shape = _iceberg(product, f"{name}{end}", columns, ids, described, scope)
        yield _table(product, f"{name}{end}", shape, scope, after, keep=True)


def _iceberg(
    product: DataProduct,
    name: str,
    columns: Mapping[str, Column],
    ids: Ids,
    description: str,
    scope: Scope,
) -> Json:
    words = table_words(description, Classification.RESTRICTED, pii=True)
    declared = open_table_format(
        names.table_location(product, name, scope.place),
        columns,
        ids,
        properties={**words, tags.PRODUCT: product.id},
    )
    return {"openTableFormatInput": declared}


def _table(
    product: DataProduct,
    name: str,
    shape: Json,
    scope: Scope,
    after: Sequence[Declaration],
    *,
    keep: bool = False,
) -> Declaration:
    return scope.declare(
        TABLE,
        name,
        {
            "catalogId": scope.place.account,
            "databaseName": names.database_of(product),
            "name": name,
            **shape,
        },
        after=after,
        keep=keep,
        delete_first=True,
    )


def closing_tags(product: DataProduct, declared: Declaration, scope: Scope) -> Declaration:
    """The LF-tags by which no platform-wide reader but one of everything sees a companion."""
    account = scope.place.account
    values = {tags.LF_CLASSIFICATION: Classification.RESTRICTED.value, tags.LF_PII: "true"}
    return scope.declare(
        LF_TAGS,
        declared.name,
        {
            "catalogId": account,
            "table": {
                "catalogId": account,
                "databaseName": names.database_of(product),
                "name": declared.name,
            },
            "lfTags": [
                {"catalogId": account, "key": key, "value": value} for key, value in values.items()
            ],
        },
        after=(declared,),
        delete_first=True,
        lost_with=(declared,),
    )
