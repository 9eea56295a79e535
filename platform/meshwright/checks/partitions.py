"""No partition column is protected: its values stand in paths, and no grant can hide them.

"You cannot restrict access control on columns that are partition keys" (AWS Lake Formation
developer guide, "Lake Formation permissions reference"). The values are names of folders too, so
they stand in access logs, in listings of the bucket and in Glue's partitions.
"""

from collections.abc import Iterator

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.specs.models import Column, DataProduct


def check_partitions(product: DataProduct) -> Iterator[Finding]:
    for name, table in product.tables.items():
        for index, key in enumerate(table.partition_by):
            column = table.columns[key]
            if product.is_protected(column):
                yield _protected(product, column, key, ("tables", name, "partitionBy", index))


def _protected(
    product: DataProduct, column: Column, key: str, path: tuple[str | int, ...]
) -> Finding:
    message = f"'{key}' is {_why(product, column)}, and partition values cannot be protected"
    return codes.PROTECTED_PARTITION.at(
        product.source.at(*path),
        message,
        fix=_remedy(column, key),
        subject=product.id,
        where=".".join(map(str, path)),
    )


def _why(product: DataProduct, column: Column) -> str:
    if column.pii:
        return "personal (pii)"
    level = product.classification_of(column)
    if column.classification is not None:
        return str(level)
    whose = "product" if product.spec.classification is not None else "domain"
    return f"{level}, the default of its {whose}"


def _remedy(column: Column, key: str) -> str:
    other = "partition by an unprotected column, such as a month"
    if column.pii or column.classification is not None:
        return other
    return f"{other}; or write `classification: internal` at '{key}' if it may be known"
