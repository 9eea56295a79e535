"""`mesh run`: the rows of products made anew, in order of lineage."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json, Select
from meshwright.errors import ExitCode
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.running.values import Outcome, Request
    from meshwright.workspace import Workspace

NOTHING_LANDED: Mapping[str, datetime] = {}
FirstDay = Annotated[
    date | None,
    typer.Option("--from", parser=options.day, metavar="DATE", help="A backfill's first day."),
]
LastDay = Annotated[
    date | None,
    typer.Option("--to", parser=options.day, metavar="DATE", help="A backfill's last day."),
]


def run(
    select: Select = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    first: FirstDay = None,
    last: LastDay = None,
    full: Annotated[
        bool, typer.Option("--full", help="Make tables with a window anew as a whole.")
    ] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Let a query without rows empty its table.")
    ] = False,
    wait: Annotated[
        bool,
        typer.Option("--wait/--no-wait", help="Wait for the end, or start what is first."),
    ] = True,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Refresh derived and ingested tables, in order of lineage."""
    from meshwright.gate.assessment import assess
    from meshwright.running.values import Request
    from meshwright.workspace import find_workspace

    request = Request(first, last, full, allow_empty)
    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    outcomes = refreshed(workspace, assessment, select or [], request, wait=wait)
    if json:
        output.emit("run", document(outcomes, env))
    else:
        output.print_out(headline(outcomes, env))
    if not all(outcome.is_well for outcome in outcomes):
        raise typer.Exit(ExitCode.FAILED)


def refreshed(
    workspace: "Workspace",
    assessment: "Assessment",
    words: Sequence[str],
    request: "Request",
    *,
    wait: bool = True,
    landed: Mapping[str, datetime] = NOTHING_LANDED,
) -> "tuple[Outcome, ...]":
    """Run what a SELECT names, and tell on stderr how it goes."""
    from meshwright.cli.run_progress import RunProgress
    from meshwright.cli.running import chosen_machines, connected
    from meshwright.running.executions import Executions
    from meshwright.running.refresh import LOCAL, REMOTE, Refresh

    machines = chosen_machines(assessment, words)
    pace = LOCAL if assessment.environment.is_local else REMOTE
    with connected(workspace, assessment.environment) as cloud, RunProgress() as progress:
        refresh = Refresh(machines, Executions(cloud), request, progress, pace, landed)
        return refresh.run() if wait else refresh.start_first()


def document(outcomes: "Sequence[Outcome]", environment: str) -> dict[str, Any]:
    """A run for machines."""
    return {"environment": environment, "products": [outcome_document(o) for o in outcomes]}


def outcome_document(outcome: "Outcome") -> dict[str, Any]:
    from meshwright.cli.running import result_document

    execution = outcome.execution
    return {
        "product": outcome.machine.product,
        "owner": outcome.machine.owner,
        "state": outcome.state.value,
        "execution": execution.arn if execution else None,
        "started": execution.started if execution else None,
        "ended": execution.ended if execution else None,
        "error": execution.error or None if execution else None,
        "cause": execution.cause or None if execution else None,
        "because": outcome.because or None,
        "fix": outcome.fix or None,
        "result": result_document(outcome.result),
    }


def headline(outcomes: "Sequence[Outcome]", environment: str) -> str:
    """What the run came to, in one line."""
    return f"{environment}: " + ", ".join(_counts(outcomes))


def _counts(outcomes: "Sequence[Outcome]") -> Iterator[str]:
    from meshwright.running.values import State

    words = {
        State.SUCCEEDED: "refreshed",
        State.FAILED: "failed",
        State.HELD: "held",
        State.WAITING: "waiting for inputs",
        State.LEFT: "not waited for",
    }
    for state, word in words.items():
        if count := sum(outcome.state is state for outcome in outcomes):
            yield f"{plural(count, 'product')} {word}"
