"""The three runs over many stacks: up, preview and destroy.

What holds a stack back, in this order: a finding of level error about it or about what it rests on;
a record that says it is up to date (then it is skipped); a failure of what it rests on. A product
whose input is held back goes up all the same: names are deterministic, so it needs nothing of the
input's stack, and its grants lie in the producer's.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from meshwright.errors import ExitCode, Finding, Severity
from meshwright.gate import held as gate
from meshwright.gate.assessment import Assessment
from meshwright.gate.data_loss import DataLossPolicy
from meshwright.gate.reasons import Reason
from meshwright.gate.selection import (
    FOUNDATION,
    identity_of,
    matches,
    named,
    orphans,
    select,
    select_existing,
    selected_stacks,
    stack_name,
)
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.runner import stacks as engine_on
from meshwright.runner.departures import Departures, departures
from meshwright.runner.engine.stop import listening
from meshwright.runner.parallel import Reporter, WaveExecutor, cancelled, cores
from meshwright.runner.recovery.past import lost
from meshwright.runner.results import StackResult, Status
from meshwright.runner.stack_operation import EngineContext, OnChange
from meshwright.runner.state import records
from meshwright.runner.state.checkpoint import read_checkpoint
from meshwright.runner.state.store import StateStore
from meshwright.runner.waves import backwards, below, waves
from meshwright.specs.models import Mesh

NOT_UP = frozenset({Status.FAILED, Status.HELD, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class Run:
    """What a run came to."""

    results: tuple[StackResult, ...]
    findings: tuple[Finding, ...] = ()
    """Those that bear on what was selected."""
    orphans: tuple[str, ...] = ()
    """Ids of stacks in the backend that no spec stands for."""

    def count(self, status: Status) -> int:
        return sum(result.status is status for result in self.results)

    @property
    def changes(self) -> int:
        return sum(result.changes.total for result in self.results)

    @property
    def exit_code(self) -> ExitCode:
        refusals = any(reason.refusal for r in self.results for reason in r.reasons)
        errors = any(finding.severity is Severity.ERROR for finding in self.findings)
        if self.count(Status.CANCELLED):
            return ExitCode.CANCELLED
        if refusals or errors:
            return ExitCode.FINDINGS
        return ExitCode.FAILED if self.count(Status.FAILED) else ExitCode.DONE


def bring_up(
    context: EngineContext,
    assessment: Assessment,
    words: Sequence[str],
    reporter: Reporter,
    *,
    skip: bool = True,
    refresh: bool = False,
    delete_data: bool = False,
) -> Run:
    """Makes the selected stacks what the plan says, with what they rest on.

    With `refresh` none is skipped, and what has drifted in AWS is put right.
    """
    loss_policy = data_loss_policy(assessment, delete_data=delete_data)
    leave = departures(assessment.plan)
    action = partial(engine_on.up, loss_policy=loss_policy, refresh=refresh, leave=leave)
    skips = skip and not refresh
    return _forwards(context, assessment, words, reporter, skip=skips, action=action)


def preview(
    context: EngineContext,
    assessment: Assessment,
    words: Sequence[str],
    reporter: Reporter,
    *,
    skip: bool = True,
) -> Run:
    """What `bring_up` would do; changes nothing."""
    action = partial(engine_on.preview, loss_policy=data_loss_policy(assessment))
    return _forwards(context, assessment, words, reporter, skip=skip, action=action)


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


def _forwards(
    context: EngineContext,
    assessment: Assessment,
    words: Sequence[str],
    reporter: Reporter,
    *,
    skip: bool,
    action: Callable[[EngineContext, StackPlan, OnChange], StackResult],
) -> Run:
    plan, mesh = assessment.plan, assessment.mesh
    identities = select(words, plan, mesh)
    findings = gate.concerning(assessment.findings, identities, plan.environment)
    untouched = findings_hold(plan, mesh, identities, findings)
    stacks = selected_stacks(plan, identities)
    for gone in retired_and_gone(mesh, stacks, context.store):
        del stacks[gone]
    if skip:
        free = [stack for name, stack in stacks.items() if name not in untouched]
        untouched |= up_to_date(context, free, plan.as_of)
    if asked := account_findings(context, plan, stacks.keys() - untouched.keys()):
        findings = (*findings, *asked)
        untouched = findings_hold(plan, mesh, identities, asked) | untouched
    executor = WaveExecutor(
        step=lambda name, seen: action(context, stacks[name], seen),
        veto=lambda name, results: untouched.get(name) or _rests_on_a_failure(name, results),
        stop=context.stop,
        reporter=reporter,
        workers=cores(),
    )
    with listening(context.stop):
        results = executor.run(waves({*stacks, *untouched}))
    return Run(results, findings, orphans(context.store.stacks(), plan, mesh))


def account_findings(
    context: EngineContext, plan: Plan, going: Collection[str]
) -> tuple[Finding, ...]:
    """What the account says against a run, asked before its first change; nothing if all rests."""
    if not going:
        return ()
    foundation = plan.environment
    held = read_checkpoint(context.store, foundation)
    return context.account.findings(held, whole=foundation in going)


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
    executor = WaveExecutor(
        step=lambda name, seen: engine_on.destroy(
            context, name, seen, loss_policy=loss_policy, leave=leave
        ),
        veto=_carries_a_failure,
        stop=context.stop,
        reporter=reporter,
        workers=cores(),
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
        workers=cores(),
    )
    with listening(context.stop):
        results = executor.run(waves(stacks))
    return Run(results)


def existing(store: StateStore, assessment: Assessment, words: Sequence[str]) -> frozenset[str]:
    """The stacks of the backend that a SELECT names, all if empty; orphans among them."""
    plan, mesh = assessment.plan, assessment.mesh
    present = {s for s in deployed(store) if identity_of(s, plan.environment) is not None}
    if not words:
        return frozenset(present)
    ids = {i for s in present if (i := identity_of(s, plan.environment)) is not None}
    known = ids | named((), plan, mesh)
    chosen = frozenset[str]().union(
        *(
            {FOUNDATION} if w == plan.environment else matches(w, known, plan.environment)
            for w in words
        )
    )
    return frozenset(stack_name(i, plan.environment) for i in chosen & ids)


def deployed(store: StateStore) -> frozenset[str]:
    """The stacks of a backend, with those whose checkpoint is lost and can be brought back."""
    return store.stacks() | lost(store)


def refused(assessment: Assessment, words: Sequence[str]) -> Run | None:
    """The run in which findings hold back all that was selected; None where some may go up."""
    plan, mesh = assessment.plan, assessment.mesh
    identities = select(words, plan, mesh)
    findings = gate.concerning(assessment.findings, identities, plan.environment)
    untouched = findings_hold(plan, mesh, identities, findings)
    if not untouched or selected_stacks(plan, identities).keys() - untouched:
        return None
    return Run(tuple(untouched[name] for wave in waves(untouched) for name in wave), findings)


def retired_and_gone(
    mesh: Mesh, stacks: Mapping[str, StackPlan], store: StateStore
) -> frozenset[str]:
    """The stacks of retired products that were destroyed: nobody wants them back, and empty."""
    retired = {
        name
        for name, stack in stacks.items()
        if stack.subject in mesh.products and mesh.products[stack.subject].is_retired
    }
    return frozenset(retired - deployed(store) if retired else ())


def findings_hold(
    plan: Plan, mesh: Mesh, identities: Collection[str], findings: Sequence[Finding]
) -> dict[str, StackResult]:
    """The results of the stacks that findings hold back; unreadable specs have stacks too."""
    planned = {stack.subject for stack in plan.stacks.values()}
    candidates = [i for i in identities if i in planned or mesh.is_unreadable(i)]
    return {
        (name := stack_name(identity, plan.environment)): StackResult(
            name, Status.HELD, reasons=tuple(_reason(finding) for finding in causes)
        )
        for identity, causes in gate.held(candidates, findings, plan.environment).items()
    }


def _reason(finding: Finding) -> Reason:
    return Reason(f"{finding.code} {finding.message}", finding.resource, finding.position)


def up_to_date(
    context: EngineContext, stacks: Sequence[StackPlan], as_of: date
) -> dict[str, StackResult]:
    """The results of the stacks that their records allow to skip."""

    def is_current(stack: StackPlan) -> bool:
        return records.is_current(context.store, stack, code=context.code, as_of=as_of)

    # An object store answers slowly and many at a time.
    with ThreadPoolExecutor(16) as pool:
        verdicts = pool.map(is_current, stacks)
        return {
            stack.name: StackResult(stack.name, Status.SKIPPED)
            for stack, current in zip(stacks, verdicts, strict=True)
            if current
        }


def _rests_on_a_failure(stack: str, results: Sequence[StackResult]) -> StackResult | None:
    bases = below(stack)
    return _held_by([r for r in results if r.stack in bases], stack, "{} did not come up")


def _carries_a_failure(stack: str, results: Sequence[StackResult]) -> StackResult | None:
    above = [r for r in results if r.stack.startswith(f"{stack}.")]
    return _held_by(above, stack, "{} is still there")


def _held_by(others: Sequence[StackResult], stack: str, text: str) -> StackResult | None:
    faults = [r for r in others if r.status in NOT_UP]
    if not faults:
        return None
    if all(r.status is Status.CANCELLED for r in faults):
        return cancelled(stack)
    return StackResult(stack, Status.HELD, reasons=(Reason(text.format(faults[0].stack)),))
