"""What preview, up and destroy share: judge, ask, open a session, run, report."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import typer

from meshwright.cli import output, report
from meshwright.cli.check_reports import Delivery, write
from meshwright.cli.progress import DONE, Progress
from meshwright.errors import CancelledError, UsageError
from meshwright.gate.assessment import Assessment, Planned, assess
from meshwright.plan.paths import paths_of
from meshwright.reports import run_markdown
from meshwright.runner.parallel import Reporter
from meshwright.runner.part import Part, part_of
from meshwright.runner.planning import Selection, choose, choose_ids, plan_run, refused_plan
from meshwright.runner.run import Run, refused
from meshwright.runner.run_plan import RunPlan
from meshwright.runner.session import Session, open_session
from meshwright.specs.environment import Environment
from meshwright.workspace import Workspace, find_workspace

Action = Callable[[Session, Assessment, Reporter], Run]
PlannedAction = Callable[[Session, Assessment, RunPlan, Reporter], Run]
"""What executes a plan."""
Closing = Callable[[Run, Assessment, str | None], Iterable[str]]
"""What a command says at the end of a run that got as far as the engine."""


@dataclass(frozen=True, slots=True)
class Order:
    """A run as the command line asks for it."""

    command: str
    verb: str
    """What is being done to a stack, such as `bringing up`."""
    words: Sequence[str]
    environment: str
    as_of: date
    json: bool
    yes: bool = True
    question: str = ""
    """What a person is asked outside `local`; empty where nothing is changed."""
    words_of_changes: Mapping[str, str] = field(default_factory=lambda: DONE)
    skip: bool = True
    """Whether what its record says to be up to date is passed over."""
    only: bool = False
    """Whether producers that hold grants of what was selected are left alone."""
    since: str | None = None
    """The git ref since which what changed is meant, instead of words."""
    part: Part | None = None
    """What of the run this job does; None where it does all."""
    wanted: Sequence[Delivery] = ()
    """Reports of what was done, and where each goes."""


def words_or_change(select: Sequence[str] | None, since: str | None) -> Sequence[str]:
    """The words of a SELECT, which a change since a ref takes the place of."""
    if select and since is not None:
        raise UsageError("a SELECT and --changed-since both say what is meant", fix="give one")
    return select or []


def deploy_planned(order: Order, action: PlannedAction, closing: Closing) -> None:
    """Plans a run, executes it, and ends with its exit code.

    What findings hold back altogether starts no engine, and a wrong name is told before any wait.
    """
    workspace = find_workspace()
    assessment = assess(workspace, order.environment, as_of=order.as_of)
    selection = _selected(order, workspace, assessment)
    if selection.is_refused or selection.is_empty:
        run = refused(_own_part(order, refused_plan(selection)))
        finish(order, workspace, assessment, run, None, closing)
    else:
        _run(order, workspace, assessment, _planned(order, selection, action), closing)


def _selected(order: Order, workspace: Workspace, assessment: Assessment) -> Selection:
    if order.since is None:
        return choose(assessment, order.words)
    from meshwright.fleet.since import change_of

    head = Planned(
        assessment.mesh, assessment.environment, assessment.plan, assessment.organisation
    )
    return choose_ids(assessment, change_of(workspace, order.since, head).change.subjects)


def _own_part(order: Order, plan: RunPlan) -> RunPlan:
    return part_of(plan, order.part) if order.part else plan


def _planned(order: Order, selection: Selection, action: PlannedAction) -> Action:
    def run(session: Session, assessment: Assessment, reporter: Reporter) -> Run:
        plan = plan_run(session.context, assessment, selection, skip=order.skip, only=order.only)
        return action(session, assessment, _own_part(order, plan), reporter)

    return run


def deploy(order: Order, action: Action, closing: Closing) -> None:
    """Runs an order over what is deployed, which needs no valid spec, to its exit code."""
    workspace = find_workspace()
    assessment = assess(workspace, order.environment, as_of=order.as_of)
    _run(order, workspace, assessment, action, closing)


def _run(
    order: Order, workspace: Workspace, assessment: Assessment, action: Action, closing: Closing
) -> None:
    confirm(assessment.environment, order.question, yes=order.yes)
    run, endpoint = _with_engine(order, workspace, assessment, action)
    finish(order, workspace, assessment, run, endpoint, closing)


def _with_engine(
    order: Order, workspace: Workspace, assessment: Assessment, action: Action
) -> tuple[Run, str | None]:
    with open_session(
        workspace,
        assessment.environment,
        command=order.command,
        as_of=order.as_of,
        say=output.say,
    ) as session:
        with Progress(order.verb, words=order.words_of_changes) as progress:
            run = action(session, assessment, progress)
        return run, session.endpoint


def finish(
    order: Order,
    workspace: Workspace,
    assessment: Assessment,
    run: Run,
    endpoint: str | None,
    closing: Closing,
) -> None:
    """Reports a run, failures first, and ends the command with its exit code."""
    run = replace(run, paths=paths_of(assessment.mesh))
    for delivery in order.wanted:
        command = f"mesh {order.command}"
        write(delivery, run_markdown.render(run, assessment.environment, command=command))
    if order.json:
        document = report.document(run, assessment.environment, endpoint=endpoint)
        output.emit(order.command, document)
    else:
        # Stdout is the report's where it goes there.
        tell = output.say if any(d.is_printed for d in order.wanted) else output.print_text
        for line in (
            *report.findings_lines(run),
            *report.failure_lines(run, workspace.root),
            *closing(run, assessment, endpoint),
        ):
            tell(line)
    if run.exit_code:
        raise typer.Exit(run.exit_code)


def confirm(environment: Environment, what: str, *, yes: bool) -> None:
    """Asks a person on a terminal; `local` never asks, and off a terminal --yes must be said.

    Raises UsageError off a terminal, CancelledError where the person says no.
    """
    if environment.is_local or yes or not what:
        return
    spec = environment.spec
    question = f"{what} in {environment.name} (account {spec.account}, {spec.region})?"
    if not sys.stdin.isatty():
        raise UsageError(f"not a terminal: confirmation needed: {question}", fix="pass --yes")
    if not typer.confirm(question, err=True):
        raise CancelledError("nothing was changed")
