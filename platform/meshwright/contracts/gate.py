"""The contract gate: every change of a contract, whom it hits, and how much that weighs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from meshwright.contracts.changes import Change, Kind, Level
from meshwright.contracts.hits import RELY, Derived, Readers, weight
from meshwright.contracts.product_changes import product_changes
from meshwright.errors import Hit, Severity
from meshwright.gate.assessment import Assessment
from meshwright.lineage.graph import readers_of_column
from meshwright.specs.life import Living
from meshwright.specs.models import DataProduct


@dataclass(frozen=True, slots=True)
class Weighed:
    """A change with whom it hits."""

    change: Change
    hits: tuple[Hit, ...]
    severity: Severity
    """Of the finding that tells of it, where there is one."""

    @property
    def is_relied_on(self) -> bool:
        return any(hit.way in RELY for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Pair:
    """A product before and after a change."""

    before: DataProduct
    after: DataProduct
    as_of: date

    def is_exempt(self, change: Change) -> bool:
        """Whether what it is about was no contract: a draft, or past the end that was told."""
        table = self.before.spec.tables.get(change.table)
        livings: tuple[Living | None, ...] = (self.before.spec, table)
        return any(
            living is not None and (living.is_draft or living.is_past_sunset(self.as_of))
            for living in livings
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """All that differs in one product's contract."""

    pair: Pair
    changes: tuple[Weighed, ...]
    readers: tuple[Hit, ...]
    """Who reads any of the product before the change."""


def contract_changes(
    base: Assessment, head: Assessment, derived: Derived = readers_of_column
) -> Iterator[Compared]:
    """The products that are there before and after and differ in their contracts."""
    readers = Readers(base, derived)
    for pair in pairs(base, head):
        found = tuple(weighed(pair, c, readers) for c in product_changes(pair.before, pair.after))
        if found:
            whole = Change(Kind.PRODUCT_REMOVED, pair.before.id, (), pair.before.source.at())
            yield Compared(pair, found, readers.hit(whole, pair.before.id))


def pairs(base: Assessment, head: Assessment) -> Iterator[Pair]:
    """The products that have their AWS names in common, and differ."""
    before: Mapping[str, DataProduct] = {p.origin: p for p in base.mesh.products.values()}
    for product in head.mesh.products.values():
        was = before.get(product.origin)
        if was is not None and not _is_same(was, product):
            yield Pair(was, product, head.plan.as_of)


def _is_same(before: DataProduct, after: DataProduct) -> bool:
    is_alike = (before.id, before.classification) == (after.id, after.classification)
    # Mappings are alike in any order, and columns have one.
    return is_alike and before.spec == after.spec and _order(before) == _order(after)


def _order(product: DataProduct) -> list[tuple[str, ...]]:
    return [tuple(table.columns) for table in product.spec.tables.values()]


def weighed(pair: Pair, change: Change, readers: Readers) -> Weighed:
    """A change with its readers of before, and what it weighs."""
    if change.level is Level.COMPATIBLE and change.kind not in LET_GO:
        return Weighed(change, (), Severity.NOTE)
    hits = readers.hit(change, pair.before.id)
    return Weighed(change, hits, _severity(pair, change, hits))


LET_GO = frozenset(
    {
        Kind.NO_LONGER_REQUIRED,
        Kind.NO_LONGER_UNIQUE,
        Kind.ENUM_WIDENED,
        Kind.LENGTHS_WIDENED,
        Kind.PATTERN_DROPPED,
        Kind.KEY_DROPPED,
    }
)
"""Compatible changes that readers are told of all the same."""


REFUSED = frozenset({Kind.TYPE_IMPOSSIBLE, Kind.PARTITION_COLUMN_DROPPED})
"""What no deployment could do, whoever reads."""


def _severity(pair: Pair, change: Change, hits: tuple[Hit, ...]) -> Severity:
    if change.kind in REFUSED:
        return Severity.ERROR
    if pair.is_exempt(change) or change.level is Level.COMPATIBLE:
        return Severity.NOTE
    if change.kind is Kind.FORMAT_CHANGED:
        # Its rows are nobody's any more, whether or not somebody reads them today.
        return Severity.ERROR
    if change.level is Level.BREAKING:
        return weight(hits)
    if change.kind is Kind.PROTECTION_LOWERED or weight(hits) is Severity.ERROR:
        return Severity.WARNING
    return Severity.NOTE
