"""The stacks that a backend holds, with a spec or without."""

from collections.abc import Sequence

from meshwright.gate.assessment import Assessment
from meshwright.gate.selection import matches, named
from meshwright.ids import FOUNDATION, identity_of, stack_name
from meshwright.runner.recovery.past import lost
from meshwright.runner.state.store import StateStore


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
