"""`mesh sample`: the example mesh's real rows."""

from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json, Select
from meshwright.errors import MeshError
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.sample.loading import LoadedTable
    from meshwright.specs.environment import Environment
    from meshwright.workspace import Workspace

app = typer.Typer(help="The example mesh's real rows.", no_args_is_help=True)

ROWS = 10


@app.command()
def load(
    select: Select = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    seconds: Annotated[
        float | None,
        typer.Option(
            "--seconds",
            metavar="SECONDS",
            min=1,
            help="How long one query may take, if not five minutes.",
        ),
    ] = None,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Let a query without rows empty its table.")
    ] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Fill the deployed tables: from the data set, then by each derived table's query."""
    from meshwright.gate.assessment import assess
    from meshwright.gate.selection import named
    from meshwright.sample import loading
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    chosen = named(select, assessment.plan, assessment.mesh) if select else None
    report = loading.load(
        assessment.mesh,
        assessment.environment,
        endpoint=_endpoint(workspace, assessment.environment),
        as_of=assessment.plan.as_of,
        select=chosen,
        say=output.say,
        bounds=loading.Bounds(seconds or loading.BOUNDS.seconds, allow_empty),
        # Each as it comes: loading takes a while. With --json the document holds them all.
        tell=lambda table: (output.say if json else output.print_out)(table_line(table)),
    )
    if json:
        tables = [
            {"table": t.id, "rows": t.rows, "partitions": t.partitions, "seconds": t.seconds}
            for t in report.tables
        ]
        output.emit("sample load", {"tables": tables, "withoutRows": list(report.without_rows)})
        return
    for name in report.without_rows:
        output.print_out(f"{name}: left as it is, it has neither a query nor rows in the data set")
    if report.tables:
        output.say(f"look: mesh sample show {report.tables[-1].id}")


def table_line(table: "LoadedTable") -> str:
    """What a table holds now."""
    parts = f" in {plural(table.partitions, 'partition')}" if table.partitions else ""
    return f"{table.id}: {table.rows:,} rows{parts}"


@app.command()
def show(
    table: Annotated[str, typer.Argument(metavar="PRODUCT[.TABLE]", help="What to look at.")],
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many rows.")] = ROWS,
    env: Env = options.DEFAULT_ENVIRONMENT,
    json: Json = False,
) -> None:
    """Show the first rows of a deployed table, read through its Glue definition."""
    from meshwright.sample import showing
    from meshwright.specs.load import load_environment, load_mesh
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    place = load_environment(workspace.root, env)
    mesh = load_mesh(workspace.root).mesh
    endpoint = _endpoint(workspace, place)
    rows = showing.show(mesh, place, table, endpoint=endpoint, limit=limit)
    if json:
        content = {"table": rows.id, "columns": list(rows.columns), "rows": rows.rows}
        output.emit("sample show", content | {"total": rows.total})
        return
    texts = [[None if cell is None else str(cell) for cell in row] for row in rows.rows]
    output.print_out(grid(rows.columns, texts))
    output.say(f"{len(texts)} of {rows.total:,} rows of {rows.id}")


def _endpoint(workspace: "Workspace", environment: "Environment") -> str:
    from meshwright import local_instance
    from meshwright.sample.loading import require_local

    require_local(environment)
    aws = local_instance.running(workspace.local)
    if aws is None:
        raise MeshError("the local AWS is not running, so no table is there", fix="mesh up")
    return aws.endpoint


def grid(columns: tuple[str, ...], rows: list[list[str | None]]) -> str:
    """Rows in columns as wide as what is in them."""
    cells = [list(columns), *[["" if c is None else c for c in row] for row in rows]]
    widths = [max(len(row[n]) for row in cells) for n in range(len(columns))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
