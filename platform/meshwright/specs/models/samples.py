"""Which tables of a product show some rows to everybody who reads the catalog, and which columns.

What keeps a table from it is a finding where its owner asks for it, and holds here as well: what is
planned, and what is shown, follows from `samples_of` alone.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import islice

from meshwright.specs.models.agreement import AgreementTable
from meshwright.specs.models.data_product import DataProduct
from meshwright.specs.models.table import Column, Table
from meshwright.specs.models.words import Classification

MOST_COLUMNS = 40
"""Of a sample. Five rows of them come to 120 kB at most: Athena answers 300 bytes of what a column
is, and of a value 80 characters, each of which JSON may write in six bytes. A state of Step
Functions takes 262,144, and one that is given more ends the run, whatever is caught.

Source: Step Functions developer guide, "Service quotas", and "Handling errors in Step Functions
workflows" on `States.DataLimitExceeded`.
"""


class Obstacle(StrEnum):
    """What keeps the rows of a table from being shown."""

    CLASSIFIED = "classified"
    """The product is more than internal, by its own word or its domain's."""
    NOT_MADE = "notMade"
    """No run makes its rows, or it is retired: nothing would ask for them."""
    PROTECTED = "protected"
    """No column is left to be shown."""
    ROWS_AGREED = "rowsAgreed"
    """An agreement opens some of its rows: the sample would show the others."""


def says_sample(product: DataProduct, table: Table) -> bool:
    """Whether the owner asks for it, of the table or of all; a draft has no readers."""
    if product.is_draft or table.is_draft:
        return False
    return product.spec.sample if table.sample is None else table.sample


def obstacles(product: DataProduct, name: str) -> Iterator[Obstacle]:
    table = product.spec.tables[name]
    if product.classification.rank > Classification.INTERNAL.rank:
        yield Obstacle.CLASSIFIED
    if product.is_retired or name not in product.refreshed_tables or not table.primary_key:
        yield Obstacle.NOT_MADE
    if not _columns(product, table):
        yield Obstacle.PROTECTED
    if any(name in row_filtered(each.spec.tables) for each in product.agreements):
        yield Obstacle.ROWS_AGREED


def row_filtered(opened: Mapping[str, AgreementTable]) -> frozenset[str]:
    """The tables of an agreement of which it opens some rows alone."""
    return frozenset(name for name, each in opened.items() if each.rows is not None)


def samples_of(product: DataProduct) -> Mapping[str, tuple[str, ...]]:
    """The columns that are shown, by table; a table that shows none is not among them."""
    return {
        name: _columns(product, table)
        for name, table in product.spec.tables.items()
        if says_sample(product, table) and not any(obstacles(product, name))
    }


def _columns(product: DataProduct, table: Table) -> tuple[str, ...]:
    """None that is protected, and plain ones only."""
    shown = (n for n in product.unprotected_columns(table) if _is_plain(table.columns[n]))
    return tuple(islice(shown, MOST_COLUMNS))


def _is_plain(column: Column) -> bool:
    """Whether a value of it is a text, or becomes one as it stands."""
    return not column.type.is_nested and column.type.name != "binary"
