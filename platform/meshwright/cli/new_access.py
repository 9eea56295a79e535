"""`mesh new access`: asks for an agreement, from flags or from answers on a terminal."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.completion import selections
from meshwright.cli.options import AsOf, Json
from meshwright.ids import domain_of, folder_of
from meshwright.visible import one_line

if TYPE_CHECKING:
    from meshwright.agreements.asking import Ask, Asked

Words = Annotated[str, typer.Option(metavar="A,B", help="Tables; by default all that can be.")]


def access(
    product: Annotated[
        str,
        typer.Argument(
            metavar="PRODUCT",
            help="The product to read, such as sales.orders.",
            autocompletion=selections,
        ),
    ],
    consumer: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="CONSUMER",
            help="Who is to read: a product, a domain, or a principal of an environment file.",
            autocompletion=selections,
        ),
    ],
    purpose: Annotated[str, typer.Option(metavar="TEXT", help="What it is read for.")] = "",
    tables: Words = "",
    columns: Annotated[
        str,
        typer.Option(
            metavar="A,B",
            help="Columns, as COLUMN or TABLE.COLUMN, or `all`; by default the unprotected ones.",
        ),
    ] = "",
    rows: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILTER", help="Only these rows, as FILTER or TABLE:FILTER; may be repeated."
        ),
    ] = None,
    legal_basis: Annotated[
        str | None,
        typer.Option(metavar="WORD", help="The lawful basis, where personal data is included."),
    ] = None,
    expires: Annotated[
        date | None,
        typer.Option(
            parser=options.day,
            metavar="DATE",
            help="The last day; by default a year from today, or what the data allows.",
        ),
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option(metavar="MAIL", help="Whom to ask; by default the consumer's owner."),
    ] = None,
    files: Annotated[
        bool,
        typer.Option(
            "--files",
            help="The tables' files too, whole: where nothing is left out and nothing protected.",
        ),
    ] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Ask for access: an agreement in the producer's folder, and the consumer's input."""
    from meshwright.agreements import asking
    from meshwright.workspace import find_workspace

    workspace, day = find_workspace(), as_of or options.today()
    ask = asking.Ask(
        product,
        consumer,
        purpose,
        _listed(tables),
        _listed(columns),
        tuple(rows or ()),
        legal_basis,
        expires,
        contact,
        files,
    )
    if not purpose and not json and sys.stdin.isatty():
        from meshwright.cli.access_questions import answered

        ask = answered(workspace, ask)
    found = asking.asked(workspace, ask, as_of=day)
    asking.write(workspace, found)
    if json:
        output.emit("new access", document(found))
        return
    for path in found.files:
        output.print_out(path)
    _tell(ask, found)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def document(found: "Asked") -> dict[str, Any]:
    """What was written, for machines."""
    return {
        "files": [*found.files],
        "producer": found.file.producer,
        "consumer": found.file.consumer,
        "expires": found.file.expires,
        "approvers": list(found.approvers),
        "consumerApprovers": list(found.consumer_approvers),
        "inputByHand": found.input.by_hand or None,
        "findings": [output.finding_document(finding) for finding in found.warnings],
    }


def _tell(ask: "Ask", found: "Asked") -> None:
    """What it came to, who decides, and what is left to do."""
    file = found.file
    whole = ", and its files whole" if file.files else ""
    output.say(f"{file.consumer} asks to read {file.producer}{whole} until {file.expires}")
    output.say(f"approved by {_people(found.approvers, ask.producer)}, who merge it")
    if found.consumer_approvers:
        who = _people(found.consumer_approvers, ask.consumer)
        output.say(f"{found.input.path}: the new input is approved by {who}")
    for finding in found.warnings:
        output.say(output.finding_text(finding))
    if found.input.by_hand:
        output.say(f"{found.input.path} is left as it is: {one_line(found.input.by_hand)}")
        more = f", and {one_line(found.input.fix)}" if found.input.fix else ""
        output.say(f"  fix: name {ask.producer} under inputs{more}")
    output.say("next: mesh access review, then open a pull request with the files above")


def _people(approvers: tuple[str, ...], subject: str) -> str:
    if approvers:
        return " or ".join(approvers)
    return f"whoever may merge: {folder_of(domain_of(subject))}/domain.yaml names no reviewers"
