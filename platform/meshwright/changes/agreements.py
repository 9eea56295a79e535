"""Agreements that a change brings, ends or makes others, as the specifications say it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from meshwright.access.row_filters.writing import partiql
from meshwright.specs.models import Agreement, AgreementSpec, Mesh


class AgreementFate(StrEnum):
    """What becomes of an agreement."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class AgreementChange:
    """One agreement that a change touches."""

    consumer: str
    fate: AgreementFate
    purpose: str
    starts: date | None
    expires: date
    tables: Mapping[str, tuple[str, ...] | str | None]
    """What it opens of each table: columns, all of them, or every unprotected one."""
    rows: Mapping[str, str] = field(default_factory=dict[str, str])
    """The row filter of each table that it shows some rows of, as AWS gets it."""
    differs: tuple[str, ...] = ()
    """The fields that are others than before."""
    files: bool = False
    """Whether it gives whole files of these tables, past queries."""

    @property
    def is_of_files(self) -> bool:
        """Whether it brings or ends the giving of whole files."""
        if self.fate is AgreementFate.CHANGED:
            return "files" in self.differs
        return self.files


def agreement_changes(base: Mesh, head: Mesh) -> Mapping[str, tuple[AgreementChange, ...]]:
    """The agreements that differ, by product; those of a product that goes are not told of."""
    before = {product.origin: product.agreements for product in base.products.values()}
    found = {
        product.id: tuple(_changes(before.get(product.origin, ()), product.agreements))
        for product in head.products.values()
    }
    return {product: changes for product, changes in found.items() if changes}


def _changes(
    before: tuple[Agreement, ...], after: tuple[Agreement, ...]
) -> Iterator[AgreementChange]:
    old = {agreement.consumer: agreement.spec for agreement in before}
    new = {agreement.consumer: agreement.spec for agreement in after}
    for consumer in sorted({*old, *new}):
        was, now = old.get(consumer), new.get(consumer)
        if now is None and was is not None:
            yield _change(consumer, AgreementFate.REMOVED, was)
        elif now is not None and was is None:
            yield _change(consumer, AgreementFate.ADDED, now)
        elif now is not None and was is not None and now != was:
            yield _change(consumer, AgreementFate.CHANGED, now, _differing(was, now))


def _differing(was: AgreementSpec, now: AgreementSpec) -> tuple[str, ...]:
    old, new = was.model_dump(by_alias=True), now.model_dump(by_alias=True)
    return tuple(name for name in new if old.get(name) != new[name])


def _change(
    consumer: str, fate: AgreementFate, spec: AgreementSpec, differs: tuple[str, ...] = ()
) -> AgreementChange:
    tables = {name: opened.columns for name, opened in spec.tables.items()}
    filters = ((name, opened.row_filter) for name, opened in spec.tables.items())
    rows = {name: partiql(tree) for name, tree in filters if tree is not None}
    return AgreementChange(
        consumer,
        fate,
        spec.purpose,
        spec.starts,
        spec.expires,
        tables,
        rows,
        differs,
        spec.files,
    )
