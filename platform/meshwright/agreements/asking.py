"""An agreement asked for: the files that ask, judged before they are written, and who approves.

The agreement lies in the producer's folder; where the consumer is a product, its own spec names the
producer as an input. What is written passes `mesh check`, or it is not written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from meshwright.agreements.choices import chosen, personal_columns
from meshwright.agreements.inputs import NewInput, new_input
from meshwright.agreements.verdict import Judge, Verdict
from meshwright.errors import Finding, UsageError
from meshwright.governance.terms import latest_end
from meshwright.ids import domain_of
from meshwright.specs.agreement_file import AgreementFile, Opened
from meshwright.specs.as_edited import with_agreement
from meshwright.specs.models import AgreementTable, DataProduct, Mesh
from meshwright.wording import did_you_mean, shown
from meshwright.workspace import Workspace

USUAL_TERM = timedelta(days=365)
"""For how long is asked where nobody says: a year, or what the producer's data allows."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody wants to read, why and until when."""

    producer: str
    consumer: str
    purpose: str
    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    legal_basis: str | None = None
    expires: date | None = None
    contact: str | None = None
    files: bool = False
    """Whether whole files are asked for too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be written, and who decides on it."""

    file: AgreementFile
    input: NewInput
    approvers: tuple[str, ...]
    """Who approves for the producer; empty where nobody is named."""
    consumer_approvers: tuple[str, ...]
    """Who approves the consumer's new input, where there is one."""
    warnings: tuple[Finding, ...]
    """What `mesh check` says of it, though it lets it pass."""

    @property
    def files(self) -> Mapping[str, str]:
        """The text of each file, by its path from the root."""
        written = {self.file.path: self.file.text}
        if self.input.text:
            written[self.input.path] = self.input.text
        return written


def asked(workspace: Workspace, ask: Ask, *, as_of: date) -> Asked:
    """What an agreement is asked for with; nothing is written.

    Raises UsageError for what cannot be.
    """
    judge = Judge.of(workspace, as_of)
    mesh = judge.loaded.mesh
    product = producer_of(mesh, ask.producer)
    _refuse_consumer(judge, product, ask.consumer)
    opened = chosen(product, ask.tables, ask.columns, ask.rows)
    _refuse_unfounded(product, opened, ask)
    file = AgreementFile(
        ask.producer,
        ask.consumer,
        ask.purpose.strip(),
        opened,
        ask.expires or usual_end(judge, product, _tables(opened), as_of),
        legal_basis=ask.legal_basis,
        contact=ask.contact or mesh.owner_of(ask.consumer),
        files=ask.files,
    )
    agreed = _agreed(judge, file)
    added = new_input(judge, agreed.mesh, ask.producer, ask.consumer)
    consumer = judge.approvers(domain_of(ask.consumer)) if added.text else ()
    return Asked(
        file,
        added,
        judge.approvers_of_access(product.id),
        consumer,
        (*agreed.warnings, *added.warnings),
    )


def producer_of(mesh: Mesh, producer: str) -> DataProduct:
    """The product that is to be read. Raises UsageError for one that there is not."""
    if producer in mesh.products:
        return mesh.products[producer]
    if mesh.is_unreadable(producer):
        raise UsageError(f"{producer} has errors", fix="mesh check, and have them corrected first")
    raise UsageError(
        f"there is no product {shown(producer)}{did_you_mean(producer, mesh.products)}",
        fix="mesh plan lists all products",
    )


def _refuse_consumer(judge: Judge, product: DataProduct, consumer: str) -> None:
    mesh = judge.loaded.mesh
    if consumer == product.id:
        raise UsageError(
            f"{consumer} reads its own tables without an agreement", fix="ask for another"
        )
    known = {*mesh.products, *mesh.domains, *judge.principals}
    if consumer not in known:
        raise UsageError(
            f"{shown(consumer)} is no product, no domain, and no principal of an environment"
            f"{did_you_mean(consumer, known)}",
            fix="name who is to read: --for DOMAIN.PRODUCT, DOMAIN, or a principal's name",
        )
    there = next((a for a in product.agreements if a.consumer == consumer), None)
    if there is not None:
        raise UsageError(
            f"{there.source.path} is there already, until {there.spec.expires}",
            fix=f"edit it, or carry it on: mesh access renew {product.id} {consumer}",
        )


def _refuse_unfounded(product: DataProduct, opened: Mapping[str, Opened], ask: Ask) -> None:
    if not ask.purpose.strip():
        raise UsageError("an agreement needs a purpose", fix='say what it is for: --purpose "…"')
    personal = personal_columns(product, opened)
    if personal and ask.legal_basis is None:
        raise UsageError(
            f"{', '.join(personal)} tells of persons, and no legal basis is said",
            fix="add --legal-basis contract, or another of GDPR article 6(1)",
        )


def usual_end(
    judge: Judge, product: DataProduct, tables: Mapping[str, AgreementTable], as_of: date
) -> date:
    """A year from a day, or what the data allows, in every environment."""
    bounds = (latest_end(product, tables, s, as_of) for s in judge.settings(product.id))
    return min((as_of + USUAL_TERM, *filter(None, bounds)))


def _tables(opened: Mapping[str, Opened]) -> Mapping[str, AgreementTable]:
    return {
        name: AgreementTable(columns=said.columns, rows=said.rows)  # pyright: ignore[reportArgumentType] - `all` or names
        for name, said in opened.items()
    }


def _agreed(judge: Judge, file: AgreementFile) -> Verdict:
    """The mesh with the agreement. Raises UsageError where `mesh check` would refuse it."""
    edited = with_agreement(judge.loaded.mesh, file.producer, file.consumer, file.text.encode())
    if not isinstance(edited, Mesh):
        raise UsageError(f"this agreement cannot be: {edited[0].message}", fix=edited[0].fix)
    verdict = judge.of_change(edited)
    if verdict.errors:
        first = verdict.errors[0]
        raise UsageError(f"this agreement cannot be: {first.code} {first.message}", fix=first.fix)
    return verdict


def write(workspace: Workspace, found: Asked) -> None:
    """Writes the files. Raises UsageError where an agreement has come there since."""
    path = workspace.root / found.file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as agreement:
            agreement.write(found.file.text.encode())
    except FileExistsError:
        raise UsageError(f"{found.file.path} is there already", fix="edit it") from None
    if found.input.text:
        (workspace.root / found.input.path).write_bytes(found.input.text.encode())
