"""`mesh runs`: how the last run of each product went, and how fresh its rows are."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from meshwright.cli import options, output
from meshwright.cli.options import AsOf, Env, Json, Select
from meshwright.errors import ExitCode
from meshwright.visible import plural

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.running.standing import Standing
    from meshwright.running.values import Machine
    from meshwright.workspace import Workspace

LAST = 10


class RunsFormat(StrEnum):
    """What runs can be written as."""

    TEXT = "text"
    JSON = "json"
    OPENLINEAGE = "openlineage"


def runs(
    select: Select = None,
    written: Annotated[
        RunsFormat, typer.Option("--format", help="As lines, as a document or as events.")
    ] = RunsFormat.TEXT,
    last: Annotated[
        int,
        typer.Option("--last", min=1, help="How many runs of each product are told as events."),
    ] = LAST,
    env: Env = options.DEFAULT_ENVIRONMENT,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Tell how the last runs went and how fresh the rows are; exits 1 where one is not well.

    As events of OpenLineage, it tells the last runs that ended, and exits 0.
    """
    from meshwright.cli.running import chosen_machines, connected
    from meshwright.gate.assessment import assess
    from meshwright.running.executions import Executions
    from meshwright.running.standing import standing
    from meshwright.workspace import find_workspace

    workspace = find_workspace()
    assessment = assess(workspace, env, as_of=as_of or options.today())
    machines = chosen_machines(assessment, select or [])
    if written is RunsFormat.OPENLINEAGE and not json:
        output.write_out(events(workspace, assessment, machines, last))
        return
    with connected(workspace, assessment.environment) as cloud:
        service, now = Executions(cloud), datetime.now(UTC)
        found = [standing(service, machine, now) for machine in machines]
    if json or written is RunsFormat.JSON:
        output.emit("runs", {"environment": env, "products": [document(each) for each in found]})
    else:
        output.print_out("\n".join((*lines(found), headline(found, env))))
    if not all(each.is_well for each in found):
        raise typer.Exit(ExitCode.FAILED)


def events(
    workspace: "Workspace", assessment: "Assessment", machines: "Sequence[Machine]", last: int
) -> str:
    """The last runs of products as events of OpenLineage."""
    from meshwright.catalog.results import read_results
    from meshwright.catalog.run_events import run_events
    from meshwright.cli.running import connected

    environment = assessment.environment
    with connected(workspace, environment) as cloud:
        results = read_results(cloud, [each.product for each in machines], last)
    return run_events(assessment.mesh, results, environment)


def document(standing: "Standing") -> dict[str, Any]:
    """One product for machines."""
    from meshwright.cli.running import result_document

    last, promise = standing.last, standing.machine.freshness
    return {
        "product": standing.machine.product,
        "owner": standing.machine.owner,
        "state": _state(standing) if last else None,
        "running": standing.running.arn if standing.running else None,
        "execution": last.arn if last else None,
        "error": last.error or None if last else None,
        "cause": last.cause or None if last else None,
        "refreshed": standing.refreshed,
        "ageSeconds": int(standing.age.total_seconds()) if standing.age else None,
        "freshnessSeconds": int(promise.total_seconds()) if promise else None,
        "stale": standing.is_stale,
        "result": result_document(standing.result),
    }


def lines(found: "Sequence[Standing]") -> Iterator[str]:
    """A line for each product, and under it what keeps it from being well."""
    from meshwright.cli.running import rule_lines

    width = max(len(each.machine.product) for each in found)
    for each in found:
        yield f"{each.machine.product:<{width}}  {_state(each):<9}  {'; '.join(_said(each))}"
        if each.result is None or not each.result.is_waiting:
            yield from (f"  {line}" for line in rule_lines(each.result))
        if not each.is_well:
            yield f"  owner: {each.machine.owner}"


def _state(standing: "Standing") -> str:
    if standing.last is None:
        return "running" if standing.running else "never ran"
    is_waiting = standing.result is not None and standing.result.is_waiting
    return "waiting" if is_waiting else standing.last.state.value


def _said(standing: "Standing") -> Iterator[str]:
    from meshwright.cli.running import age_text, tables_text
    from meshwright.running.refresh import waiting_for
    from meshwright.running.result import reason

    last = standing.last
    result = standing.result
    if result is not None and result.is_waiting:
        yield waiting_for(result.waiting_for)
    elif last is not None and result is not None and not standing.has_failed:
        yield tables_text(result)
    if last is not None and standing.has_failed:
        said = reason(last.cause)
        yield f"{last.error}: {said}" if said else last.error or "no error is told"
    if last is not None and last.ended is not None:
        yield f"took {(last.ended - last.started).total_seconds():.1f} s"
    if standing.running is not None and last is not None:
        yield "running again"
    age = f"rows are {age_text(standing.age)} old" if standing.age is not None else "no rows yet"
    promise = standing.machine.freshness
    if promise is None:
        yield age
        return
    yield f"{'STALE: ' if standing.is_stale else ''}{age}, promised {age_text(promise)}"


def headline(found: "Sequence[Standing]", environment: str) -> str:
    """How many are well, in one line."""
    failed = sum(each.has_failed for each in found)
    stale = sum(each.is_stale for each in found)
    counts = [f"{n} {word}" for n, word in ((failed, "failed"), (stale, "stale")) if n]
    return f"{environment}: {plural(len(found), 'product')}, {', '.join(counts) or 'all well'}"
