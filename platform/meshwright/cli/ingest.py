"""`mesh ingest`: files sent to where a table's files land, and the run that makes rows of them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json
from meshwright.errors import ExitCode
from meshwright.visible import one_line, plural

if TYPE_CHECKING:
    from meshwright.ingest.delivery import Outcome
    from meshwright.ingest.landing import Landing
    from meshwright.specs.environment import Environment
    from meshwright.workspace import Workspace


def ingest(
    table: Annotated[
        str, typer.Argument(metavar="PRODUCT.TABLE", help="The table whose `source` they are.")
    ],
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of them.")
    ],
    env: Env = options.DEFAULT_ENVIRONMENT,
    start: Annotated[
        bool, typer.Option("--run/--no-run", help="Run the product then, or only send the files.")
    ] = True,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Send files to where they land, each content once, and make rows of them."""
    from meshwright.cli import run
    from meshwright.gate.assessment import assess
    from meshwright.ingest.landing import landing
    from meshwright.running.values import Request
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    place = landing(assessment.mesh, assessment.environment, table)
    found = delivered(workspace, assessment.environment, place, paths)
    refused = [one for one in found if not one.has_landed]
    if not json:
        output.print_out(headline(place, found))
    outcomes = ()
    if start and not refused:
        since = last_landed(place, found)
        outcomes = run.refreshed(workspace, assessment, [place.product], Request(), landed=since)
        if not json:
            output.print_out(run.headline(outcomes, env))
    if json:
        products = [run.outcome_document(outcome) for outcome in outcomes]
        output.emit("ingest", document(place, found) | {"products": products})
    if refused or not all(outcome.is_well for outcome in outcomes):
        raise typer.Exit(ExitCode.FAILED)


def delivered(
    workspace: "Workspace", environment: "Environment", landing: "Landing", paths: Sequence[Path]
) -> "list[Outcome]":
    """Send files, and tell on stderr how it goes."""
    from meshwright.cli.ingest_progress import IngestProgress
    from meshwright.cli.running import connected
    from meshwright.ingest.delivery import deliver
    from meshwright.ingest.found import find

    found = find(paths, landing.format)
    for file in found.left_out:
        said = f"left out: {file}, which does not end as {landing.format} files do"
        output.say(one_line(said))
    with connected(workspace, environment) as cloud, IngestProgress(found.files) as progress:
        return list(deliver(cloud, landing, found.files, progress))


def last_landed(landing: "Landing", found: "Sequence[Outcome]") -> "dict[str, datetime]":
    """By product, when the last file was sent; empty where none was."""
    times = [one.landed for one in found if one.landed is not None]
    return {landing.product: max(times)} if times else {}


def headline(landing: "Landing", found: "list[Outcome]") -> str:
    """What became of the files, in one line."""
    sent = sum(one.has_landed and one.is_new for one in found)
    there = sum(one.has_landed and not one.is_new for one in found)
    refused = sum(not one.has_landed for one in found)
    counts = [f"{plural(sent, 'file')} sent"]
    counts += [f"{there:,} had landed before"] if there else []
    counts += [f"{refused:,} refused, so nothing is run"] if refused else []
    return f"{landing.id}: {', '.join(counts)}"


def document(landing: "Landing", found: "list[Outcome]") -> dict[str, Any]:
    """A delivery for machines."""
    return {
        "table": landing.id,
        "bucket": landing.bucket,
        "files": [_file(one) for one in found],
    }


def _file(one: "Outcome") -> dict[str, Any]:
    landed = "sent" if one.is_new else "landed before"
    return {
        "file": str(one.file),
        "state": landed if one.has_landed else "refused",
        "key": one.key or None,
        "bytes": one.size if one.has_landed else None,
        "because": one.because or None,
        "fix": one.fix or None,
    }
