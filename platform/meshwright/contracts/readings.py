"""Who can read which columns and rows of a mesh in one environment, as the grants say together."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from meshwright.access.row_filters.writing import partiql
from meshwright.gate.assessment import Assessment
from meshwright.plan.grants import Grant, grants
from meshwright.plan.lineage import Lineage, lineage
from meshwright.specs.environment import Environment, PlatformReader
from meshwright.specs.models import Agreement, DataProduct, Table

Key = tuple[str, str, str]
"""A product's origin, a table and a principal: what AWS itself tells apart."""

Filters = frozenset[str]
"""Row filters as AWS gets them; one of them is empty where all rows are seen."""
ALL_ROWS = ""


def filtered(filters: Filters) -> str:
    """Filters as one; empty where all rows are seen."""
    return "" if ALL_ROWS in filters else " or ".join(sorted(filters))


@dataclass(frozen=True, slots=True)
class Reading:
    """What one principal reads of one table."""

    product: DataProduct
    table: str
    consumer: str
    """A product or domain id, or a name in the environment file."""
    columns: frozenset[str] = field(default_factory=frozenset[str])
    agreement: Agreement | None = None
    is_platform_wide: bool = False
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """The columns that are read under each row filter."""

    def filters(self, column: str) -> Filters:
        """The row filters under which a column is read; none where it is not."""
        return frozenset(rows for rows, columns in self.rows.items() if column in columns)

    def names(self, column: str) -> bool:
        """Whether an agreement opens the column by its name."""
        if self.agreement is None:
            return False
        opened = self.agreement.spec.tables[self.table].columns
        return isinstance(opened, tuple) and column in opened


def readings(assessment: Assessment, of: Collection[str] | None = None) -> Mapping[Key, Reading]:
    """Everything that is read, also by agreements that begin later; `of` some origins alone."""
    found: dict[Key, Reading] = {}
    for key, reading in _all(assessment, of):
        known = found.get(key)
        found[key] = _both(known, reading) if known else reading
    return found


def _both(known: Reading, reading: Reading) -> Reading:
    """What is read at one time or another, or by two ways at once."""
    every = {*known.rows, *reading.rows}
    rows = {r: known.rows.get(r, _NONE) | reading.rows.get(r, _NONE) for r in every}
    return replace(reading, columns=known.columns | reading.columns, rows=rows)


_NONE = frozenset[str]()


def _all(assessment: Assessment, of: Collection[str] | None) -> Iterator[tuple[Key, Reading]]:
    known = lineage(assessment.mesh)
    for product in assessment.mesh.products.values():
        if of is None or product.origin in of:
            yield from _of_product(assessment, product, known)


def product_readings(
    assessment: Assessment, product: DataProduct, known: Lineage
) -> Iterator[Reading]:
    """What others read of one product, also by agreements that begin later."""
    for _, reading in _of_product(assessment, product, known):
        yield reading


def _of_product(
    assessment: Assessment, product: DataProduct, known: Lineage
) -> Iterator[tuple[Key, Reading]]:
    mesh, place = assessment.mesh, assessment.environment
    yield from _platform_wide(product, place)
    for day in sorted(_days(product, assessment.plan.as_of)):
        for grant in grants(mesh, product, place, lineage=known, as_of=day):
            if grant.consumer != product.id:
                key = (product.origin, grant.table, grant.principal)
                yield key, _granted(product, grant)


def _days(product: DataProduct, as_of: date) -> set[date]:
    """The day of the check, and those on which an agreement begins."""
    starts = (agreement.spec.starts for agreement in product.agreements)
    return {as_of, *(day for day in starts if day is not None and day > as_of)}


def _granted(product: DataProduct, grant: Grant) -> Reading:
    table = product.spec.tables[grant.table]
    columns = frozenset(table.columns if grant.columns is None else grant.columns)
    rows = ALL_ROWS if grant.rows is None else partiql(grant.rows)
    shown = {rows: columns}
    return Reading(product, grant.table, grant.consumer, columns, grant.agreement, rows=shown)


def _platform_wide(product: DataProduct, place: Environment) -> Iterator[tuple[Key, Reading]]:
    for name, reader in place.spec.readers.items():
        for table, spec in product.tables.items():
            columns = frozenset(_tagged(product, spec, reader))
            rows = {ALL_ROWS: columns}
            reading = Reading(product, table, name, columns, is_platform_wide=True, rows=rows)
            yield (product.origin, table, reader.principal), reading


def _tagged(product: DataProduct, table: Table, reader: PlatformReader) -> Iterator[str]:
    """The columns whose LF-tags a platform-wide reader has a right to."""
    for name, column in table.columns.items():
        level = product.classification_of(column)
        if level in reader.classifications and (reader.pii or not column.pii):
            yield name
