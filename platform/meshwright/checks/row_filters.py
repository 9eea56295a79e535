"""The row filter of an agreement fits its table, and tells nothing that nobody meant to tell."""

from collections.abc import Iterator

from meshwright.access.row_filters.fitting import Columns, unfit, unsupported
from meshwright.access.row_filters.tree import Filter, simple
from meshwright.checks import codes
from meshwright.errors import Code, Position
from meshwright.specs.inside import position_inside
from meshwright.specs.models import Agreement, AgreementTable, DataProduct, Table
from meshwright.specs.source import Path
from meshwright.wording import few

Problem = tuple[Code, Position, str, str]
"""A code, a position, the dotted path there, and the message."""
CODES = {"column": codes.NO_COLUMN_OF_FILTER, "type": codes.UNFIT_FILTER}


def row_filter_problems(
    product: DataProduct, agreement: Agreement, name: str, opened: AgreementTable
) -> Iterator[Problem]:
    """What is wrong with the rows that an agreement shows of one table."""
    tree = opened.row_filter
    if tree is None:
        return
    table = product.spec.tables[name]
    path = ("tables", name, "rows")
    where = ".".join(path)
    faults = tuple(unfit(tree, columns_of(table)))
    for fault in faults:
        at = _at(agreement, path, opened, fault.offset)
        yield CODES[fault.kind], at, where, fault.message
    if not faults:
        yield from _beside(agreement, name, table)
        yield from _protected(product, agreement, name, opened, tree)


def columns_of(table: Table) -> Columns:
    """A table's columns, in the words of a filter."""
    types = {name: column.type for name, column in table.columns.items()}
    return Columns(types, frozenset(table.partition_by))


def _beside(agreement: Agreement, name: str, table: Table) -> Iterator[Problem]:
    named = tuple(unsupported(columns_of(table).types))
    if named:
        at = agreement.source.at_value("tables", name, "rows")
        message = f"'{name}' has columns of types that AWS warns of: {few(named)}"
        yield codes.FILTER_BESIDE_TYPES, at, f"tables.{name}.rows", message


def _protected(
    product: DataProduct,
    agreement: Agreement,
    name: str,
    opened: AgreementTable,
    tree: Filter,
) -> Iterator[Problem]:
    table = product.spec.tables[name]
    seen = table.columns if opened.columns == "all" else opened.columns or ()
    told: set[str] = set()
    for part in simple(tree):
        column = part.column.names[0]
        is_told = column in seen or column in told
        if not is_told and product.is_protected(table.columns[column]):
            told.add(column)
            at = _at(agreement, ("tables", name, "rows"), opened, part.column.offset)
            message = f"'{column}' is protected, and not opened: the rows tell of its values"
            yield codes.PROTECTED_IN_FILTER, at, f"tables.{name}.rows", message


def _at(agreement: Agreement, path: Path, opened: AgreementTable, offset: int) -> Position:
    return position_inside(agreement.source, path, opened.rows or "", offset)
