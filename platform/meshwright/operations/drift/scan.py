"""Compares state and AWS, stacks side by side: the engine's refresh, then a look of our own.

Nothing is changed: the refresh is a preview, which writes no state and takes no lock.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.errors import ExitCode, MeshError
from meshwright.gate.assessment import Assessment
from meshwright.gate.reasons import Reason
from meshwright.gate.selection import orphans
from meshwright.ids import FOUNDATION, identity_of, stack_name
from meshwright.operations.drift import extras
from meshwright.operations.drift.differences import differences
from meshwright.operations.drift.entries import changed_entries
from meshwright.operations.drift.grantees import Grantees, kept_grants
from meshwright.operations.drift.grants import extra_grants, extra_tags
from meshwright.operations.drift.labels import described
from meshwright.operations.drift.openings import open_databases
from meshwright.operations.drift.partitions import misfitting_partitions
from meshwright.operations.drift.state import SAME, Holding, Holdings, read_holdings
from meshwright.operations.drift.unmanaged import UnmanagedResources, strays
from meshwright.operations.drift.values import Drift, Kind
from meshwright.plan.declaration import Declaration, StackPlan
from meshwright.plan.limits import subject_of
from meshwright.runner.capacity import cores
from meshwright.runner.cloud import Cloud
from meshwright.runner.engine.stop import listening
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.existing import existing
from meshwright.runner.parallel import Reporter, WaveExecutor
from meshwright.runner.recovery.recover import check_readable
from meshwright.runner.results import Changes, StackResult, Status
from meshwright.runner.stack_operation import OnChange, begin, spec_lines
from meshwright.runner.state.checkpoint import parse_checkpoint
from meshwright.runner.state.store import StateStore

AwsError = (ClientError, BotoCoreError)
UNSETTLED = Reason("a run has left it unfinished: mesh recover, then compare again")


@dataclass(frozen=True, slots=True)
class DriftReport:
    """What a comparison came to."""

    results: tuple[StackResult, ...]
    drifts: tuple[Drift, ...]
    dying_keys: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    """Stacks that were never deployed: no drift, but nothing was compared either."""

    @property
    def exit_code(self) -> ExitCode:
        statuses = {result.status for result in self.results}
        if Status.CANCELLED in statuses:
            return ExitCode.CANCELLED
        if Status.FAILED in statuses:
            return ExitCode.FAILED
        return ExitCode.CHANGES if self.drifts else ExitCode.DONE


def find_drift(
    context: EngineContext,
    cloud: Cloud,
    assessment: Assessment,
    words: Sequence[str],
    reporter: Reporter,
) -> DriftReport:
    """The drift of the selected stacks; of the whole account where all are selected."""
    plan, whole = assessment.plan, existing(context.store, assessment, ())
    stacks = existing(context.store, assessment, words)
    looks = DriftScan(context, cloud, plan.stacks)
    results = _run(context, looks, stacks, reporter)
    drifts = [drift for result in results for drift in looks.drifts.get(result.stack, ())]
    drifts += _orphans(whole, stacks, assessment)
    absent = () if words else tuple(sorted(plan.stacks.keys() - whole))
    found = UnmanagedResources()
    if whole and looks.drifts.keys() == whole:
        found = look_around(looks, cloud)
    ordered = sorted((*drifts, *found.drifts), key=lambda d: (d.subject, d.kind, d.what))
    return DriftReport(results, tuple(ordered), found.dying_keys, absent)


def _run(
    context: EngineContext, looks: "DriftScan", stacks: Iterable[str], reporter: Reporter
) -> tuple[StackResult, ...]:
    executor = WaveExecutor(
        looks.take, lambda _name, _results: None, context.stop, reporter, cores()
    )
    wave = sorted(stacks)
    with listening(context.stop):
        # One wave: looking at one stack needs nothing of another.
        return executor.run([wave] if wave else [])


def _orphans(
    whole: frozenset[str], stacks: Collection[str], assessment: Assessment
) -> Iterator[Drift]:
    plan = assessment.plan
    for identity in orphans(whole, plan, assessment.mesh):
        stack = stack_name(identity, plan.environment)
        if stack in stacks:
            yield Drift(stack, identity, Kind.ORPHAN, f"stack {stack} has no spec")


def look_around(looks: "DriftScan", cloud: Cloud) -> UnmanagedResources:
    """What is in the account and in the state of none of the stacks that were looked at: all."""
    try:
        return strays(looks.holdings.values(), cloud, looks.grantees)
    except AwsError as error:
        raise _unanswered(error) from error


def _unanswered(error: Exception) -> MeshError:
    return MeshError(
        f"AWS could not be asked: {error}",
        fix="give the deploying role the read-only actions in docs/how-to/drift.md",
    )


def _is_settled(store: StateStore, stack: str) -> bool:
    """Whether the state can be compared: a killed run may have made what it does not hold."""
    content = store.read_checkpoint(stack)
    checkpoint = parse_checkpoint(content) if content is not None else None
    return checkpoint is None or checkpoint.is_settled


def _counted(held: int, found: Collection[Drift]) -> Changes:
    """What was seen of a stack, counted as changes: also what the engine does not look at."""
    of = Counter(drift.kind for drift in found)
    apart = len({d.resource for d in found if d.kind is not Kind.EXTRA and d.resource})
    return Changes(of[Kind.EXTRA], of[Kind.CHANGED], of[Kind.GONE], same=held - apart)


class DriftScan:
    """Looks at one stack after the other, and keeps what was seen; threads may share it."""

    def __init__(
        self, context: EngineContext, cloud: Cloud, plans: Mapping[str, StackPlan]
    ) -> None:
        self.context = context
        self.cloud = cloud
        self.plans = plans
        self.grantees = Grantees(cloud, plans)
        self.holdings: dict[str, Holdings] = {}
        self.drifts: dict[str, tuple[Drift, ...]] = {}
        self._declarations: dict[str, Mapping[str, Declaration]] = {}

    def take(self, stack: str, seen: OnChange) -> StackResult:
        """Looks at one stack; its result counts what has changed, gone and come."""
        check_readable(self.context.store, stack)
        if not _is_settled(self.context.store, stack):
            return StackResult(stack, Status.FAILED, reasons=(UNSETTLED,))
        plan = self.plans.get(stack)
        turn = begin(self.context, stack, spec_lines(plan) if plan else {}, seen)
        ended = turn.operate("refresh", "--preview-only")
        holdings = read_holdings(stack, turn.events.path)
        result = turn.result(ended)
        if result.status is not Status.DONE:
            return result
        try:
            extra = tuple(self._extras(holdings))
        except AwsError as error:
            return replace(result, status=Status.FAILED, reasons=(Reason(str(_unanswered(error))),))
        own = tuple(self._drift(holdings.stack, h) for h in holdings.all if h.operation != SAME)
        self.holdings[stack] = holdings
        self.drifts[stack] = (*own, *extra)
        return replace(result, changes=_counted(len(holdings.all), self.drifts[stack]))

    def _extras(self, holdings: Holdings) -> Iterator[Drift]:
        def owner(key: str) -> str:
            return self._subject(holdings.stack, key)

        own = self._subject(holdings.stack)
        yield from extra_grants(holdings, self.cloud, own, self.grantees.is_gone)
        yield from kept_grants(holdings, self.grantees, own)
        yield from open_databases(holdings, self.cloud, owner)
        yield from extra_tags(holdings, self.cloud, own)
        yield from changed_entries(holdings, self.cloud, owner)
        yield from extras.extra_policies(holdings, self.cloud, owner)
        yield from extras.extra_key_uses(holdings, self.cloud, owner)
        yield from extras.extra_tables(holdings, self.cloud, owner)
        yield from misfitting_partitions(holdings, self.cloud, owner)
        yield from extras.extra_copies(holdings, self.cloud, owner)

    def _drift(self, stack: str, holding: Holding) -> Drift:
        plan = self.plans.get(stack)
        return Drift(
            stack,
            self._subject(stack, holding.key),
            Kind.GONE if holding.is_gone else Kind.CHANGED,
            described(holding),
            holding.key,
            () if holding.is_gone else differences(holding),
            spec_lines(plan).get(holding.key) if plan else None,
        )

    def _declared(self, stack: str) -> Mapping[str, Declaration]:
        """What a stack's plan declares, by key; made once, since all of it may have drifted."""
        if stack not in self._declarations:
            plan = self.plans.get(stack)
            self._declarations[stack] = {str(d.key): d for d in plan.declarations} if plan else {}
        return self._declarations[stack]

    def _subject(self, stack: str, key: str = "") -> str:
        """The domain or product behind a stack, or behind one of its resources."""
        declared = self._declared(stack).get(key)
        own = identity_of(stack, self.cloud.environment.name) or FOUNDATION
        return (subject_of(declared) if declared else "") or own
