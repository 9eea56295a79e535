"""`mesh access used`: which agreements are used, by whom and when last, and which are not."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.access_answers import Consumer, Opening, asked_of
from meshwright.cli.options import AsOf, Csv, Env, Json
from meshwright.ids import joined
from meshwright.visible import csv_text, one_line, plural

if TYPE_CHECKING:
    from meshwright.operations.used.usage import Other, Person, Usage, Used

DAYS = 90
MOST_DAYS = 3_650
FIELDS = (
    *("environment", "producer", "consumer", "state", "accesses", "last", "people", "tables"),
    *("since", "expires", "owner", "contact", "principal", "purpose", "path"),
)


def used(
    days: Annotated[
        int, typer.Option(metavar="N", min=1, max=MOST_DAYS, help="Look at so many days.")
    ] = DAYS,
    product: Opening = "",
    consumer: Consumer = "",
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Tell from the trail which agreements in force are used, and which are not."""
    from meshwright.agreements.listing import Wanted
    from meshwright.operations.used.answer import answer
    from meshwright.operations.used.notes import blind_spots, notes
    from meshwright.operations.used.usage import first_day

    workspace = asked_of(csv=csv, json=json)
    today = as_of or options.today()
    wanted = Wanted(product, consumer)
    told, fault = answer(workspace, env, wanted, first_day(today, days), today)
    if json:
        found = document(told, env, fault, list(notes(told)))
        output.emit("access used", {**found, "notSeen": list(blind_spots(told))})
    elif csv:
        output.write_out(csv_text(rows(told, env)))
    else:
        said = (*notes_said(notes(told)), *notes_said(blind_spots(told)))
        output.print_out("\n".join((*lines(told), *said, headline(told, env))))
        if fault:
            output.say(f"history: {fault}")


def document(told: "Used", environment: str, fault: str, notes: list[str]) -> dict[str, Any]:
    """The answer for machines."""
    return {
        "environment": environment,
        "first": told.window.first,
        "last": told.window.last,
        "seenSince": f"{told.window.seen_since:%Y-%m-%dT%H:%M:%SZ}",
        "isWhole": told.window.is_whole,
        "agreements": [_usage(usage) for usage in told.agreements],
        "withoutAgreement": [_other(other) for other in told.others],
        "nameless": told.nameless,
        "notes": notes,
        "historyFault": fault or None,
    }


def _usage(usage: "Usage") -> dict[str, Any]:
    agreement, spec = usage.agreement, usage.agreement.spec
    return {
        "producer": agreement.producer,
        "consumer": agreement.consumer,
        **use_of(usage),
        "people": [
            {"name": person.name, "isVouched": person.is_vouched, "accesses": count}
            for person, count in usage.people
        ],
        "tables": dict(usage.tables),
        "since": usage.since,
        "expires": spec.expires,
        "owner": usage.owner,
        "contact": spec.contact,
        "principal": usage.principal,
        "purpose": spec.purpose,
        "path": agreement.source.path,
    }


def use_of(usage: "Usage") -> dict[str, Any]:
    """How an agreement was used, for machines."""
    return {
        "state": usage.state.value,
        "accesses": usage.accesses,
        "last": _moment(usage.last),
    }


def _other(other: "Other") -> dict[str, Any]:
    return {
        "product": other.product,
        "table": other.table,
        "principal": other.principal,
        "basis": other.basis or None,
        "accesses": other.accesses,
        "last": _moment(other.last),
    }


def _moment(at: Any) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


def rows(told: "Used", environment: str) -> Iterator[Sequence[object]]:
    """The agreements as a table, under the names that the document has."""
    yield FIELDS
    for usage in told.agreements:
        fields = _usage(usage) | {
            "environment": environment,
            "people": "; ".join(f"{_named(person)} {count}" for person, count in usage.people),
            "tables": "; ".join(f"{name} {count}" for name, count in usage.tables.items()),
        }
        yield [fields[name] for name in FIELDS]


def lines(told: "Used") -> Iterator[str]:
    """A few lines for each agreement, then whatever else the trail tells of the mesh."""
    for usage in told.agreements:
        agreement = usage.agreement
        yield f"{agreement.producer} -> {agreement.consumer}: {use_said(usage, told)}"
        if usage.accesses:
            tables = ", ".join(f"{name} {count:,}" for name, count in usage.tables.items())
            yield f"  tables: {tables}"
        if usage.people:
            people = ", ".join(f"{_named(person)} {count:,}" for person, count in usage.people)
            yield f"  by: {people}"
    yield from _others_said(told)


def use_said(usage: "Usage", told: "Used") -> str:
    """How an agreement was used, in words."""
    from meshwright.operations.used.usage import State

    match usage.state:
        case State.USED:
            last = f"{usage.last:%Y-%m-%d}" if usage.last else ""
            return f"used, {_accesses(usage.accesses)}, the last on {last}"
        case State.NEW:
            return f"not used yet, in force since {usage.since}"
        case State.UNUSED:
            return f"unused since {told.window.first}"
        case _ if told.window.is_whole:
            return "not seen; not known whether the trail records it"
        case _:
            return f"not seen; not known before {told.window.seen_since:%Y-%m-%d %H:%M} UTC"


def _accesses(count: int) -> str:
    return "1 access" if count == 1 else f"{count:,} accesses"


def _named(person: "Person") -> str:
    name = one_line(person.name)
    return name if person.is_vouched else f"session {name}"


def _others_said(told: "Used") -> Iterator[str]:
    by_default = sum(other.accesses for other in told.others if other.basis)
    if by_default:
        yield f"by default rights, without any agreement: {_accesses(by_default)}"
    for other in told.others:
        if not other.basis:
            table = joined((other.product, other.table))
            yield (
                f"{one_line(table)}: {_accesses(other.accesses)} by {one_line(other.principal)},"
                f" the last on {other.last:%Y-%m-%d}, by no agreement or default of today"
            )
    if told.nameless:
        yield f"{_accesses(told.nameless)} of which the trail does not tell by whom, or of what"


def notes_said(notes: Iterator[str]) -> Iterator[str]:
    return (f"note: {one_line(note)}" for note in notes)


def headline(told: "Used", environment: str) -> str:
    """How many agreements stand how, in one line."""
    states = [usage.state.value for usage in told.agreements]
    counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    total = plural(len(states), "agreement")
    window = told.window
    return (
        f"{environment}: {total} in force, {window.first} to {window.last}"
        f"{f': {counts}' if counts else ''}"
    )
