"""How rights to read are told: for people, as JSON, and as CSV for auditors."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from meshwright.cli import access_how, output
from meshwright.cli.options import day
from meshwright.errors import UsageError
from meshwright.ids import joined
from meshwright.visible import csv_text, one_line, plural

if TYPE_CHECKING:
    from meshwright.cli.access_how import Ways
    from meshwright.entitlements.answers import Answer, Situation
    from meshwright.entitlements.entitlement import Entitlement
    from meshwright.entitlements.history import Approval
    from meshwright.workspace import Workspace

At = Annotated[
    date | None,
    typer.Option(
        "--at",
        parser=day,
        metavar="DATE",
        help="As git had it at the end of a past day (UTC), by the rights of that day.",
    ),
]
Record = Annotated[
    str,
    typer.Option(
        "--record",
        metavar="REF",
        help="Also approvals recorded on a branch, such as origin/mesh-records.",
    ),
]
Opening = Annotated[
    str,
    typer.Option("--product", metavar="PRODUCT", help="Only what opens this product or domain."),
]
Consumer = Annotated[
    str,
    typer.Option(
        "--consumer",
        metavar="CONSUMER",
        help="Only what this product, domain or principal has.",
    ),
]
FIELDS = (
    "day",
    "environment",
    "product",
    "table",
    "columns",
    "columnsToCome",
    "rows",
    "writes",
    "consumer",
    "kind",
    "principal",
    "people",
    "basis",
    "file",
    "line",
    "purpose",
    "legalBasis",
    "contact",
    "since",
    "until",
    "commit",
    "committed",
    "authors",
    "committer",
    "approvals",
    "request",
    "files",
)
EVERY_ROW = "all"
NOT_RECORDED = "approval not recorded in git"
SHORT = 10
"""Characters of a commit's id that a person is shown."""


def asked_of(*, csv: bool, json: bool) -> "Workspace":
    """The checkout that is asked about. Raises UsageError for two forms of answer at once."""
    from meshwright.workspace import find_workspace

    if csv and json:
        raise UsageError("--json and --csv are two answers", fix="ask for one of them")
    return find_workspace()


def say_answer(
    command: str,
    workspace: "Workspace",
    known: "Situation",
    name: str,
    rights: "Sequence[Entitlement]",
    *,
    record: str,
    csv: bool,
    json: bool,
    ways: "Ways | None" = None,
) -> None:
    """Prints the rights that were asked for, with who agreed to them, and how they are used."""
    from meshwright.entitlements.answers import answered

    answers, fault = answered(workspace, known, rights, record=record)
    if json:
        output.emit(command, document(known, name, answers, fault, ways))
        return
    if fault:
        output.say(f"history: {fault}")
    if csv:
        output.write_out(csv_text(rows(known, answers)))
        return
    told = (*lines(answers, ways), *remarks(known), headline(known, name, answers))
    output.print_out("\n".join(told))


def document(
    known: "Situation",
    name: str,
    answers: "Iterable[Answer]",
    fault: str,
    ways: "Ways | None" = None,
) -> dict[str, Any]:
    """An answer for machines."""
    spec = known.environment.spec
    return {
        "environment": known.environment.name,
        "day": known.day,
        "commit": known.commit or None,
        "asked": name,
        "rights": [
            right_document(answer) | access_how.document(ways, answer.entitlement)
            for answer in answers
        ],
        "administrators": sorted(spec.administrators),
        "unreadable": sorted(known.mesh.unreadable),
        "historyFault": fault or None,
    }


def right_document(answer: "Answer") -> dict[str, Any]:
    """One right, as every form of answer has it."""
    right, history = answer.entitlement, answer.history
    agreed = right.agreement.spec if right.agreement else None
    return {
        "product": right.product,
        "table": right.table,
        "columns": list(right.columns),
        "columnsToCome": right.whole,
        "rows": right.rows or EVERY_ROW,
        "writes": right.writes,
        "consumer": right.reader.name,
        "kind": right.reader.who.value,
        "principal": right.principal,
        "people": list(right.people),
        "basis": right.basis.value,
        "file": right.spec.path,
        "line": right.spec.line,
        "purpose": agreed.purpose if agreed else None,
        "legalBasis": agreed.legal_basis if agreed else None,
        "contact": agreed.contact if agreed else None,
        "since": answer.since,
        "until": answer.until,
        "commit": history.last.id if history else None,
        "committed": history.last.time if history else None,
        "authors": list(history.authors) if history else [],
        "committer": history.last.committer if history else None,
        "approvals": [_approval(each) for each in history.approvals] if history else [],
        "request": (history.request or None) if history else None,
        "isCommitted": answer.is_committed,
        "files": right.files or None,
    }


def _approval(approval: "Approval") -> dict[str, str]:
    page = {"page": approval.page} if approval.page else {}
    return {"who": approval.who, "by": approval.by, **page}


def rows(known: "Situation", answers: "Iterable[Answer]") -> Iterator[Sequence[object]]:
    """The rights as a table, under the names that the document has."""
    yield FIELDS
    for answer in answers:
        of = {"day": known.day, "environment": known.environment.name}
        fields = right_document(answer) | of
        yield [_cell(fields[name]) for name in FIELDS]


def _cell(value: Any) -> object:
    match value:
        case list():
            return "; ".join(_item(each) for each in cast("list[Any]", value))
        case bool():
            return "yes" if value else "no"
        case _:
            return value


def _item(value: Any) -> str:
    return f"{value['who']} ({value['by']})" if isinstance(value, dict) else str(value)


def lines(answers: "Iterable[Answer]", ways: "Ways | None" = None) -> Iterator[str]:
    """Each right under its table: who, what of it, by what, and who agreed."""
    table = ""
    for answer in answers:
        right = answer.entitlement
        here = joined((right.product, right.table))
        if here != table:
            yield here
        table = here
        yield f"  {right.reader}"
        yield from (f"    {said}" for said in _said(answer))
        yield from (f"    {said}" for said in access_how.lines(ways, right))


def _said(answer: "Answer") -> Iterator[str]:
    right = answer.entitlement
    to_come = ", and columns yet to come" if right.whole else ""
    yield f"columns: {', '.join(right.columns)}{to_come}"
    if right.rows:
        yield f"only rows where: {one_line(right.rows)}"
    if right.files:
        yield f"files: whole, through {right.files}"
    if right.writes:
        yield "writes: its rows"
    yield f"by: {right.basis.value}  <- {right.spec}"
    if right.agreement is not None:
        spec = right.agreement.spec
        legal = f" (legal basis: {spec.legal_basis})" if spec.legal_basis else ""
        yield f"for: {one_line(spec.purpose)}{legal}"
    start = answer.since.isoformat() if answer.since else "unknown"
    yield f"since: {start}  until: {answer.until or 'its file changes'}"
    yield f"as: {right.principal}"
    if right.people:
        yield f"assumed by: {', '.join(right.people)}"
    yield from _agreed(answer)


def _agreed(answer: "Answer") -> Iterator[str]:
    history = answer.history
    if history is None:
        yield "in git: not there"
        return
    last = history.last
    changed = "" if answer.is_committed else ", and changed here since"
    yield f"in git: {last.id[:SHORT]} of {last.time.date()}{changed}"
    yield f"written by: {', '.join(map(one_line, history.authors))}"
    approvals = ", ".join(f"{one_line(a.who)} ({a.by})" for a in history.approvals)
    request = f"  {one_line(history.request)}" if history.request else ""
    yield f"approved by: {approvals or NOT_RECORDED}{request}"


def remarks(known: "Situation") -> Iterator[str]:
    """Who is no reader and can become one; what today's code cannot read."""
    administrators = ", ".join(sorted(known.environment.spec.administrators))
    yield f"administrators, who read no rows and can grant themselves any: {administrators}"
    if unreadable := sorted(known.mesh.unreadable):
        yield f"not answered for, since their files have errors: {', '.join(unreadable)}"


def headline(known: "Situation", name: str, answers: "Sequence[Answer]") -> str:
    """How many rights there are, of what day, in one line."""
    of = f", as of commit {known.commit[:SHORT]}" if known.commit else ""
    count = plural(len(answers), "right")
    return f"{name}: {count} on {known.day} in {known.environment.name}{of}"
