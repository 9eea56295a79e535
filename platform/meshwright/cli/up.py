"""`mesh up`: the mesh becomes what the specs say."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from meshwright.cli import options
from meshwright.cli.options import (
    AsOf,
    ChangedSince,
    DeleteData,
    Env,
    Json,
    NoSkip,
    Only,
    Outputs,
    Select,
    Summaries,
    Yes,
)
from meshwright.errors import ExitCode, MeshError, UsageError

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.runner.parallel import Reporter
    from meshwright.runner.part import Part
    from meshwright.runner.run import Run
    from meshwright.runner.run_plan import RunPlan
    from meshwright.runner.session import Session


def up(
    select: Select = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    no_skip: NoSkip = False,
    refresh: Annotated[
        bool,
        typer.Option(
            "--refresh",
            help="Read what AWS has first, repair what has drifted, and prove who has access;"
            " exits 7 where somebody has what nothing gives him.",
        ),
    ] = False,
    only: Only = False,
    changed_since: ChangedSince = None,
    stage: Annotated[
        str | None,
        typer.Option(
            metavar="STAGE",
            help="Of several jobs the one for foundation and domains (before), for products"
            " (products), or for what domains let go at last (after).",
        ),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Of several jobs for products the I-th of N."),
    ] = None,
    delete_data: DeleteData = False,
    yes: Yes = False,
    as_of: AsOf = None,
    json: Json = False,
    formats: Summaries = None,
    files: Outputs = None,
) -> None:
    """Bring the mesh up: foundation, domains, products; what has not changed is skipped."""
    from meshwright.cli.check_reports import summaries
    from meshwright.cli.deployment import Order, deploy_planned, words_or_change
    from meshwright.cli.stale_samples import without_stale_samples
    from meshwright.runner.run import bring_up

    words = words_or_change(select, changed_since)

    def action(
        session: "Session", assessment: "Assessment", plan: "RunPlan", reporter: "Reporter"
    ) -> "Run":
        if refresh:
            run = _put_right(session, assessment, plan, reporter, delete_data=delete_data)
        else:
            run = bring_up(session.context, assessment, plan, reporter, delete_data=delete_data)
        return without_stale_samples(run, assessment.environment, session.endpoint, assessment.mesh)

    day = as_of or options.today()
    what = f"what has changed since {changed_since}" if changed_since else "the whole mesh"
    question = f"bring up {' '.join(words) or what}"
    if words and not only:
        question += ", with producers that are behind with grants to it"
    if refresh:
        question += ", and take back what opens it past the specs"
    if delete_data:
        question += ", and delete data that no spec has any more"
    part = part_named(stage, shard)
    if part is not None:
        question += f", {part}"
    order = Order(
        "up",
        "bringing up",
        words,
        env,
        day,
        json,
        yes,
        question,
        skip=not (no_skip or refresh),
        only=only,
        since=changed_since,
        part=part,
        wanted=summaries(formats, files, json=json),
    )
    deploy_planned(order, action, closing)


def part_named(stage: str | None, shard: str | None) -> "Part | None":
    """The part of the run that the options name; None for all of it. Raises UsageError."""
    from meshwright.fleet.shards import Shard
    from meshwright.runner.part import Part, Stage

    if stage is None and shard is None:
        return None
    stages = [each.value for each in Stage]
    if stage is not None and stage not in stages:
        raise UsageError(f"'{stage}' is no stage", fix=f"name one of {', '.join(stages)}")
    named = Stage(stage or Stage.PRODUCTS)
    if shard is None:
        return Part(named)
    if named is not Stage.PRODUCTS:
        raise UsageError(f"stage {named} has no shards", fix="leave --stage or --shard out")
    return Part(named, Shard.parse(shard))


def _put_right(
    session: "Session",
    assessment: "Assessment",
    plan: "RunPlan",
    reporter: "Reporter",
    *,
    delete_data: bool,
) -> "Run":
    """Brings stacks up over what AWS has, takes back what opens them, and proves who has access."""
    from meshwright.cli import access_after, output
    from meshwright.operations.drift.repair import put_right, taken_back
    from meshwright.runner.cloud import connect
    from meshwright.runner.parallel import Withheld
    from meshwright.runner.results import Status
    from meshwright.runner.run import bring_up, read_back

    environment = assessment.environment
    cloud = connect(environment, session.endpoint)
    # No stack has "no change" before it is known whether somebody's access was taken back.
    withheld = Withheld(reporter)
    up = bring_up(
        session.context, assessment, plan, withheld, refresh=True, delete_data=delete_data
    )
    run, left = put_right(session.context, cloud, assessment.plan.stacks, up)
    run = read_back(session.context, assessment.plan.stacks, run)
    done = {result.stack for result in up.results if result.status is Status.DONE}
    withheld.release(result for result in run.results if result.stack in done)
    for what in taken_back(run.results):
        output.say(f"taken back: {what}")
    # A proof reads the whole of IAM, which the deployer may not: it is the caller's to ask.
    caller = connect(environment, session.endpoint, assume=False)
    outcome = access_after.proved(run, caller, assessment)
    for line in access_after.lines(outcome, left, environment.name):
        output.say(line)
    return replace(run, proved=access_after.summary(outcome, environment.name))


def closing(run: "Run", assessment: "Assessment", endpoint: str | None) -> "Iterator[str]":
    """What exists, where, and what to do next."""
    from meshwright.cli import planned, report

    if run.plan is not None:
        yield from planned.producer_lines(run.plan)
    yield report.headline(run, assessment.environment)
    yield from report.interruption_lines(run, planned=False)
    yield from report.orphan_lines(run)
    if run.exit_code is not ExitCode.CANCELLED:
        yield from report.holdings_lines(run, assessment.plan)
    if not run.exit_code:
        portal = _portal(assessment, endpoint)
        yield from report.next_lines(run, assessment.environment, endpoint, portal)


def _portal(assessment: "Assessment", endpoint: str | None) -> str | None:
    """Where the portal was published; None where it was not."""
    from meshwright.catalog.portal.publishing import published_at
    from meshwright.runner.cloud import connect

    if endpoint is None and assessment.environment.is_local:
        return None
    try:
        return published_at(connect(assessment.environment, endpoint, seconds=5, attempts=1))
    except MeshError:
        return None
