"""What a consumer can ask for of a product: its tables, and its columns by what protects them."""

from collections.abc import Iterator, Mapping, Sequence

from meshwright.access.row_filters.reading import compared
from meshwright.errors import UsageError
from meshwright.ids import joined, words
from meshwright.specs.agreement_file import Opened
from meshwright.specs.models import Column, DataProduct, Table
from meshwright.wording import did_you_mean, shown

ALL = "all"
UNPROTECTED, PERSONAL = "unprotected", "personal"


def columns_by_protection(product: DataProduct, table: Table) -> Mapping[str, tuple[str, ...]]:
    """The columns of a table by what protects them: the unprotected ones, personal ones, classes.

    A column is named once, under what weighs most: that it tells of a person.
    """
    found: dict[str, list[str]] = {UNPROTECTED: []}
    for name, column in table.columns.items():
        found.setdefault(_protection(product, column), []).append(name)
    return {word: tuple(columns) for word, columns in found.items() if columns}


def _protection(product: DataProduct, column: Column) -> str:
    if column.pii:
        return PERSONAL
    return product.classification_of(column).value if product.is_protected(column) else UNPROTECTED


def personal_columns(product: DataProduct, opened: Mapping[str, Opened]) -> tuple[str, ...]:
    """The columns that tell of persons among those that are opened, or compared by a filter."""
    return tuple(
        column
        for name, said in opened.items()
        for column, spec in product.tables[name].columns.items()
        if spec.pii
        and (said.columns == ALL or column in (*(said.columns or ()), *compared(said.rows)))
    )


def chosen(
    product: DataProduct, tables: Sequence[str], columns: Sequence[str], rows: Sequence[str] = ()
) -> Mapping[str, Opened]:
    """What is opened of each table that is asked for, in the product's own order.

    No tables asks for each that has something to open; no columns for every unprotected one.
    A column is written `column`, where there is one table, or `table.column`.
    Raises UsageError where something is asked for that there is not.
    """
    named = {_table(product, word) for word in tables} or {*_openable(product, columns)}
    wanted = tuple(name for name in product.tables if name in named)
    if not wanted:
        raise UsageError(
            f"every column of {product.id} is protected, and none is named",
            fix="name those that are needed: --columns TABLE.COLUMN,…",
        )
    filters = dict(_filters(wanted, rows))
    if [*columns] == [ALL]:
        return {name: Opened(ALL, filters.get(name)) for name in wanted}
    asked: dict[str, set[str]] = {name: set() for name in wanted}
    for word in columns:
        table, column = _column(product, wanted, word)
        asked[table].add(column)
    return {
        name: Opened(_ordered(product.tables[name], asked[name]), filters.get(name))
        for name in wanted
    }


def _ordered(table: Table, names: set[str]) -> tuple[str, ...] | None:
    return tuple(name for name in table.columns if name in names) or None


def _openable(product: DataProduct, columns: Sequence[str]) -> Iterator[str]:
    """The tables that are meant where none is named: those of the columns, else all that can be."""
    of_columns = {table for table, _ in map(_parts, columns) if table}
    for name, table in product.tables.items():
        is_open = [*columns] == [ALL] or bool(product.unprotected_columns(table))
        if name in of_columns or (is_open and not of_columns):
            yield name


def _table(product: DataProduct, word: str) -> str:
    if word not in product.tables:
        raise UsageError(
            f"{product.id} has no table {shown(word)}{did_you_mean(word, product.tables)}",
            fix=f"it has {', '.join(product.tables)}",
        )
    return word


def _parts(word: str) -> tuple[str, str]:
    """The table and the column that a word names; no table where it names a column alone."""
    *table, column = words(word)
    return joined(table), column


def _column(product: DataProduct, tables: Sequence[str], word: str) -> tuple[str, str]:
    table, column = _parts(word)
    if not table and len(tables) > 1:
        raise UsageError(
            f"{shown(word)} may be a column of {' or '.join(tables)}",
            fix=f"write TABLE.{word}, or name one of --tables",
        )
    table = _table(product, table) if table else tables[0]
    if table not in tables:
        raise UsageError(f"'{table}' is not among the --tables", fix=f"add {table} to --tables")
    known = product.tables[table].columns
    if column not in known:
        raise UsageError(
            f"'{table}' has no column {shown(column)}{did_you_mean(column, known)}",
            fix=f"it has {', '.join(known)}",
        )
    return table, column


def _filters(tables: Sequence[str], rows: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The filter of each table, written `FILTER` where there is one table, or `TABLE:FILTER`."""
    for said in rows:
        table, colon, rest = said.partition(":")
        if colon and table in tables:
            yield table, rest.strip()
        elif len(tables) == 1:
            yield tables[0], said
        else:
            raise UsageError(
                f"{shown(said)} may filter {' or '.join(tables)}",
                fix="write TABLE:FILTER, such as \"orders:country = 'DE'\"",
            )
