"""`mesh access renew` and `mesh access revoke`: an agreement carried on, or ended now."""

from datetime import date
from typing import Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.completion import selections
from meshwright.cli.options import AsOf, Json

Producer = Annotated[
    str,
    typer.Argument(metavar="PRODUCT", help="The product that is read.", autocompletion=selections),
]
Consumer = Annotated[
    str,
    typer.Argument(metavar="CONSUMER", help="Who reads it.", autocompletion=selections),
]


def renew(
    product: Producer,
    consumer: Consumer,
    until: Annotated[
        date | None,
        typer.Option(
            # As `mesh new access` calls it, too.
            *("--until", "--expires"),
            parser=options.day,
            metavar="DATE",
            help="The last day; by default a year from today, or what the data allows.",
        ),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Carry an agreement on: another end date in its file, for the producer to approve."""
    from meshwright.agreements import ending
    from meshwright.workspace import find_workspace

    day = as_of or options.today()
    found = ending.renew(find_workspace(), product, consumer, until, as_of=day)
    if json:
        findings = [output.finding_document(finding) for finding in found.warnings]
        ends = {"before": found.before, "until": found.until, "findings": findings}
        output.emit("access renew", {**_document(found.path, found.approvers), **ends})
        return
    output.print_out(found.path)
    output.say(f"{consumer} reads {product} until {found.until}, not {found.before}")
    for finding in found.warnings:
        output.say(output.finding_text(finding))
    _say_approvers(found.approvers)


def revoke(product: Producer, consumer: Consumer, as_of: AsOf = None, json: Json = False) -> None:
    """End an agreement: its file goes, and the grant with the next `mesh up`."""
    from meshwright.agreements import ending
    from meshwright.workspace import find_workspace

    found = ending.revoke(find_workspace(), product, consumer, as_of=as_of or options.today())
    if json:
        consequences = [output.finding_document(each) for each in found.consequences]
        follows = {"findings": consequences, "staysByDefault": list(found.stays)}
        output.emit("access revoke", {**_document(found.path, found.approvers), **follows})
        return
    output.print_out(found.path)
    output.say(f"{consumer} loses what the agreement gave of {product} with the next `mesh up`")
    if found.stays:
        tables = ", ".join(found.stays)
        output.say(f"without one it still reads the unprotected columns of {tables}: same domain")
    for finding in found.consequences:
        output.say(output.finding_text(finding))
    _say_approvers(found.approvers)


def _document(path: str, approvers: tuple[str, ...]) -> dict[str, object]:
    return {"files": [path], "approvers": list(approvers)}


def _say_approvers(approvers: tuple[str, ...]) -> None:
    who = " or ".join(approvers) or "whoever may merge"
    output.say(f"next: a pull request with this file, approved by {who}")
