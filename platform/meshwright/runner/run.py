"""The runs over many stacks: up and preview by a plan, destroy and recover by what is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from meshwright.errors import ExitCode, Finding, Severity
from meshwright.gate.assessment import Assessment
from meshwright.gate.data_loss import DataLossPolicy
from meshwright.gate.reasons import Reason
from meshwright.gate.selection import orphans, select, select_existing
from meshwright.ids import identity_of
from meshwright.plan.declaration import StackPlan
from meshwright.plan.paths import AT_HOME, Paths
from meshwright.runner import stacks as engine_on
from meshwright.runner.capacity import side_by_side
from meshwright.runner.departures import Departures, departures
from meshwright.runner.engine.stop import listening
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.existing import deployed, existing
from meshwright.runner.moves import staying
from meshwright.runner.parallel import Reporter, WaveExecutor, cancelled
from meshwright.runner.results import Proved, StackResult, Status
from meshwright.runner.run_plan import Cause, Decision, PlannedStack, RunPlan, Why
from meshwright.runner.stack_operation import OnChange
from meshwright.runner.waves import backwards, below, waves

BASES_FIRST = "`mesh up --stage before` brings it up"
NOT_UP = frozenset({Status.FAILED, Status.HELD, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to."""

    results: tuple[StackResult, ...]
    findings: tuple[Finding, ...] = ()
    """Those that bear on what was selected."""
    orphans: tuple[str, ...] = ()
    """Ids of stacks in the backend that no spec stands for."""
    plan: RunPlan | None = None
    """What was to be done with each stack; None of a run over what is there."""
    paths: Paths = AT_HOME
    """Where the products lie by now that what was deployed names by where they began."""
    proved: Proved | None = None
    """What a refreshed update ends with; None of any other run."""

    def count(self, status: Status) -> int:
        return sum(result.status is status for result in self.results)

    @property
    def changes(self) -> int:
        return sum(result.changes.total for result in self.results)

    @property
    def kept(self) -> int:
        """How much left its stack and stays in AWS."""
        return sum(result.changes.keep for result in self.results)

    @property
    def exit_code(self) -> ExitCode:
        refusals = any(reason.refusal for r in self.results for reason in r.reasons)
        errors = any(finding.severity is Severity.ERROR for finding in self.findings)
        if self.count(Status.CANCELLED):
            return ExitCode.CANCELLED
        if refusals or errors:
            return ExitCode.FINDINGS
        lacking = self.plan is not None and self.plan.lacks_its_base
        unproved = self.proved is not None and self.proved.has_failed
        if self.count(Status.FAILED) or lacking or unproved:
            return ExitCode.FAILED
        left = self.proved is not None and self.proved.differences
        return ExitCode.CHANGES if left else ExitCode.DONE


def bring_up(
    context: EngineContext,
    assessment: Assessment,
    plan: RunPlan,
    reporter: Reporter,
    *,
    refresh: bool = False,
    delete_data: bool = False,
) -> Run:
    """Makes the stacks that a plan runs what their specs say.

    With `refresh` what has drifted in AWS is put right.
    """
    loss_policy = data_loss_policy(assessment, delete_data=delete_data)
    leave = departures(assessment.plan)
    action = partial(
        engine_on.up, loss_policy=loss_policy, refresh=refresh, leave=leave, moved=_moved(plan)
    )
    return _executed(context, plan, reporter, action)


def preview(
    context: EngineContext, assessment: Assessment, plan: RunPlan, reporter: Reporter
) -> Run:
    """What `bring_up` would do; changes nothing."""
    loss_policy = data_loss_policy(assessment)
    leave = departures(assessment.plan)
    action = partial(engine_on.preview, loss_policy=loss_policy, leave=leave, moved=_moved(plan))
    return _executed(context, plan, reporter, action)


def _moved(plan: RunPlan) -> Mapping[str, str]:
    """By stack, what it is called in the backend where its product has moved."""
    return {stack.name: stack.moved_from for stack in plan.stacks if stack.moved_from}


def _executed(
    context: EngineContext,
    plan: RunPlan,
    reporter: Reporter,
    action: Callable[[EngineContext, StackPlan, OnChange], StackResult],
) -> Run:
    planned = {stack.name: stack for stack in plan.stacks}
    executor = WaveExecutor(
        step=lambda name, seen: action(context, _declared(planned[name]), seen),
        veto=lambda name, results: _untouched(planned[name], results),
        stop=context.stop,
        reporter=reporter,
        workers=side_by_side(),
    )
    with listening(context.stop):
        results = executor.run([stack.name for stack in wave] for wave in plan.waves)
    return Run(results, plan.findings, plan.orphans, plan)


def _declared(stack: PlannedStack) -> StackPlan:
    assert stack.declared is not None, "only what is planned runs"
    return stack.declared


def _untouched(stack: PlannedStack, results: Sequence[StackResult]) -> StackResult | None:
    """The result of a stack that does not run; None where it does."""
    if stack.decision is not Decision.RUN:
        return planned_result(stack)
    bases = [result for result in results if result.stack in stack.rests_on]
    return _held_by(bases, stack.name, "{} was not deployed")


def refused(plan: RunPlan) -> Run:
    """The run of a plan that holds every stack: no engine is started for it."""
    results = tuple(planned_result(stack) for wave in plan.waves for stack in wave)
    return Run(results, plan.findings, plan.orphans, plan)


def planned_result(stack: PlannedStack) -> StackResult:
    """The result of a stack that its plan skips or holds."""
    if stack.decision is Decision.SKIP:
        return StackResult(stack.name, Status.SKIPPED)
    return StackResult(stack.name, Status.HELD, reasons=tuple(map(_reason, stack.why)))


def _reason(why: Why) -> Reason:
    if why.cause is Cause.NOT_READY:
        return Reason(f"{why.stack} is not up to date and no part of this job: {BASES_FIRST}")
    if why.finding is None:
        return Reason(f"{why.stack} was not deployed")
    found = why.finding
    return Reason(f"{found.code} {found.message}", found.resource, found.position)


def read_back(context: EngineContext, stacks: Mapping[str, StackPlan], run: Run) -> Run:
    """A refreshed run, its products asked once more when what was open has been taken back."""
    return replace(
        run,
        results=tuple(
            engine_on.settled(context, stacks[result.stack], result)
            if result.status is Status.DONE
            else result
            for result in run.results
        ),
    )


def data_loss_policy(
    assessment: Assessment, *, delete_data: bool = False, going: frozenset[str] = frozenset()
) -> DataLossPolicy:
    """Who decides what may be lost: the specs, unless environment or person give all of it up."""
    holds = assessment.environment.spec.keep_data and not delete_data
    return DataLossPolicy(assessment.mesh, holds, assessment.plan.as_of, going)


def destroy(
    context: EngineContext,
    assessment: Assessment,
    words: Sequence[str],
    reporter: Reporter,
    *,
    delete_data: bool = False,
) -> Run:
    """Deletes the selected stacks that exist, products before their domains.

    Needs no spec, but where data is kept: then a spec gives it up, or a person says so.
    """
    plan, mesh = assessment.plan, assessment.mesh
    known = select((), plan, mesh)
    stacks = deployed(context.store)
    chosen = select_existing(words, stacks, known, plan.environment)
    going = frozenset(i for s in chosen if (i := identity_of(s, plan.environment)) is not None)
    loss_policy = data_loss_policy(assessment, delete_data=delete_data, going=going)
    leave = Departures(plan.environment)
    stay = staying(context.store, chosen)
    executor = WaveExecutor(
        step=lambda name, seen: engine_on.destroy(
            context, name, seen, loss_policy=loss_policy, leave=leave
        ),
        veto=lambda name, results: (
            _staying(name, stay) if name in stay else _carries_a_failure(name, results)
        ),
        stop=context.stop,
        reporter=reporter,
        workers=side_by_side(),
    )
    with listening(context.stop):
        results = executor.run(backwards(chosen))
    return Run(results, (), orphans(context.store.stacks(), plan, mesh))


def recover(
    context: EngineContext, assessment: Assessment, words: Sequence[str], reporter: Reporter
) -> Run:
    """Settles what a killed run has left of the selected stacks that exist; needs no spec."""
    stacks = existing(context.store, assessment, words)
    executor = WaveExecutor(
        step=lambda name, seen: engine_on.recover(context, name, seen),
        veto=lambda _name, _results: None,
        stop=context.stop,
        reporter=reporter,
        workers=side_by_side(),
    )
    with listening(context.stop):
        results = executor.run(waves(stacks))
    return Run(results)


def _staying(stack: str, stay: Mapping[str, Reason]) -> StackResult:
    return StackResult(stack, Status.HELD, reasons=(stay[stack],))


def _carries_a_failure(stack: str, results: Sequence[StackResult]) -> StackResult | None:
    above = [r for r in results if stack in below(r.stack)]
    return _held_by(above, stack, "{} is still there")


def _held_by(others: Sequence[StackResult], stack: str, text: str) -> StackResult | None:
    faults = [r for r in others if r.status in NOT_UP]
    if not faults:
        return None
    if all(r.status is Status.CANCELLED for r in faults):
        return cancelled(stack)
    return StackResult(stack, Status.HELD, reasons=(Reason(text.format(faults[0].stack)),))
