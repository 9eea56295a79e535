"""`mesh access review`: what a change gives to whom, why and until when, and what it does not."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.access_answers import At
from meshwright.cli.access_list import words
from meshwright.cli.options import AsOf, Json
from meshwright.errors import MeshError
from meshwright.ids import domain_of
from meshwright.visible import one_line, plural

if TYPE_CHECKING:
    from meshwright.agreements.review import Given, Reviewed
    from meshwright.changes.agreements import AgreementChange
    from meshwright.changes.since import Change


def review(
    changed_since: Annotated[
        str,
        typer.Option(
            metavar="REF", help="Compare the working tree with where it left this git ref."
        ),
    ] = "HEAD",
    at: At = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Say in words who can newly read what, why and until when, and who no longer can."""
    from meshwright.agreements.review import reviewed
    from meshwright.changes.base_commit import assessed, nearly_alike
    from meshwright.changes.effects import effects
    from meshwright.changes.since import change_since
    from meshwright.entitlements.past import refuse_later, specs_of
    from meshwright.gate.moves import History
    from meshwright.specs.load import environment_names
    from meshwright.workspace import find_workspace

    workspace, today = find_workspace(), as_of or options.today()
    with nearly_alike(), specs_of(workspace, as_of=today, at=at) as then:
        refuse_later(workspace, changed_since, then)
        names, day = sorted(environment_names(then.workspace.root)), then.day
        history = History(workspace.root, then.commit or None)
        heads = [*assessed(then.workspace, names, as_of=day, history=history).values()]
        change = change_since(workspace, changed_since, names, as_of=day, drafts=False)
    if change.base is None:
        raise MeshError(
            f"nothing can be compared with {changed_since}: {change.fault}",
            fix="name another commit: --changed-since REF",
        )
    found = reviewed(effects(change.base.assessments, heads), heads)
    if json:
        output.emit("access review", {"asOf": day, **document(found, change)})
        return
    every = tuple(head.environment.name for head in heads)
    for line in lines(found, every):
        output.print_out(line)
    output.say(f"{headline(found)}, compared with {changed_since}")


def document(found: "Reviewed", change: "Change") -> dict[str, Any]:
    """The review for machines."""
    return {
        "since": {"ref": change.since, "commit": change.commit},
        "changes": [_given_document(g, places) for g, places in found.given.items()],
        "agreements": [
            {
                "producer": product,
                "consumer": agreed.consumer,
                "fate": agreed.fate.value,
                "purpose": agreed.purpose,
                "starts": agreed.starts,
                "expires": agreed.expires,
                "differs": list(agreed.differs),
                "files": agreed.files,
            }
            for product, agreed in found.agreements
        ],
        "unreadable": list(found.unread),
    }


def _given_document(given: "Given", places: Sequence[str]) -> dict[str, Any]:
    ground = given.ground
    return {
        "product": given.product,
        "table": given.table,
        "reader": given.reader.name,
        "kind": given.reader.who.value,
        "gained": list(given.gained),
        "lost": list(given.lost),
        "protected": list(given.protected),
        "withheld": list(given.withheld),
        "rows": given.rows or None,
        "rowsBefore": given.rows_before,
        "purpose": ground.purpose if ground else None,
        "until": ground.until if ground else None,
        "agreement": ground.path if ground else None,
        "environments": list(places),
    }


def lines(found: "Reviewed", every: Sequence[str]) -> Iterator[str]:
    """What is given and taken, then what becomes of agreements."""
    for given, places in found.given.items():
        yield from _given(given, "" if {*places} == {*every} else f" (in {', '.join(places)})")
    for product, agreed in found.agreements:
        yield _agreement(product, agreed)
        if agreed.is_of_files:
            yield from _files(product, agreed)
        if not any(_is_of(given, product, agreed) for given in found.given):
            yield from _later(agreed)
    for which in found.unread:
        yield f"{which} cannot be read, so that nothing is told of it"


def _is_of(given: "Given", product: str, agreed: "AgreementChange") -> bool:
    return (given.product, given.reader.name) == (product, agreed.consumer)


def _later(agreed: "AgreementChange") -> Iterator[str]:
    """What an agreement opens that changes nothing today: it begins later, or has ended."""
    from meshwright.changes.agreements import AgreementFate

    is_said = agreed.fate is AgreementFate.ADDED or "tables" in agreed.differs
    for table, columns in agreed.tables.items() if is_said else ():
        yield f"  opens of {table}: {words(columns, agreed.rows.get(table))}"


def _files(product: str, agreed: "AgreementChange") -> Iterator[str]:
    """That whole files are given or taken, and which stacks change by it."""
    from meshwright.changes.agreements import AgreementFate

    gives = agreed.files and agreed.fate is not AgreementFate.REMOVED
    tables, domain = ", ".join(agreed.tables), domain_of(product)
    word = "gives" if gives else "no longer gives"
    yield f"  {word} whole files of {tables}: every column and row in them, past Lake Formation"
    yield f"  changes the key of {domain} too: its stack runs before that of {product}"


def _given(given: "Given", where: str) -> Iterator[str]:
    of = f"of {given.table} in {given.product}{where}"
    if given.gained:
        yield f"{given.reader} can newly read {', '.join(given.gained)} {of}"
        yield f"  why: {_why(given)}"
        if given.protected:
            yield f"  protected, now or before: {', '.join(given.protected)}"
        if given.withheld:
            yield f"  not given: {', '.join(given.withheld)}"
    if given.rows and given.gained:
        yield f"  only rows where: {one_line(given.rows)}"
    if given.rows_before is not None:
        before, now = (one_line(rows) or "all" for rows in (given.rows_before, given.rows))
        yield f"{given.reader} can read other rows {of}: {now} (before: {before})"
    if given.lost:
        yield f"{given.reader} can no longer read {', '.join(given.lost)} {of}"


def _why(given: "Given") -> str:
    from meshwright.changes.access import Who

    if given.ground is not None:
        return f"by agreement until {given.ground.until}, for: {one_line(given.ground.purpose)}"
    if given.reader.who is Who.PLATFORM:
        return "the environment file names it as a reader of all domains"
    return "without an agreement: unprotected columns are open to the product's own domain"


def _agreement(product: str, agreed: "AgreementChange") -> str:
    from meshwright.changes.agreements import AgreementFate

    begins = f"from {agreed.starts} " if agreed.starts else ""
    holds = f"{begins}until {agreed.expires}"
    between = f"agreement of {product} with {agreed.consumer}"
    match agreed.fate:
        case AgreementFate.ADDED:
            return f"new {between}, {holds}: {one_line(agreed.purpose)}"
        case AgreementFate.REMOVED:
            return f"no {between} any more"
        case _:
            return f"other {', '.join(agreed.differs)} in the {between}, which holds {holds}"


def _hides_rows(given: "Given") -> bool:
    return given.rows_before is not None and bool(given.rows)


def headline(found: "Reviewed") -> str:
    """How many read more, and how many less."""
    # Two filters are not compared: the other one counts as both more and less.
    more = {given.reader for given in found.given if given.gained or given.rows_before}
    less = {given.reader for given in found.given if given.lost or _hides_rows(given)}
    if not more and not less:
        return "nobody reads more or less than before"
    return f"{plural(len(more), 'reader')} with more, {len(less)} with less"
