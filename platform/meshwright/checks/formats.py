"""A table with a query that says neither its format nor its ids may be deployed as Parquet files.

Releases before kept each table as Parquet. What is deployed no specification tells: `mesh up` asks
its state, and refuses to replace such a table.
"""

from collections.abc import Iterator

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.specs.models import DataProduct


def check_formats(product: DataProduct) -> Iterator[Finding]:
    for name in product.refreshed_tables:
        if _is_unsaid(product, name):
            yield _unsaid(product, name)


def _is_unsaid(product: DataProduct, name: str) -> bool:
    """Whether only the default makes it an Iceberg table: one with a source was never Parquet."""
    table = product.spec.tables[name]
    is_written = "format" in table.model_fields_set or name in product.locked.fields
    return table.source is None and not is_written


def _unsaid(product: DataProduct, name: str) -> Finding:
    where = f"tables.{name}"
    message = f"'{name}' is an Iceberg table, and neither its format nor a lock says so"
    fix = (
        f"run `mesh lock {product.id}`; or write `format: parquet` at {where} if it is deployed as"
        " Parquet files, which releases before made of it"
    )
    at = product.source.at("tables", name)
    return codes.FORMAT_UNSAID.at(at, message, fix=fix, subject=product.id, where=where)
