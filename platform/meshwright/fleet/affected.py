"""Which stacks a change concerns: those that `mesh up` would run if the base were deployed.

A stack is skipped while its plan, how its rules stand and the code that acts on them are what they
were, so what differs in one of the three is in the answer. What only a backend knows is not:
whether a stack's last update failed, whether something else has written it, or its day is over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meshwright.gate.assessment import Planned, Specified
from meshwright.ids import StackId, StackKind, stack_name
from meshwright.plan.declaration import StackPlan
from meshwright.plan.neighbourhood import may_differ
from meshwright.specs.identity import is_same
from meshwright.specs.models import Mesh

BEYOND = (
    "stacks whose last update failed, that drifted, or whose day has come since are known to the"
    " backend alone: a nightly `mesh up` takes them"
)
"""What the answer leaves out, in words."""


class Effect(StrEnum):
    """What a change does to a stack."""

    ADDED = "added"
    """The base plans no such stack."""
    CHANGED = "changed"
    MOVED = "moved"
    """Its product has another path now, and its old names in AWS."""
    DELETED = "deleted"
    """No spec stands for it any more: `mesh destroy` takes it away, no `mesh up` does."""


class Everything(StrEnum):
    """Why a change concerns every stack."""

    CODE = "code"
    """Code that plans, or that acts on plans, differs."""
    BACKEND = "backend"
    """The environment has another backend: nothing is deployed in it yet."""
    NO_BASE = "noBase"
    """The base has no such environment, or one that cannot be read: nothing came from it."""


@dataclass(frozen=True, slots=True)
class Affected:
    """One stack that a change concerns."""

    id: StackId
    effect: Effect
    declared: StackPlan | None = None
    """What it is to become; None where it has no spec any more."""
    other: str = ""
    """The stack that a moved product had before, or that the product of a deleted one has now."""

    @property
    def name(self) -> str:
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Change:
    """What a change does to the stacks of one environment."""

    stacks: tuple[Affected, ...]
    """In the order in which they rest on each other, and by name."""
    everything: Everything | None = None
    """Why it concerns every stack, where it does."""

    @property
    def subjects(self) -> frozenset[str]:
        """The ids whose stacks can be brought up."""
        return frozenset(stack.id.subject for stack in self.stacks if stack.declared)

    @property
    def products(self) -> tuple[StackPlan, ...]:
        """What is to become of the products' stacks."""
        declared = (stack.declared for stack in self.stacks if stack.declared)
        return tuple(stack for stack in declared if stack.kind is StackKind.PRODUCT)


def affected(base: Planned | None, head: Planned, *, code: Sequence[str] = ()) -> Change:
    """What differs between two plans of an environment, made for one day by one code.

    `code` are the files that differ among those that plan and act: with any, all stacks are in.
    """
    everything = _everything(base, head, code)
    before: Mapping[str, StackPlan] = base.plan.stacks if base else {}
    moved: Mapping[str, str] = _moves(base.mesh, head.mesh) if base else {}
    old = {new: stack_name(was, head.plan.environment) for was, new in moved.items()}
    stacks = [
        _at_head(stack, before.get(name), old.get(stack.subject, ""))
        for name, stack in head.plan.stacks.items()
        if everything or name not in before or _differ(before[name], stack)
    ]
    for name in before.keys() - head.plan.stacks.keys():
        gone = before[name].id
        heir = moved.get(gone.subject)
        other = stack_name(heir, gone.environment) if heir else ""
        stacks.append(Affected(gone, Effect.DELETED, other=other))
    return Change(tuple(sorted(stacks, key=lambda s: (s.id.wave, s.name))), everything)


def may_concern(base: Specified | Planned, head: Specified | Planned) -> frozenset[str] | None:
    """The subjects whose stacks may differ, told without a plan; None where any may.

    A stack is planned and judged by its neighbourhood, and by what holds for the whole mesh: the
    environment, the day, and what the organisation asks.
    """
    whole = ((s.environment, s.organisation) for s in (base, head))
    if base.as_of != head.as_of or not is_same(*whole):
        return None
    return may_differ(base.near, head.near)


def _everything(base: Planned | None, head: Planned, code: Sequence[str]) -> Everything | None:
    if base is None:
        return Everything.NO_BASE
    if base.environment.spec.backend != head.environment.spec.backend:
        return Everything.BACKEND
    return Everything.CODE if code else None


def _at_head(stack: StackPlan, before: StackPlan | None, old: str) -> Affected:
    if old:
        return Affected(stack.id, Effect.MOVED, stack, old)
    return Affected(stack.id, Effect.CHANGED if before else Effect.ADDED, stack)


def _differ(before: StackPlan, now: StackPlan) -> bool:
    if before.judged_by != now.judged_by:
        return True
    # Digests are what counts. Nearly all stacks are the same down to their spec lines, and that is
    # far sooner seen.
    is_same = (before.provider, before.declarations) == (now.provider, now.declarations)
    return not is_same and before.digest != now.digest


def _moves(base: Mesh, head: Mesh) -> Mapping[str, str]:
    """By the id that a product had, the one that it has now: its names in AWS have come along."""
    now = {p.origin: p.id for p in head.products.values()}
    known = {*head.products, *head.unreadable}
    return {
        product.id: now[product.origin]
        for product in base.products.values()
        if product.id not in known and product.origin in now
    }
