"""Which agreements there are, and how each stands on a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from meshwright.errors import UsageError
from meshwright.ids import covers, joined
from meshwright.specs.models import Agreement, AgreementTable, DataProduct, Mesh
from meshwright.wording import did_you_mean, shown


class State(StrEnum):
    """How an agreement stands on a day."""

    NOT_STARTED = "not started"
    IN_FORCE = "in force"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Standing:
    """One agreement on a day."""

    agreement: Agreement
    state: State
    days_left: int
    """Until its last day, that one not counted; negative once it has expired."""
    protected: tuple[str, ...]
    """The protected columns that it opens, or compares in a row filter, as `table.column`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which agreements are asked for; nothing said asks for all."""

    product: str = ""
    """The producer, or its domain."""
    consumer: str = ""
    """The consumer, or the domain that it belongs to."""
    within: timedelta | None = None
    """Those alone that end from the day on within so long."""


EVERY = Wanted()


def listed(mesh: Mesh, wanted: Wanted, *, as_of: date) -> tuple[Standing, ...]:
    """The agreements asked for, those that end first before the others.

    Raises UsageError for a product or consumer that nobody knows.
    """
    _refuse_unknown(mesh, wanted)
    found = (
        standing(product, agreement, as_of=as_of)
        for product in mesh.products.values()
        for agreement in product.agreements
        if covers(wanted.product, product.id) and covers(wanted.consumer, agreement.consumer)
    )
    return tuple(sorted((s for s in found if _ends(s, wanted.within)), key=_order))


def standing(product: DataProduct, agreement: Agreement, *, as_of: date) -> Standing:
    """How an agreement of a product stands on a day."""
    left = (agreement.spec.expires - as_of).days
    return Standing(
        agreement, _state(agreement, as_of), left, tuple(_protected(product, agreement))
    )


def _state(agreement: Agreement, as_of: date) -> State:
    if agreement.is_active(as_of):
        return State.IN_FORCE
    return State.EXPIRED if agreement.spec.expires < as_of else State.NOT_STARTED


def _protected(product: DataProduct, agreement: Agreement) -> Iterator[str]:
    for name, opened in agreement.spec.tables.items():
        table = product.tables.get(name)
        for column, spec in table.columns.items() if table else ():
            if product.is_protected(spec) and _tells(opened, column):
                yield joined((name, column))


def _tells(opened: AgreementTable, column: str) -> bool:
    """Whether a protected column is named: without `columns` only unprotected ones are opened."""
    named = () if opened.columns is None else opened.columns
    return named == "all" or column in (*named, *opened.compared)


def _ends(standing: Standing, within: timedelta | None) -> bool:
    return within is None or 0 <= standing.days_left <= within.days


def _order(standing: Standing) -> tuple[date, str, str]:
    agreement = standing.agreement
    return agreement.spec.expires, agreement.producer, agreement.consumer


def _refuse_unknown(mesh: Mesh, wanted: Wanted) -> None:
    producers = {*mesh.products, *mesh.domains, *mesh.unreadable}
    agreed = {a.consumer for product in mesh.products.values() for a in product.agreements}
    _refuse("domain or product", wanted.product, producers)
    _refuse("consumer", wanted.consumer, producers | agreed)


def _refuse(noun: str, word: str, known: Iterable[str]) -> None:
    choices = {*known}
    if word and word not in choices:
        raise UsageError(
            f"there is no {noun} {shown(word)}{did_you_mean(word, choices)}",
            fix="`mesh access list` names all agreements, `mesh plan` all products",
        )
