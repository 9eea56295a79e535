"""Who will find no files any more that an agreement gives whole, though the table stays.

A reader of a table that goes, or is made anew in another format, is told of that: `breaks`.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from meshwright.contracts import codes
from meshwright.contracts.hits import AGREEMENT
from meshwright.errors import Contracted, Finding, Hit, Position
from meshwright.gate.assessment import Assessment
from meshwright.plan.grants import principal_of
from meshwright.specs.models import Agreement, DataProduct


class _Sides(NamedTuple):
    """Where the producer's names began, and the principal behind the consumer's.

    Neither changes where one of them moves.
    """

    origin: str
    principal: str | None


def files_taken(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A warning for each agreement in force that no longer gives the files of some table."""
    products = {product.origin: product for product in head.mesh.products.values()}
    now = dict(_agreements(head))
    for sides, agreement in _agreements(base):
        product, left = products.get(sides.origin), now.get(sides)
        # Where a product goes, that is told as a whole.
        if product is not None:
            kept = _given(left, head) if left else frozenset[str]()
            gone = sorted((_given(agreement, base) - kept) & {*product.tables})
            if gone:
                yield _finding(product, agreement, left, gone)


def _agreements(side: Assessment) -> Iterator[tuple[_Sides, Agreement]]:
    for product in side.mesh.products.values():
        for agreement in product.agreements:
            principal = principal_of(agreement.consumer, side.mesh, side.environment)
            yield _Sides(product.origin, principal), agreement


def _given(agreement: Agreement, side: Assessment) -> frozenset[str]:
    """The tables whose files an agreement gives on the day."""
    is_given = agreement.spec.files and agreement.is_active(side.plan.as_of)
    return frozenset(agreement.spec.tables if is_given else ())


def _finding(
    product: DataProduct, before: Agreement, left: Agreement | None, gone: list[str]
) -> Finding:
    tables = ", ".join(f"'{name}'" for name in gone)
    message = f"{before.consumer} will find no files of {tables} of {product.id}: {_why(left)}"
    at, where = _place(product, left)
    found = codes.FILES_TAKEN.at(at, message, subject=product.id, where=where)
    hit = Hit(before.consumer, AGREEMENT, before.spec.expires, tuple(gone))
    contract = Contracted("filesTaken", "governance", ", ".join(gone), "", (hit,))
    return replace(found, contract=contract)


def _why(left: Agreement | None) -> str:
    if left is None:
        return "its agreement is removed"
    if left.spec.files:
        return "its agreement leaves them out, or is not in force"
    return "its agreement gives files no more"


def _place(product: DataProduct, left: Agreement | None) -> tuple[Position, str]:
    if left is None:
        return product.source.at(), "access"
    where = "files" if not left.spec.files else "tables"
    return left.source.at(where), where
