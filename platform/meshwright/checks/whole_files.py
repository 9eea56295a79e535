"""An agreement with `files: true` gives files only where they hold nothing that it leaves out."""

from collections.abc import Iterator

from meshwright.checks import codes
from meshwright.errors import Code, Position
from meshwright.specs.models import Agreement, AgreementTable, DataProduct
from meshwright.wording import few

Problem = tuple[Code, Position, str, str]
"""A code, a position, the dotted path there, and the message."""


def whole_file_problems(
    product: DataProduct, agreement: Agreement, name: str, opened: AgreementTable
) -> Iterator[Problem]:
    """What keeps a table's files from being given: first what its owner would have to change."""
    if not agreement.spec.files:
        return
    table = product.spec.tables[name]
    at, where = agreement.source.at("tables", name), f"tables.{name}"
    if table.is_iceberg:
        message = f"'{name}' is an Iceberg table, whose files are not its rows"
        yield codes.FILES_OF_ICEBERG, at, where, message
    protected = tuple(n for n, c in table.columns.items() if product.is_protected(c))
    if protected:
        message = f"the files of '{name}' hold protected columns: {few(protected)}"
        yield codes.FILES_PROTECTED, at, where, message
    elif left := left_out(product, name, opened):
        message = f"the files of '{name}' hold columns that are left out: {few(left)}"
        yield codes.FILES_LEAVE_OUT, at, where, message
    if opened.rows is not None:
        rows = agreement.source.at_value("tables", name, "rows")
        message = f"the files of '{name}' hold all rows, and `rows` leaves some out"
        yield codes.FILES_SHOW_ROWS, rows, f"{where}.rows", message


def left_out(product: DataProduct, name: str, opened: AgreementTable) -> tuple[str, ...]:
    """The columns of a table that an agreement does not open."""
    columns = product.spec.tables[name].columns
    if opened.columns == "all":
        return ()
    shown = opened.columns or product.unprotected_columns(product.spec.tables[name])
    return tuple(column for column in columns if column not in shown)
