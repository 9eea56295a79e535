"""Makes the plan of a run, from the specs' verdict, a SELECT, the records and the account.

What holds a stack back, in this order: a finding of level error about it or about what it rests on;
a record that says it is up to date (then it is skipped); what the account has against the run. A
product whose input is held back goes up all the same: names are deterministic, so it needs nothing
of the input's stack, and its grants lie in the producer's.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from meshwright.errors import Finding
from meshwright.gate import held as gate
from meshwright.gate.assessment import Assessment
from meshwright.gate.selection import grantees, named, orphans, selected_stacks, with_bases
from meshwright.ids import StackKind, stack_name
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.runner.departures import departures, holders
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.existing import deployed
from meshwright.runner.moves import domains_left, home_of, moved_stacks
from meshwright.runner.producers import along, producers
from meshwright.runner.role_transfers import takers
from meshwright.runner.run_plan import (
    Cause,
    Decision,
    PlannedStack,
    RunPlan,
    Why,
    in_waves,
    joined_edges,
)
from meshwright.runner.state import records
from meshwright.runner.state.checkpoint import read_checkpoint
from meshwright.runner.state.records import Stale
from meshwright.runner.state.store import StateStore
from meshwright.runner.waves import below
from meshwright.specs.models import Mesh

AT_ONCE = 16
"""Records that are read at the same time: an object store answers slowly and many at a time."""
CAUSES = {
    Stale.UNRECORDED: Cause.UNRECORDED,
    Stale.CHANGED: Cause.CHANGED,
    Stale.EXPIRED: Cause.EXPIRED,
    Stale.TOUCHED: Cause.TOUCHED,
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a SELECT covers, and what of it findings hold: known without engine and backend."""

    named: frozenset[str]
    """The ids that were named."""
    identities: frozenset[str]
    """Those, and what they rest on and grant to."""
    stacks: Mapping[str, StackPlan]
    """Those that are planned; a spec that cannot be read has none."""
    findings: tuple[Finding, ...]
    """Those that bear on the selection."""
    held: Mapping[str, tuple[Finding, ...]]
    """By stack, the findings that hold it; unreadable specs have stacks too."""

    @property
    def is_refused(self) -> bool:
        """Whether findings hold all that was selected."""
        return bool(self.held) and self.held.keys() >= self.stacks.keys()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to bring up, as where a change concerns no stack."""
        return not self.identities


def choose(assessment: Assessment, words: Sequence[str]) -> Selection:
    """What a SELECT covers; raises UsageError for a name that nothing has."""
    return choose_ids(assessment, named(words, assessment.plan, assessment.mesh))


def choose_ids(assessment: Assessment, ids: frozenset[str]) -> Selection:
    """What ids cover: they themselves, and what they need."""
    return _covering(assessment, ids, with_bases(ids, assessment.plan, assessment.mesh))


def _covering(assessment: Assessment, ids: frozenset[str], identities: frozenset[str]) -> Selection:
    plan, mesh = assessment.plan, assessment.mesh
    findings = gate.concerning(assessment.findings, identities, plan.environment)
    held = _held(plan, mesh, identities, findings)
    return Selection(ids, identities, selected_stacks(plan, identities), findings, held)


def _held(
    plan: Plan, mesh: Mesh, identities: Collection[str], findings: Sequence[Finding]
) -> dict[str, tuple[Finding, ...]]:
    planned = {stack.subject for stack in plan.stacks.values()}
    candidates = [i for i in identities if i in planned or mesh.is_unreadable(i)]
    held = gate.held(candidates, findings, plan.environment)
    return {stack_name(identity, plan.environment): causes for identity, causes in held.items()}


def refused_plan(selection: Selection) -> RunPlan:
    """The plan of a run that findings hold back altogether: nothing else needs to be asked."""
    stacks = [_because_of(name, None, Cause.FINDING, f) for name, f in selection.held.items()]
    placed = in_waves(stacks, rests_on=_bases(stacks), waits_for={}, departing={})
    return RunPlan(placed, selection.findings)


def plan_run(
    context: EngineContext,
    assessment: Assessment,
    selection: Selection,
    *,
    skip: bool,
    only: bool = False,
) -> RunPlan:
    """The plan of an `up` or a preview; asks backend and account, and changes nothing.

    Without `skip` no stack is passed over because its record says that it is up to date. Producers
    that hold grants of what was selected come along where they are behind, but with `only`.
    """
    plan, mesh = assessment.plan, assessment.mesh
    present = context.store.stacks()
    consumers = producers(assessment, selection.named, selection.identities)
    granting = [plan.stacks[name] for name in consumers]
    behind = _causes(context, granting, present, plan.as_of)
    more = along(assessment, consumers, behind, only=only)
    moved = moved_stacks(context.store, plan, mesh, present)
    left = domains_left(moved, selection.stacks, plan)
    if more.identities or left:
        covered = selection.identities | more.identities | left
        selection = _covering(assessment, selection.named, covered)
    decided = _decided(context, assessment, selection, present, behind, skip=skip)
    decided = [_as_moved(stack, moved.get(stack.name)) for stack in decided]
    stacks_taken = {p.name: p.consumers for p in more.producers if p.is_taken}
    decided = [_with_consumers(stack, stacks_taken) for stack in decided]
    going = {stack.name for stack in decided if stack.decision is Decision.RUN}
    asked = account_findings(context, plan, going)
    against = _held(plan, mesh, selection.identities, asked)
    stacks = [_unless_held_by_the_account(stack, against) for stack in decided]
    placed = in_waves(
        stacks,
        rests_on=_bases(stacks, mesh),
        waits_for=_readers_domains(stacks, plan, mesh),
        departing=joined_edges(
            _holders_of_departing(context.store, stacks, present, plan),
            takers(context.store, _going(stacks), plan),
            {old: (new,) for new, old in moved.items()},
        ),
    )
    findings = (*selection.findings, *asked)
    left_over = orphans(present - {*moved.values()}, plan, mesh)
    return RunPlan(placed, findings, left_over, more.producers)


def _as_moved(stack: PlannedStack, old: str | None) -> PlannedStack:
    """A stack that is to run, whatever its record says, since it is called otherwise as yet."""
    if old is None or stack.decision is Decision.HOLD:
        return stack
    why = (Why(Cause.MOVED, stack=old),)
    return replace(stack, decision=Decision.RUN, why=why, moved_from=old)


def _going(stacks: Iterable[PlannedStack]) -> list[str]:
    return [stack.name for stack in stacks if stack.decision is Decision.RUN]


def _with_consumers(stack: PlannedStack, taken: Mapping[str, tuple[str, ...]]) -> PlannedStack:
    """A stack, with those for whom it is taken along among its reasons."""
    consumers = taken.get(stack.name, ())
    whom = (Why(Cause.GRANTS, consumer=consumer) for consumer in consumers)
    return replace(stack, why=(*stack.why, *whom)) if consumers else stack


def _decided(
    context: EngineContext,
    assessment: Assessment,
    selection: Selection,
    present: Collection[str],
    known: Mapping[str, Cause],
    *,
    skip: bool,
) -> list[PlannedStack]:
    gone = retired_and_gone(assessment.mesh, selection.stacks, context.store)
    free = [s for s in selection.stacks.values() if s.name not in {*selection.held, *gone}]
    unknown = [stack for stack in free if stack.name not in known]
    causes = dict(known) | (
        dict(_causes(context, unknown, present, assessment.plan.as_of))
        if skip
        else dict.fromkeys((stack.name for stack in unknown), Cause.ASKED)
    )
    return [
        *(
            _because_of(name, selection.stacks.get(name), Cause.FINDING, findings)
            for name, findings in selection.held.items()
        ),
        *(_skipped(selection.stacks[name], Cause.RETIRED) for name in gone - selection.held.keys()),
        *(_run_or_skipped(stack, causes[stack.name]) for stack in free),
    ]


def _because_of(
    name: str, declared: StackPlan | None, cause: Cause, findings: Iterable[Finding]
) -> PlannedStack:
    why = tuple(Why(cause, finding) for finding in findings)
    return PlannedStack(name, Decision.HOLD, why, declared)


def _skipped(stack: StackPlan, cause: Cause) -> PlannedStack:
    return PlannedStack(stack.name, Decision.SKIP, (Why(cause),), stack)


def _run_or_skipped(stack: StackPlan, cause: Cause) -> PlannedStack:
    if cause is Cause.UP_TO_DATE:
        return _skipped(stack, cause)
    return PlannedStack(stack.name, Decision.RUN, (Why(cause),), stack)


def _unless_held_by_the_account(
    stack: PlannedStack, against: Mapping[str, tuple[Finding, ...]]
) -> PlannedStack:
    if stack.decision is not Decision.RUN or stack.name not in against:
        return stack
    return _because_of(stack.name, stack.declared, Cause.ACCOUNT, against[stack.name])


def _causes(
    context: EngineContext, stacks: Sequence[StackPlan], present: Collection[str], as_of: date
) -> Mapping[str, Cause]:
    """By stack, why its record lets it be skipped, or does not."""

    def cause(stack: StackPlan) -> Cause:
        stale = records.staleness(context.store, stack, code=context.code, as_of=as_of)
        if stale is Stale.UNRECORDED and stack.name not in present:
            return Cause.NOT_DEPLOYED
        return Cause.UP_TO_DATE if stale is None else CAUSES[stale]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip((s.name for s in stacks), pool.map(cause, stacks), strict=True))


def account_findings(
    context: EngineContext, plan: Plan, going: Collection[str]
) -> tuple[Finding, ...]:
    """What the account says against a run, asked before its first change; nothing if all rests."""
    if not going:
        return ()
    foundation = plan.environment
    held = read_checkpoint(context.store, foundation)
    return context.account.findings(held, whole=foundation in going)


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


def _bases(stacks: Iterable[PlannedStack], mesh: Mesh | None = None) -> Mapping[str, Sequence[str]]:
    """By stack, what it rests on: of a moved product also the domain that it began in."""
    return {
        stack.name: (*below(stack.name), *(home_of(stack.name, mesh) if mesh else ()))
        for stack in stacks
    }


def _readers_domains(
    stacks: Iterable[PlannedStack], plan: Plan, mesh: Mesh
) -> Mapping[str, Sequence[str]]:
    """By stack, those of the domains to whose roles it grants: a role must be there before."""
    return {
        stack.name: sorted(
            stack_name(domain, plan.environment) for domain in grantees(product, plan, mesh)
        )
        for stack in stacks
        if stack.declared and (product := mesh.products.get(stack.declared.subject))
    }


def _holders_of_departing(
    store: StateStore, stacks: Iterable[PlannedStack], present: Collection[str], plan: Plan
) -> Mapping[str, Sequence[str]]:
    """By stack that lets a role go, those of this run that hold grants to it."""
    going = {s.name: s for s in stacks if s.decision is Decision.RUN}
    domains = (s.name for s in going.values() if s.declared and _has_roles(s.declared))
    found = holders(store, (name for name in domains if name in present), departures(plan))
    return {name: sorted(set(held) & going.keys()) for name, held in found.items()}


def _has_roles(stack: StackPlan) -> bool:
    return stack.kind is not StackKind.PRODUCT
