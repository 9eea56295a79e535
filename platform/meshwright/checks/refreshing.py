"""What a table needs so that the mesh can make its rows: a key, something to do, room in Athena."""

from collections.abc import Iterator
from math import prod

from meshwright.checks import codes
from meshwright.errors import Code, Finding
from meshwright.specs.models import DataProduct, Table
from meshwright.specs.source import Path

MOST_PARTITIONS = 100
"""How many partitions one statement of Athena's writes at most.

Source: Athena user guide, "Use CTAS and INSERT INTO to work around the 100 partition limit".
"""


def check_refreshing(product: DataProduct) -> Iterator[Finding]:
    yield from _nothing(product)
    for name, table in product.refreshed_tables.items():
        yield from _key(product, name, table)
        yield from _partitions(product, name, table)


def _nothing(product: DataProduct) -> Iterator[Finding]:
    if product.spec.refresh is None or product.refreshed_tables:
        return
    queries = (n for n, t in product.tables.items() if t.query is not None)
    name = next(queries, None)
    message = "no table of the product is filled by the mesh, so that there is nothing to refresh"
    fix = f"write `format: iceberg` at tables.{name}, or delete `refresh`" if name else ""
    yield _at(product, codes.NOTHING_TO_REFRESH, ("refresh",), message, fix)


def _key(product: DataProduct, name: str, table: Table) -> Iterator[Finding]:
    if not table.primary_key:
        by = f"from {table.query}" if table.query is not None else "from files"
        message = f"'{name}' is filled {by}, and has no primaryKey that tells its rows apart"
        yield _at(product, codes.NO_KEY, ("tables", name), message)


def _partitions(product: DataProduct, name: str, table: Table) -> Iterator[Finding]:
    counts = {column: _values(table, column) for column in table.partition_by}
    known = {column: count for column, count in counts.items() if count is not None}
    if prod(known.values()) > MOST_PARTITIONS:
        told = " times ".join(f"{count:,} of '{column}'" for column, count in known.items())
        message = f"a run can write {told} partitions, Athena at most {MOST_PARTITIONS}"
        path = ("tables", name, "partitionBy")
        yield _at(product, codes.TOO_MANY_PARTITIONS, path, message)


def _values(table: Table, name: str) -> int | None:
    """How many values of a partition column a run can meet; None where no spec says so."""
    column = table.columns[name]
    if table.window is not None and name == table.window_column:
        return table.window
    if column.enum is not None:
        return len(column.enum)
    return 2 if column.type.name == "boolean" else None


def _at(product: DataProduct, code: Code, path: Path, message: str, fix: str = "") -> Finding:
    where = ".".join(map(str, path))
    at = product.source.at(*path)
    return code.at(at, message, fix=fix, subject=product.id, where=where)
