"""`mesh move`: a product under a new path, its data kept."""

from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Json

if TYPE_CHECKING:
    from meshwright.moving.move import Moved


def move(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="The product's id now, such as sales.orders.")
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="The id it gets, such as finance.orders.")
    ],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Move a product to another domain or name: its data and its readers stay."""
    from meshwright.moving import move as moving
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    moved = moving.move(workspace, old, new, as_of=as_of or options.today())
    if json:
        output.emit("move", _document(moved, old, new))
        return
    for step in moved.steps:
        to = f" -> {step.to}" if step.to else ""
        why = f"  ({step.why})" if step.why else ""
        output.print_out(f"{step.action.value:<8} {step.path}{to}{why}")
    for note in moved.notes:
        output.say(note)
    output.say(f"see: git diff --cached; then: mesh check; git commit -m 'Move {old} to {new}'")
    output.say("with the next `mesh up` what is deployed follows: no row is moved or written anew")


def _document(moved: "Moved", old: str, new: str) -> dict[str, object]:
    return {
        "from": old,
        "to": new,
        "origin": moved.origin,
        "files": [
            {
                "action": step.action.value,
                "path": step.path,
                "to": step.to or None,
                "reason": step.why or None,
            }
            for step in moved.steps
        ],
        "notes": list(moved.notes),
    }
