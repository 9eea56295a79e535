"""What becomes of a product, in lines for a terminal: tables, columns, then who reads what."""

from collections.abc import Iterator

from meshwright.changes.access import AccessChange
from meshwright.changes.products import ProductChange
from meshwright.changes.tables import ColumnChange, ColumnFate, TableChange, TableFate
from meshwright.reports.change_words import column_words, listed
from meshwright.visible import plural

MARKS = {
    ColumnFate.ADDED: "+",
    ColumnFate.DROPPED: "-",
    ColumnFate.RENAMED: ">",
    ColumnFate.RETYPED: "~",
    ColumnFate.RECLASSIFIED: "~",
}


def product_lines(product: ProductChange) -> Iterator[str]:
    """One product's tables and readers."""
    for table in product.tables:
        yield from _table_lines(table)
    for access in product.access:
        yield from _access_lines(access)


def _table_lines(table: TableChange) -> Iterator[str]:
    match table.fate:
        case TableFate.ADDED:
            yield f"+ table {table.name}: {plural(len(table.columns), 'column')}"
        case TableFate.REMOVED:
            yield f"- table {table.name}"
        case _ if table.columns:
            yield f"~ table {table.name}"
            yield from (f"    {_column_line(column)}" for column in table.columns)
        case _:
            yield f"~ table {table.name}: {', '.join(table.others)}"


def _column_line(column: ColumnChange) -> str:
    return f"{MARKS[column.fate]} {column.name}: {column_words(column)}"


def _access_lines(access: AccessChange) -> Iterator[str]:
    if access.gained:
        seen = f"{listed(access.gained)} of {access.table}{_of_rows(access.rows)}"
        yield f"+ {access.reader} can read {seen}"
    if access.lost:
        yield f"- {access.reader} can no longer read {listed(access.lost)} of {access.table}"
    if access.opens_rows and access.rows:
        seen = f"other rows of {access.table}: where {access.rows}, before where"
        yield f"+ {access.reader} can read {seen} {access.rows_before}"
    elif access.opens_rows:
        seen = f"all rows of {access.table}, before where {access.rows_before}"
        yield f"+ {access.reader} can read {seen}"
    elif access.hides_rows:
        yield f"- {access.reader} can read only rows of {access.table} where {access.rows}"


def _of_rows(rows: str) -> str:
    return f", rows where {rows}" if rows else ""
