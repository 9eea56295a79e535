"""`mesh sample`: the example mesh's real rows."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json, Select
from meshwright.errors import ExitCode, MeshError
from meshwright.ids import joined
from meshwright.visible import one_line

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.querying.answers import Answer
    from meshwright.running.values import Outcome
    from meshwright.workspace import Workspace

    Ask = Callable[[str], Answer]

ROWS = 10
app = typer.Typer(help="The example mesh's real rows.", no_args_is_help=True)


@app.command()
def load(
    select: Select = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Let a query without rows empty its table.")
    ] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Fill the deployed tables: let the data set's files land, and run what is made of them."""
    from meshwright.cli import run
    from meshwright.gate.assessment import assess
    from meshwright.running.values import Request
    from meshwright.sample.deliveries import require_local
    from meshwright.workspace import find_workspace

    workspace, words = find_workspace(), select or []
    assessment = assess(workspace, env, as_of=as_of or options.today())
    require_local(assessment.environment)
    landed = let_land(workspace, assessment, words)
    request = Request(allow_empty=allow_empty)
    outcomes = run.refreshed(workspace, assessment, words, request, landed=landed)
    if json:
        output.emit("sample load", document(workspace, assessment, outcomes))
    else:
        output.print_out(run.headline(outcomes, env))
        output.say(f"look: mesh runs, mesh sample show {outcomes[-1].machine.product}")
    if not all(outcome.is_well for outcome in outcomes):
        raise typer.Exit(ExitCode.FAILED)


def let_land(
    workspace: "Workspace", assessment: "Assessment", words: Sequence[str]
) -> dict[str, datetime]:
    """Send the files of what is named, and say by product when the last of them was sent."""
    from meshwright.cli import ingest
    from meshwright.cli.running import connected
    from meshwright.gate.selection import named
    from meshwright.sample import dataset
    from meshwright.sample.deliveries import deliveries

    mesh, environment = assessment.mesh, assessment.environment
    wanted = list(deliveries(mesh, environment, named(words, assessment.plan, mesh)))
    if not wanted:
        return {}
    with connected(workspace, environment):
        pass  # Where nothing runs, that is said before anything is fetched.
    folder = dataset.csv_folder(output.say)
    landed: dict[str, datetime] = {}
    for delivery in wanted:
        file = folder / delivery.file
        (sent,) = ingest.delivered(workspace, environment, delivery.landing, [file])
        if not sent.has_landed:
            raise MeshError(one_line(f"{file} cannot land: {sent.because}"), fix=sent.fix)
        landed |= ingest.last_landed(delivery.landing, [sent])
    return landed


def document(
    workspace: "Workspace", assessment: "Assessment", outcomes: "Sequence[Outcome]"
) -> dict[str, Any]:
    """A load for machines: the tables that were made, and those that nothing makes."""
    from meshwright.cli import run
    from meshwright.sample.tables import tables

    known = {table.id: table for table in tables(assessment.mesh)}
    seconds = {
        joined((outcome.result.product, table.table)): outcome.seconds
        for outcome in outcomes
        if outcome.result is not None
        for table in outcome.result.tables
    }
    with asking(workspace, assessment) as ask:
        made = [
            {
                "table": name,
                "rows": number(ask(known[name].total_text)),
                "partitions": number(ask(known[name].partitions_text)),
                "seconds": took,
            }
            for name, took in seconds.items()
        ]
    return {
        "tables": made,
        "withoutRows": [name for name, table in known.items() if not table.spec.is_refreshed],
        "products": [run.outcome_document(outcome) for outcome in outcomes],
    }


@contextmanager
def asking(workspace: "Workspace", assessment: "Assessment") -> "Generator[Ask]":
    """What asks the local Athena, as the caller."""
    from meshwright.cli.running import connected
    from meshwright.querying.answers import ask
    from meshwright.querying.who import asker

    mesh, environment = assessment.mesh, assessment.environment
    with connected(workspace, environment) as cloud:
        yield lambda sql: ask(cloud, asker(mesh, environment, None, sql), sql)


@app.command()
def show(
    table: Annotated[str, typer.Argument(metavar="PRODUCT[.TABLE]", help="What to look at.")],
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many rows.")] = ROWS,
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show some rows of a deployed table, as Athena answers them."""
    from meshwright.cli import query
    from meshwright.gate.assessment import assess
    from meshwright.sample.deliveries import require_local
    from meshwright.sample.tables import named_table
    from meshwright.sample.values import values
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    require_local(assessment.environment)
    found = named_table(assessment.mesh, table)
    with asking(workspace, assessment) as ask:
        answer, total = ask(found.rows_text(limit)), number(ask(found.total_text))
    if json:
        names = [name for name, _ in answer.columns]
        rows = [values([found.spec.columns[name].type for name in names], r) for r in answer.rows]
        content = {"table": found.id, "columns": names, "rows": rows, "total": total}
        output.emit("sample show", content)
        return
    output.print_out("\n".join(query.lines(answer)))
    output.say(f"{len(answer.rows)} of {total:,} rows of {found.id}")


def number(answer: "Answer") -> int:
    """What a count comes to."""
    return int(answer.rows[0][0] or 0)
