"""What a change gives and takes: who reads which columns, why, until when, and what it leaves out.

The columns come from the same comparison of plans as a pull request's report; what stands behind
them, an agreement or the design's defaults, is that of the mesh after the change.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from meshwright.changes.access import AccessChange, Reader
from meshwright.changes.agreements import AgreementChange
from meshwright.changes.effects import Effects
from meshwright.changes.products import EnvironmentChange, ProductChange
from meshwright.gate.assessment import Assessment
from meshwright.plan.grants import Grant, grants
from meshwright.plan.lineage import Lineage, lineage
from meshwright.specs.models import DataProduct


@dataclass(frozen=True, slots=True)
class Ground:
    """The agreement by which somebody reads."""

    purpose: str
    until: date
    path: str


@dataclass(frozen=True, slots=True)
class Given:
    """What one reader can newly read of one table, or no longer, and what stands behind it."""

    product: str
    table: str
    reader: Reader
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    protected: tuple[str, ...]
    """Those of the gained that are, or were, read by agreement only."""
    withheld: tuple[str, ...]
    """The columns of the table that the reader still cannot read, where it gained some."""
    ground: Ground | None = None
    """By which it reads afterwards; None where the defaults say so, or where it reads nothing."""
    rows: str = ""
    """The filter of the rows that it sees now; empty where it sees all, or none."""
    rows_before: str | None = None
    """The filter before, where another holds now; empty where it saw all."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """All that a change does to who reads what; each with the environments in which it is so."""

    given: Mapping[Given, tuple[str, ...]]
    agreements: tuple[tuple[str, AgreementChange], ...]
    """The agreements that differ, with their products: also those that are not in force yet."""
    unread: tuple[str, ...]
    """What cannot be read on one side, so that nothing is told of it."""


def reviewed(effects: Effects, heads: Iterable[Assessment]) -> Reviewed:
    """The access part of what a change does."""
    found: dict[Given, list[str]] = {}
    by_name = {head.environment.name: head for head in heads}
    for change in effects.specs:
        for given in _given(change, by_name[change.environment]):
            found.setdefault(given, []).append(change.environment)
    agreed = {(p.id, a.consumer): (p.id, a) for c in effects.specs for p, a in _agreements(c)}
    return Reviewed(
        {given: tuple(places) for given, places in found.items()},
        tuple(agreed[key] for key in sorted(agreed)),
        tuple(sorted({which for change in effects.specs for which in change.unread})),
    )


def _agreements(change: EnvironmentChange) -> Iterator[tuple[ProductChange, AgreementChange]]:
    return ((product, agreed) for product in change.products for agreed in product.agreements)


def _given(change: EnvironmentChange, head: Assessment) -> Iterator[Given]:
    if not any(product.access for product in change.products):
        return
    readers = lineage(head.mesh)
    for product in change.products:
        known = head.mesh.products.get(product.id)
        granted = _granted(head, known if product.access else None, readers)
        for access in product.access:
            yield _of(product.id, known, access, granted.get((access.table, access.reader.name)))


def _granted(
    head: Assessment, product: DataProduct | None, readers: Lineage
) -> Mapping[tuple[str, str], Grant]:
    """What is granted of a product, by table and consumer."""
    if product is None:
        return {}
    found = grants(head.mesh, product, head.environment, lineage=readers, as_of=head.plan.as_of)
    return {(grant.table, grant.consumer): grant for grant in found}


def _of(
    product: str, known: DataProduct | None, access: AccessChange, grant: Grant | None
) -> Given:
    return Given(
        product,
        access.table,
        access.reader,
        access.gained,
        access.lost,
        access.protected,
        _withheld(known, access, grant) if access.gained else (),
        _ground(grant),
        access.rows,
        access.rows_before,
    )


def _withheld(
    product: DataProduct | None, access: AccessChange, grant: Grant | None
) -> tuple[str, ...]:
    """The columns of the table that are not granted; none of who reads by tags or all columns."""
    if product is None or grant is None or grant.columns is None:
        return ()
    return tuple(c for c in product.tables[access.table].columns if c not in grant.columns)


def _ground(grant: Grant | None) -> Ground | None:
    agreed = grant.agreement if grant else None
    return Ground(agreed.spec.purpose, agreed.spec.expires, agreed.source.path) if agreed else None
