"""The stacks that a backend holds, with a spec or without."""

from collections.abc import Sequence

from meshwright.gate.assessment import Assessment
from meshwright.gate.selection import named, named_among
from meshwright.ids import identity_of, stack_name
from meshwright.runner.recovery.past import lost
from meshwright.runner.state.store import StateStore


def existing(store: StateStore, assessment: Assessment, words: Sequence[str]) -> frozenset[str]:
    """The stacks of the backend that a SELECT names, all if empty; orphans among them."""
    plan, mesh = assessment.plan, assessment.mesh
    found = (identity_of(stack, plan.environment) for stack in deployed(store))
    present = frozenset(identity for identity in found if identity is not None)
    known = present | named((), plan, mesh)
    chosen = named_among(words, known, plan.environment) & present if words else present
    return frozenset(stack_name(identity, plan.environment) for identity in chosen)


def deployed(store: StateStore) -> frozenset[str]:
    """The stacks of a backend, with those whose checkpoint is lost and can be brought back."""
    return store.stacks() | lost(store)
