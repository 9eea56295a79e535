"""`mesh access list`: the agreements of the mesh, and how each stands on a day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.access_answers import At, Consumer, Opening, asked_of
from meshwright.cli.access_used import DAYS, use_of, use_said
from meshwright.cli.completion import environments
from meshwright.cli.options import AsOf, Csv, Json
from meshwright.errors import UsageError
from meshwright.visible import csv_text, one_line, plural

if TYPE_CHECKING:
    from meshwright.agreements.listing import Standing, Wanted
    from meshwright.operations.used.usage import Usage, Used
    from meshwright.specs.models import AgreementTable
    from meshwright.workspace import Workspace

Uses = Mapping[str, tuple["Usage", "Used"]]
"""How each agreement was used, and what was looked at, by the agreement's file."""


def list_agreements(
    expiring: Annotated[
        timedelta | None,
        typer.Option(
            parser=options.span,
            metavar="DURATION",
            help="Only what ends within this time, such as 30d.",
        ),
    ] = None,
    product: Opening = "",
    consumer: Consumer = "",
    used_in: Annotated[
        str,
        typer.Option(
            metavar="ENV",
            help="Also how the trail of this environment has seen each used in 90 days.",
            autocompletion=environments,
        ),
    ] = "",
    at: At = None,
    as_of: AsOf = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List agreements: who reads which tables, why and until when; what ends first comes first."""
    from meshwright.agreements.listing import Wanted, listed
    from meshwright.entitlements.past import specs_of
    from meshwright.specs.load import load_mesh

    if used_in and at:
        message = "a trail tells how an agreement of today is used, and --at asks for a past day"
        raise UsageError(message, fix="leave out --at or --used-in")
    today = as_of or options.today()
    workspace, wanted = asked_of(csv=csv, json=json), Wanted(product, consumer, expiring)
    with specs_of(workspace, as_of=today, at=at) as then:
        mesh = load_mesh(then.workspace.root).mesh
        found = listed(mesh, wanted, as_of=then.day)
    uses: Uses = _uses(workspace, used_in, wanted, today) if used_in else {}
    unreadable = [*mesh.unreadable]
    if json:
        answer = {
            "asOf": then.day,
            "commit": then.commit or None,
            "agreements": [document(each, uses) for each in found],
            "unreadable": unreadable,
        }
        output.emit("access list", answer)
    elif csv:
        output.write_out(csv_text(rows(found, uses)))
    else:
        for line in lines(found, then.day, uses):
            output.print_out(line)
    if unreadable and not json:
        output.say(f"{', '.join(unreadable)} cannot be read, and is left out: run `mesh check`")


def _uses(workspace: "Workspace", environment: str, wanted: "Wanted", today: date) -> Uses:
    """How each agreement in force was used, by its file."""
    from meshwright.operations.used.answer import answer
    from meshwright.operations.used.usage import first_day

    told, _ = answer(workspace, environment, wanted, first_day(today, DAYS), today)
    return {usage.agreement.source.path: (usage, told) for usage in told.agreements}


def document(standing: "Standing", uses: Uses) -> dict[str, Any]:
    """One agreement for machines."""
    agreement, spec = standing.agreement, standing.agreement.spec
    return {
        "producer": agreement.producer,
        "consumer": agreement.consumer,
        "state": standing.state.value,
        "starts": spec.starts,
        "expires": spec.expires,
        "daysLeft": standing.days_left,
        "purpose": spec.purpose,
        "legalBasis": spec.legal_basis,
        "contact": spec.contact,
        "tables": {name: _columns(opened) for name, opened in spec.tables.items()},
        "protected": list(standing.protected),
        "files": spec.files,
        "path": agreement.source.path,
        "use": use_of(use[0]) if (use := uses.get(agreement.source.path)) else None,
    }


def _columns(opened: "AgreementTable") -> dict[str, Any]:
    columns = opened.columns
    named = list(columns) if isinstance(columns, tuple) else columns
    return {"columns": named, "rows": opened.rows}


def rows(found: "Sequence[Standing]", uses: Uses) -> Iterator[Sequence[object]]:
    """The agreements as a table, under the names that the document has."""
    table = [document(each, uses) for each in found]
    names = (
        *("producer", "consumer", "state", "starts", "expires", "daysLeft", "purpose"),
        *("legalBasis", "contact", "tables", "protected", "path", "files", "use"),
    )
    yield names
    for each, standing in zip(table, found, strict=True):
        written = each | {
            "tables": opened(standing),
            "protected": " ".join(standing.protected),
            "use": each["use"]["state"] if each["use"] else None,
        }
        yield [written[name] for name in names]


def lines(found: "Sequence[Standing]", day: date, uses: Uses) -> Iterator[str]:
    """A few lines for each agreement, then how many stand how."""
    for each in found:
        agreement, spec = each.agreement, each.agreement.spec
        yield f"{agreement.producer} -> {agreement.consumer}: {_ends(each)}"
        for name, table in spec.tables.items():
            yield f"  {name}: {words(table.columns, table.rows)}"
        if spec.files:
            yield "  files: whole, of each of these tables"
        yield f"  for: {one_line(spec.purpose)}"
        if each.protected:
            yield f"  protected: {', '.join(each.protected)}"
        if use := uses.get(agreement.source.path):
            yield f"  {use_said(*use)}"
    states = [each.state.value for each in found]
    counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    total = plural(len(found), "agreement")
    yield f"{total} on {day}{f': {counts}' if counts else ''}"


def _ends(standing: "Standing") -> str:
    from meshwright.agreements.listing import State

    spec = standing.agreement.spec
    match standing.state:
        case State.EXPIRED:
            return f"expired on {spec.expires}"
        case State.NOT_STARTED:
            return f"from {spec.starts} until {spec.expires}"
        case _:
            return f"until {spec.expires}, {plural(standing.days_left, 'day')} left"


def opened(standing: "Standing") -> str:
    """What an agreement opens, in a line."""
    tables = standing.agreement.spec.tables.items()
    return "; ".join(f"{name}: {words(table.columns, table.rows)}" for name, table in tables)


def words(columns: tuple[str, ...] | str | None, rows: str | None) -> str:
    """What is opened of a table: its columns, and of which rows."""
    return _columns_said(columns) + (f", where {one_line(rows)}" if rows else "")


def _columns_said(columns: tuple[str, ...] | str | None) -> str:
    match columns:
        case None:
            return "every unprotected column"
        case "all":
            return "all columns"
        case _:
            return ", ".join(columns)
