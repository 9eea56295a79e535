"""Whom a change hits: those who read, before it, what it touches."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

from meshwright.contracts.changes import Change, Kind
from meshwright.contracts.readings import Reading, product_readings
from meshwright.errors import Hit, Severity
from meshwright.gate.assessment import Assessment
from meshwright.ids import joined, words
from meshwright.lineage.graph import readers_of_column
from meshwright.plan.lineage import Lineage, lineage
from meshwright.specs.models import Mesh

AGREEMENT, INPUT, DOMAIN, PLATFORM, LINEAGE = (
    "agreement",
    "input",
    "domain",
    "platform",
    "lineage",
)
RELY = frozenset({AGREEMENT, INPUT, LINEAGE})
"""Ways of reading by which somebody relies on a table, rather than may look at it."""

Derived = Callable[[Mesh, str, str, str], Iterable[str]]
"""The columns of others that a column of a product's table goes into, each as
`domain.product.table.column`, however many steps away."""


class Readers:
    """Who reads the products of one side of a comparison, each product asked once."""

    def __init__(self, assessment: Assessment, derived: Derived = readers_of_column) -> None:
        self._assessment = assessment
        self._derived = derived
        self._known: dict[str, tuple[Reading, ...]] = {}

    def of(self, product: str) -> tuple[Reading, ...]:
        """All readings of a product but its own."""
        if product not in self._known:
            found = self._assessment.mesh.products.get(product)
            readings = product_readings(self._assessment, found, self._lineage) if found else ()
            self._known[product] = tuple(readings)
        return self._known[product]

    @cached_property
    def _lineage(self) -> Lineage:
        return lineage(self._assessment.mesh)

    def hit(self, change: Change, product: str) -> tuple[Hit, ...]:
        """Whom a change of a product hits; `product` is its id before the change."""
        merged: dict[tuple[str, str], tuple[date | None, set[str]]] = {}
        for reading in self.of(product):
            if (columns := _touched(change, reading)) is not None:
                key = reading.consumer, way_of(reading)
                until, known = merged.get(key, (_until(reading), set[str]()))
                merged[key] = until, known | columns
        direct = (
            Hit(reader, way, until, tuple(sorted(columns)))
            for (reader, way), (until, columns) in merged.items()
        )
        return tuple(sorted((*direct, *self._downstream(change, product)), key=_order))

    def _downstream(self, change: Change, product: str) -> Iterator[Hit]:
        """The products whose own columns are made of those that change."""
        found: dict[str, set[str]] = {}
        for column in self._columns(change, product):
            for name in self._derived(self._assessment.mesh, product, change.table, column):
                domain, reader, *rest = words(name)
                found.setdefault(joined((domain, reader)), set()).add(joined(rest))
        for reader, columns in found.items():
            yield Hit(reader, LINEAGE, None, tuple(sorted(columns)))

    def _columns(self, change: Change, product: str) -> Iterable[str]:
        """The columns whose values a change touches: where a table goes, all of them."""
        if change.kind in (Kind.TABLE_REMOVED, Kind.TABLE_RENAMED):
            return self._assessment.mesh.products[product].spec.tables[change.table].columns
        return change.columns


def _touched(change: Change, reading: Reading) -> set[str] | None:
    """The columns of a change that a reader reads; None where the change is not the reader's."""
    if change.table not in ("", reading.table) or not reading.columns:
        return None
    if not change.columns:
        return set()
    return set(change.columns) & reading.columns or None


def way_of(reading: Reading) -> str:
    """How somebody comes to read a table."""
    if reading.is_platform_wide:
        return PLATFORM
    if reading.agreement is not None:
        return AGREEMENT
    return DOMAIN if reading.consumer == reading.product.domain.id else INPUT


def _until(reading: Reading) -> date | None:
    return reading.agreement.spec.expires if reading.agreement else None


def _order(hit: Hit) -> tuple[bool, str, str]:
    return hit.way not in RELY, hit.reader, hit.way


def weight(hits: Iterable[Hit]) -> Severity:
    """What a broken contract weighs: by whether somebody relies on it, may look, or neither.

    The domain's own people and those who read the whole platform may look at every table: nobody
    asked for this one, and whoever decides for the domain decides for its people.
    """
    ways = {hit.way for hit in hits}
    if ways & RELY:
        return Severity.ERROR
    return Severity.WARNING if ways else Severity.NOTE


_WORDS: Mapping[str, str] = {
    INPUT: "as an input",
    DOMAIN: "the domain's people",
    PLATFORM: "a reader of the whole platform",
}


def said(hits: Iterable[Hit]) -> str:
    """The readers for people, each with how it reads."""
    ways: dict[str, list[str]] = {}
    for hit in hits:
        ways.setdefault(hit.reader, []).append(_way(hit))
    return ", ".join(f"{reader} ({', '.join(how)})" for reader, how in ways.items())


def _way(hit: Hit) -> str:
    if hit.way == LINEAGE:
        return f"makes {' and '.join(hit.columns)} of it"
    if hit.way == AGREEMENT:
        return f"by agreement until {hit.until}"
    return _WORDS[hit.way]
