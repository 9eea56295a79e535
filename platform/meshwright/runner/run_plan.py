"""The run plan: what a run does with each stack, why, and in which wave, as a value.

It is made once, before anything is touched. `mesh preview` prints it, `mesh up` executes it,
`--json` shows it. What only the run itself can tell, a stack that fails and holds those that rest
on it, is no part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from graphlib import TopologicalSorter
from itertools import groupby

from meshwright.errors import Finding
from meshwright.plan.declaration import StackPlan


class Decision(StrEnum):
    """What a run does with a stack."""

    RUN = "run"
    SKIP = "skip"
    HOLD = "hold"


class Cause(StrEnum):
    """The kinds of reasons for a decision."""

    NOT_DEPLOYED = "notDeployed"
    MOVED = "moved"
    """Its product has moved here, and is deployed under another stack's name."""
    UNRECORDED = "unrecorded"
    """It is there, but no update of it has come to a good end since its record was taken away."""
    CHANGED = "changed"
    """Its plan, how its rules stand, or the code that acts on them is not what was recorded."""
    EXPIRED = "expired"
    """The day has come on which its record holds no longer: an agreement starts or ends."""
    TOUCHED = "touched"
    """Something else than a run of `mesh` has written its state."""
    ASKED = "asked"
    """Nothing is skipped in this run."""
    UP_TO_DATE = "upToDate"
    RETIRED = "retired"
    """Its product is retired and its stack destroyed: nobody wants it back, and empty."""
    FINDING = "finding"
    ACCOUNT = "account"
    """The account has something against the run."""
    RESTS_ON = "restsOn"
    """What it rests on is held."""
    NOT_READY = "notReady"
    """What it rests on is another job's, and is not up to date."""
    GRANTS = "grants"
    """It holds grants of what was selected: it is taken along."""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason for a decision."""

    cause: Cause
    finding: Finding | None = None
    """What was found, where a finding holds."""
    stack: str = ""
    """The stack that is held, where another rests on it; the stack that a moved one was."""
    consumer: str = ""
    """The id that is granted something, where its producer is taken along."""


@dataclass(frozen=True, slots=True)
class PlannedStack:
    """One stack in a run."""

    name: str
    decision: Decision
    why: tuple[Why, ...]
    declared: StackPlan | None = None
    """What it is to become; None where its spec cannot be read."""
    rests_on: tuple[str, ...] = ()
    """The stacks of this run without which it cannot come up: foundation and domain."""
    waits_for: tuple[str, ...] = ()
    """Others of this run that have their turn before it, and need not succeed."""
    wave: int = 0
    """Counted from 1: a stack's wave comes after those of all that it rests on or waits for."""
    moved_from: str = ""
    """What the stack is called in the backend, where its product has moved."""

    @property
    def is_listed_only(self) -> bool:
        """Whether a run says nothing of it: what is retired and gone is nobody's stack."""
        return any(why.cause is Cause.RETIRED for why in self.why)


@dataclass(frozen=True, slots=True)
class Producer:
    """A stack outside of a selection that holds grants of what was selected, and is behind."""

    name: str
    cause: Cause
    """Why it is not up to date."""
    consumers: tuple[str, ...]
    """The selected ids that it grants to."""
    is_taken: bool
    """Whether the run takes it along."""
    findings: tuple[Finding, ...] = ()
    """Those that keep it, or what it needs, from being taken along."""


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A run over many stacks, before it begins."""

    stacks: tuple[PlannedStack, ...] = ()
    """In the order of their waves, and by name within each."""
    findings: tuple[Finding, ...] = ()
    """Those that bear on what was selected."""
    orphans: tuple[str, ...] = ()
    """Ids of stacks in the backend that no spec stands for."""
    producers: tuple[Producer, ...] = ()
    """Whose stacks hold grants of what was selected and are not up to date."""

    def of(self, decision: Decision) -> tuple[PlannedStack, ...]:
        return tuple(stack for stack in self.stacks if stack.decision is decision)

    @property
    def lacks_its_base(self) -> bool:
        """Whether anything is held since another job has not brought up what it rests on."""
        return any(why.cause is Cause.NOT_READY for stack in self.stacks for why in stack.why)

    @property
    def waves(self) -> tuple[tuple[PlannedStack, ...], ...]:
        """The stacks that a run tells of, each group resting only on those before it."""
        told = (stack for stack in self.stacks if not stack.is_listed_only)
        return tuple(tuple(group) for _, group in groupby(told, key=lambda stack: stack.wave))


Edges = Mapping[str, Sequence[str]]
"""By stack, the stacks that come before it."""


def joined_edges(*edges: Edges) -> Edges:
    """By stack, all that comes before it by one or the other."""
    names = dict.fromkeys(name for some in edges for name in some)
    return {name: [first for some in edges for first in some.get(name, ())] for name in names}


def in_waves(
    stacks: Iterable[PlannedStack], *, rests_on: Edges, waits_for: Edges, departing: Edges
) -> tuple[PlannedStack, ...]:
    """The stacks with their edges and waves, in their order; edges to other stacks are dropped.

    `departing` says which stacks hold grants to roles that a stack lets go: they come before it,
    unless they themselves have to wait for it. Then its own turn revokes what they hold.
    """
    known = {stack.name: stack for stack in stacks}
    bases = {name: _among(rests_on.get(name, ()), known, name) for name in known}
    waits = {name: _among(waits_for.get(name, ()), known, name) for name in known}
    before = {name: {*bases[name], *waits[name]} for name in known}
    for name in sorted(departing.keys() & known.keys()):
        for holder in _among(departing[name], known, name):
            if not _leads_to(before, holder, name):
                before[name].add(holder)
    waves = _longest_paths(before)
    placed = (
        replace(
            stack,
            rests_on=bases[name],
            waits_for=tuple(sorted(before[name].difference(bases[name]))),
            wave=waves[name],
        )
        for name, stack in known.items()
    )
    held = _held_with_their_bases(sorted(placed, key=lambda stack: (stack.wave, stack.name)))
    return tuple(held)


def _among(names: Iterable[str], known: Mapping[str, PlannedStack], own: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name in known and name != own))


def _leads_to(before: Mapping[str, Iterable[str]], start: str, goal: str) -> bool:
    seen, left = {start}, [start]
    while left:
        name = left.pop()
        if name == goal:
            return True
        new = set(before[name]) - seen
        seen |= new
        left += new
    return False


def _longest_paths(before: Mapping[str, Iterable[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in TopologicalSorter(before).static_order():
        found[name] = 1 + max((found[base] for base in before[name]), default=0)
    return found


def _held_with_their_bases(stacks: Sequence[PlannedStack]) -> Iterable[PlannedStack]:
    """The stacks, those that would run held where what they rest on is held."""
    held: set[str] = set()
    for stack in stacks:
        decided = _held_with_its_base(stack, held)
        if decided.decision is Decision.HOLD:
            held.add(decided.name)
        yield decided


def _held_with_its_base(stack: PlannedStack, held: set[str]) -> PlannedStack:
    base = next((name for name in stack.rests_on if name in held), None)
    if stack.decision is not Decision.RUN or base is None:
        return stack
    return replace(stack, decision=Decision.HOLD, why=(Why(Cause.RESTS_ON, stack=base),))
