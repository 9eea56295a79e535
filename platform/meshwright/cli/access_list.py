"""`mesh access list`: the agreements of the mesh, and how each stands on a day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.access_answers import At, asked_of
from meshwright.cli.options import AsOf, Csv, Json
from meshwright.visible import csv_text, one_line, plural

if TYPE_CHECKING:
    from meshwright.agreements.listing import Standing
    from meshwright.specs.models import AgreementTable


def list_agreements(
    expiring: Annotated[
        timedelta | None,
        typer.Option(
            parser=options.span,
            metavar="DURATION",
            help="Only what ends within this time, such as 30d.",
        ),
    ] = None,
    product: Annotated[
        str, typer.Option(metavar="PRODUCT", help="Only what opens this product or domain.")
    ] = "",
    consumer: Annotated[
        str,
        typer.Option(metavar="CONSUMER", help="Only what this product, domain or principal has."),
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

    today = as_of or options.today()
    with specs_of(asked_of(csv=csv, json=json), as_of=today, at=at) as then:
        mesh = load_mesh(then.workspace.root).mesh
        found = listed(mesh, Wanted(product, consumer, expiring), as_of=then.day)
    unreadable = [*mesh.unreadable]
    if json:
        answer = {
            "asOf": then.day,
            "commit": then.commit or None,
            "agreements": [document(each) for each in found],
            "unreadable": unreadable,
        }
        output.emit("access list", answer)
    elif csv:
        output.write_out(csv_text(rows(found)))
    else:
        for line in lines(found, then.day):
            output.print_out(line)
    if unreadable and not json:
        output.say(f"{', '.join(unreadable)} cannot be read, and is left out: run `mesh check`")


def document(standing: "Standing") -> dict[str, Any]:
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
    }


def _columns(opened: "AgreementTable") -> dict[str, Any]:
    columns = opened.columns
    named = list(columns) if isinstance(columns, tuple) else columns
    return {"columns": named, "rows": opened.rows}


def rows(found: "Sequence[Standing]") -> Iterator[Sequence[object]]:
    """The agreements as a table, under the names that the document has."""
    table = [document(each) for each in found]
    names = (
        *("producer", "consumer", "state", "starts", "expires", "daysLeft", "purpose"),
        *("legalBasis", "contact", "tables", "protected", "path", "files"),
    )
    yield names
    for each, standing in zip(table, found, strict=True):
        written = each | {"tables": opened(standing), "protected": " ".join(standing.protected)}
        yield [written[name] for name in names]


def lines(found: "Sequence[Standing]", day: date) -> Iterator[str]:
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
