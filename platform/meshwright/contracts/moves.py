"""Specs that are gone while what they describe is deployed: moved to another path, or deleted."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from meshwright.contracts import codes
from meshwright.contracts.changes import Change, Kind, Level
from meshwright.contracts.hits import Readers, said, weight
from meshwright.errors import Contracted, Finding, Hit, Position, Severity
from meshwright.gate.assessment import Assessment
from meshwright.ids import domain_of
from meshwright.specs.models import DataProduct, Mesh

ALIKE = 0.5
"""The share of columns that two products have in common where one seems to be the other."""


def specs_gone(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A finding for each product or domain that the change leaves without a spec.

    Where another path has come that describes the same, it says so there. A name that a lock file
    keeps has moved along, and a retired product was given up.
    """
    keeps, readers, today = head.environment.spec.keep_data, Readers(base), head.plan.as_of
    new = [p for p in head.mesh.products.values() if _is_new(p, base.mesh)]
    for product in _missing(base.mesh, head.mesh):
        successor = _most_alike(product, new)
        found = _gone(product.id, head.mesh) if successor is None else _moved(product, successor)
        was_promised = not (product.is_draft or product.spec.is_past_sunset(today))
        hits = readers.hit(_end_of(product), product.id) if was_promised else ()
        if keeps or weight(hits) is Severity.ERROR:
            yield _weighed(found, product, hits)
    if not keeps:
        return
    for domain in base.mesh.domains:
        if domain not in head.mesh.domains and domain not in head.mesh.unreadable:
            yield _gone(domain, head.mesh)


def _end_of(product: DataProduct) -> Change:
    return Change(Kind.PRODUCT_REMOVED, product.id, (), product.source.at())


def _weighed(found: Finding, product: DataProduct, hits: tuple[Hit, ...]) -> Finding:
    """The finding with those who lose the product, an error where one of them relies on it."""
    message = f"{found.message}: read by {said(hits)}" if hits else found.message
    kind = Kind.PRODUCT_REMOVED if found.code == codes.GONE.id else Kind.PRODUCT_STARTS_EMPTY
    contract = Contracted(kind.value, Level.BREAKING.value, product.id, found.subject, hits)
    severity = Severity.ERROR if weight(hits) is Severity.ERROR else found.severity
    return replace(found, message=message, severity=severity, contract=contract)


def _missing(base: Mesh, head: Mesh) -> Iterator[DataProduct]:
    origins = {p.origin for p in (*head.products.values(), *head.unreadable.values())}
    for product in base.products.values():
        is_there = product.id in head.products or head.is_unreadable(product.id)
        if not is_there and product.origin not in origins and not product.is_retired:
            yield product


def _is_new(product: DataProduct, base: Mesh) -> bool:
    return product.id not in base.products and not base.is_unreadable(product.id)


def _most_alike(product: DataProduct, others: Iterable[DataProduct]) -> DataProduct | None:
    scored = [(_likeness(product, other), other.id, other) for other in others]
    score, _, other = max(scored, default=(0.0, "", None), key=lambda s: (s[0], s[1]))
    return other if score >= ALIKE else None


def _likeness(one: DataProduct, other: DataProduct) -> float:
    """The share of all columns that both have, in tables of the same name."""
    mine, theirs = _columns(one), _columns(other)
    return len(mine & theirs) / len(mine | theirs)


def _columns(product: DataProduct) -> set[tuple[str, str]]:
    return {(name, c) for name, table in product.spec.tables.items() for c in table.columns}


def _moved(product: DataProduct, successor: DataProduct) -> Finding:
    message = (
        f"it seems to be {product.id}, moved: here it starts empty, under other AWS names, and"
        f" the data and readers of {product.id} stay behind"
    )
    fix = (
        f"mesh move {product.id} {successor.id} keeps names, data and readers: it goes on from what"
        " was moved by hand; or move the folder back"
    )
    at = successor.source.at()
    return codes.SEEMS_MOVED.at(at, message, fix=fix, subject=successor.id)


def _gone(identity: str, head: Mesh) -> Finding:
    domain = head.domains.get(domain_of(identity))
    at = domain.source.at() if domain else Position("domains")
    message = f"the spec of {identity} was removed, and what is deployed for it stays"
    return codes.GONE.at(at, message, subject=identity)
