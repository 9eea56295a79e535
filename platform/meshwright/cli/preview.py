"""`mesh preview`: what `mesh up` would do, as the engine sees it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from meshwright.cli import options
from meshwright.cli.options import AsOf, ChangedSince, Env, Json, NoSkip, Only, Select

if TYPE_CHECKING:
    from meshwright.gate.assessment import Assessment
    from meshwright.runner.parallel import Reporter
    from meshwright.runner.run import Run
    from meshwright.runner.run_plan import RunPlan
    from meshwright.runner.session import Session


def preview(
    select: Select = None,
    env: Env = options.DEFAULT_ENVIRONMENT,
    no_skip: NoSkip = False,
    only: Only = False,
    changed_since: ChangedSince = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show what `mesh up` would change, by the engine and with the packs on; changes nothing."""
    from meshwright.cli.deployment import Order, deploy_planned, words_or_change
    from meshwright.cli.progress import PLANNED
    from meshwright.runner import run

    words = words_or_change(select, changed_since)

    def action(
        session: "Session", assessment: "Assessment", plan: "RunPlan", reporter: "Reporter"
    ) -> "Run":
        return run.preview(session.context, assessment, plan, reporter)

    day = as_of or options.today()
    order = Order(
        "preview",
        "previewing",
        words,
        env,
        day,
        json,
        words_of_changes=PLANNED,
        skip=not no_skip,
        only=only,
        since=changed_since,
    )
    deploy_planned(order, action, closing)


def closing(run: "Run", assessment: "Assessment", _endpoint: str | None) -> "Iterator[str]":
    """The plan, every change, who is without a table meanwhile, then the count."""
    from meshwright.cli import planned, report

    if run.plan is not None:
        yield from planned.lines(run.plan)
        yield from planned.producer_lines(run.plan)
    yield from report.change_lines(run, assessment.environment)
    yield from report.interruption_lines(run, planned=True)
    yield from report.orphan_lines(run)
    yield report.headline(run, assessment.environment)
