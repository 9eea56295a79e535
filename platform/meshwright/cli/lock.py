"""`mesh lock`: the ids of Iceberg's fields, written into each product.lock.yaml."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import output
from meshwright.cli.options import Json, Select
from meshwright.errors import ExitCode
from meshwright.ids import folder_of

if TYPE_CHECKING:
    from meshwright.locking.lock import Lock


def lock(
    select: Select = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 5 where a lock is stale.")
    ] = False,
    changed_since: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="Where what is deployed was left: tables without a lock have the ids of its specs"
            " (the last commit's, if empty).",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Write the ids of Iceberg's fields: columns keep their values through every change."""
    from meshwright.locking.lock import locks, write
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    found = locks(workspace, select or (), changed_since)
    stale = [each for each in found.locks if each.is_stale]
    if not check:
        for each in stale:
            write(workspace, each)
    if json:
        document = {"locks": [_document(each, is_check=check) for each in found.locks]}
        output.emit("lock", {**document, "unreadable": list(found.unreadable)})
    else:
        for each in found.locks:
            output.print_out(f"{_action(each, is_check=check):<9} {each.path}{_said(each)}")
        for id_ in found.unreadable:
            output.say(f"{folder_of(id_)} cannot be read, and is left as it is: run `mesh check`")
        if stale and not check:
            output.say("commit them with the change of the columns")
    if (check and stale) or found.unreadable:
        raise typer.Exit(ExitCode.FINDINGS)


def _action(lock: "Lock", *, is_check: bool) -> str:
    if not lock.is_stale:
        return "unchanged"
    return "stale" if is_check else "written"


def _said(lock: "Lock") -> str:
    return f"  ({', '.join(lock.tables)})" if lock.tables else ""


def _document(lock: "Lock", *, is_check: bool) -> dict[str, Any]:
    return {
        "product": lock.product,
        "path": lock.path,
        "action": _action(lock, is_check=is_check),
        "tables": [
            {
                "table": table,
                "fields": dict(lock.after.ids_of(table).ids),
                "retired": sorted(lock.after.ids_of(table).retired),
            }
            for table in lock.tables
        ],
    }
