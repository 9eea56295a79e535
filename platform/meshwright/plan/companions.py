"""The tables that a product's runs need beside one of its tables, and nobody else reads.

They lie in the product's database, so all that its tags open to platform-wide readers would be open
here too: each is tagged as what only a reader of everything sees, whatever its table is.
"""

from collections.abc import Iterator, Sequence

from meshwright.aws.resource_types import LF_TAGS, TABLE
from meshwright.plan import names, tags
from meshwright.plan.declaration import Declaration, Json
from meshwright.plan.iceberg import open_table_format, table_words
from meshwright.plan.scope import Scope
from meshwright.specs.models import Classification, DataProduct, Table


def companions(
    product: DataProduct, name: str, table: Table, scope: Scope, after: Sequence[Declaration]
) -> Iterator[Declaration]:
    """What stands beside a table whose rows the mesh makes."""
    if table.is_refreshed:
        yield _next(product, name, table, scope, after)


def _next(
    product: DataProduct, name: str, table: Table, scope: Scope, after: Sequence[Declaration]
) -> Declaration:
    """Where rows wait until they are found good; provisioned, since no run may change a schema.

    Without partitions: Athena writes into a hundred of them at once, and no more.

    Source: Athena user guide, "Considerations and limitations for querying data registered with
    Lake Formation", on statements that define tables.
    """
    staged = f"{name}{names.NEXT}"
    declared = open_table_format(
        names.table_location(product.origin, staged, scope.place),
        table.columns,
        product.field_ids(name),
        properties=_words(product, f"Rows of {name} before they are published"),
    )
    return _table(product, staged, {"openTableFormatInput": declared}, scope, after)


def _words(product: DataProduct, description: str) -> dict[str, str]:
    words = table_words(description, Classification.RESTRICTED, pii=True)
    return {**words, tags.PRODUCT: product.id}


def _table(
    product: DataProduct, name: str, shape: Json, scope: Scope, after: Sequence[Declaration]
) -> Declaration:
    return scope.declare(
        TABLE,
        name,
        {
            "catalogId": scope.place.account,
            "databaseName": names.database(product.origin),
            "name": name,
            **shape,
        },
        after=after,
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
                "databaseName": names.database(product.origin),
                "name": declared.name,
            },
            "lfTags": [
                {"catalogId": account, "key": key, "value": value} for key, value in values.items()
            ],
        },
        after=(declared,),
        delete_first=True,
    )
