"""The end of an agreement: carried on to a later day, or now."""

from dataclasses import dataclass
from datetime import date

from meshwright.agreements.asking import producer_of, usual_end
from meshwright.agreements.verdict import Judge, Verdict
from meshwright.errors import Finding, UsageError
from meshwright.ids import domain_of, is_product
from meshwright.plan.grants import opened_columns
from meshwright.specs.as_edited import with_agreement, without_agreement
from meshwright.specs.models import Agreement, DataProduct, Mesh
from meshwright.specs.yaml_edits import with_ids
from meshwright.wording import did_you_mean, shown
from meshwright.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Renewed:
    """An agreement that goes on."""

    path: str
    before: date
    until: date
    approvers: tuple[str, ...]
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Revoked:
    """An agreement that is gone, and what follows from that."""

    path: str
    approvers: tuple[str, ...]
    consequences: tuple[Finding, ...]
    """What `mesh check` newly says: inputs and queries that rested on it."""
    stays: tuple[str, ...]
    """The tables of which the consumer still reads the unprotected columns without an agreement."""


def renew(
    workspace: Workspace, producer: str, consumer: str, until: date | None, *, as_of: date
) -> Renewed:
    """Writes a later end into the agreement's file, and nothing else there.

    Without a day it is a year from today, or what the data allows. Raises UsageError for an end
    that is no later one, and where `mesh check` would refuse it.
    """
    judge = Judge.of(workspace, as_of)
    product, agreement = _agreed(judge.loaded.mesh, producer, consumer)
    path, before = agreement.source.path, agreement.spec.expires
    end = until or usual_end(judge, product, agreement.spec.tables, as_of)
    if end <= before:
        raise UsageError(
            f"{path} holds until {before} already",
            fix="name a later day: --until DATE; to end it now: mesh access revoke",
        )
    text = (workspace.root / path).read_bytes().decode()
    text = with_ids(text, [agreement.source.at_value("expires")], str(before), str(end))
    edited = with_agreement(judge.loaded.mesh, producer, consumer, text.encode())
    verdict = (
        judge.of_change(edited)
        if isinstance(edited, Mesh)
        else Verdict(judge.loaded.mesh, edited, ())
    )
    for error in verdict.errors:
        raise UsageError(
            f"it cannot go on until {end}: {error.code} {error.message}", fix=error.fix
        )
    (workspace.root / path).write_bytes(text.encode())
    approvers = judge.approvers_of_access(product.id)
    return Renewed(path, before, end, approvers, verdict.warnings)


def revoke(workspace: Workspace, producer: str, consumer: str, *, as_of: date) -> Revoked:
    """Removes the agreement's file. Raises UsageError where there is none."""
    judge = Judge.of(workspace, as_of)
    product, agreement = _agreed(judge.loaded.mesh, producer, consumer)
    verdict = judge.of_change(without_agreement(judge.loaded.mesh, producer, consumer))
    path = agreement.source.path
    (workspace.root / path).unlink()
    return Revoked(
        path,
        judge.approvers_of_access(product.id),
        (*verdict.errors, *verdict.warnings),
        _by_default(judge.loaded.mesh, product, consumer, as_of),
    )


def _agreed(mesh: Mesh, producer: str, consumer: str) -> tuple[DataProduct, Agreement]:
    product = producer_of(mesh, producer)
    for agreement in product.agreements:
        if agreement.consumer == consumer:
            return product, agreement
    consumers = [agreement.consumer for agreement in product.agreements]
    raise UsageError(
        f"{producer} has no agreement with {shown(consumer)}{did_you_mean(consumer, consumers)}",
        fix=f"mesh access list --product {producer}",
    )


def _by_default(mesh: Mesh, product: DataProduct, consumer: str, as_of: date) -> tuple[str, ...]:
    """What the consumer reads as one of the product's own domain."""
    reader = mesh.products.get(consumer)
    is_reader = reader is not None and product.id in reader.spec.inputs
    is_own = domain_of(consumer) == product.domain.id and (not is_product(consumer) or is_reader)
    opened = opened_columns(product, None, by_default=is_own, as_of=as_of)
    return tuple(table for table, (columns, _) in opened.items() if columns)
