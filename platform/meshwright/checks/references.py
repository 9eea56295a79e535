"""What a column refers to is there, and holds values that it can have.

A column of another product is its owner's: where it goes, who referred to it is told, and nobody is
held up.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meshwright.checks import codes
from meshwright.errors import Code, Finding
from meshwright.ids import joined, product_in, words
from meshwright.specs.made_before import once
from meshwright.specs.models import Column, DataProduct, Mesh
from meshwright.specs.source import Path
from meshwright.specs.types import ColumnType
from meshwright.wording import Suggestions, did_you_mean, shown

WHOLE_NUMBERS = ("int", "bigint")


@dataclass(frozen=True, slots=True)
class _Reference:
    """What one column says that it refers to."""

    product: DataProduct
    table: str
    column: str
    index: int
    target: str
    """As `domain.product.table.column`."""

    @property
    def spec(self) -> Column:
        return self.product.spec.tables[self.table].columns[self.column]

    @property
    def is_own(self) -> bool:
        return product_in(self.target) == self.product.id

    def finding(self, code: Code, message: str) -> Finding:
        """A finding; of what is another product's, only a warning."""
        whole: Path = ("tables", self.table, "columns", self.column, "references")
        path: Path = (*whole, self.index)
        source = self.product.source
        at = source.at_value(*(path if source.holds(*path) else whole))
        found = code if self.is_own else codes.STALE_REFERENCE
        where = ".".join(map(str, path))
        return found.at(at, message, subject=self.product.id, where=where)


def check_references(mesh: Mesh) -> Iterator[Finding]:
    suggestions = Suggestions(mesh.products)
    for product in mesh.products.values():
        for reference in once(_references, product.id, product):
            yield from _reference(mesh, reference, suggestions)


def _references(product: DataProduct) -> tuple[_Reference, ...]:
    return tuple(
        _Reference(product, table, name, index, target)
        for table, spec in product.tables.items()
        for name, column in spec.columns.items()
        for index, target in enumerate(product.referenced(column))
    )


def _reference(mesh: Mesh, said: _Reference, suggestions: Suggestions) -> Iterator[Finding]:
    domain, name, table, column = words(said.target)
    product_id = joined((domain, name))
    product = mesh.products.get(product_id)
    if product is None:
        if not mesh.is_unreadable(product_id):
            message = f"there is no product '{product_id}'{suggestions.of(product_id)}"
            yield said.finding(codes.NO_SUCH_REFERENCE, message)
        return
    if table not in product.tables:
        is_retired = table in product.spec.tables
        hint = did_you_mean(table, product.tables)
        what = f"{product_id} has retired its table '{table}'"
        message = what if is_retired else f"{product_id} has no table '{table}'{hint}"
        yield said.finding(codes.NO_SUCH_REFERENCE, message)
    elif (found := product.tables[table].columns.get(column)) is None:
        hint = did_you_mean(column, product.tables[table].columns)
        message = f"table {table} of {product_id} has no column '{column}'{hint}"
        yield said.finding(codes.NO_SUCH_REFERENCE, message)
    else:
        yield from _fits(said, found)


def _fits(said: _Reference, found: Column) -> Iterator[Finding]:
    own = joined((said.product.id, said.table, said.column))
    if own == said.target:
        yield said.finding(codes.UNFIT_REFERENCE, f"'{said.column}' refers to itself")
    elif not _is_comparable(said.spec.type, found.type):
        message = (
            f"'{said.column}' is of type {shown(said.spec.type.text)},"
            f" and {said.target} of type {shown(found.type.text)}"
        )
        yield said.finding(codes.UNFIT_REFERENCE, message)


def _is_comparable(one: ColumnType, other: ColumnType) -> bool:
    """Whether both can hold one value, so that rows can be joined by it."""
    if one.is_nested or other.is_nested:
        return False
    are_whole = one.name in WHOLE_NUMBERS and other.name in WHOLE_NUMBERS
    return one.name == other.name or are_whole
