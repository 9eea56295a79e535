"""A plan brought up in a local AWS without the engine: each resource created, in order."""

from collections.abc import Mapping
from typing import Any

from meshwright.aws.resource_types import OBJECT
from meshwright.json_values import with_leaves
from meshwright.plan.declaration import Plan, Ref, StackPlan

from local_aws.engine_side import EngineSide

SKIPPED = (OBJECT,)
"""Whose contents are no access."""


def bring_up(plan: Plan, engine: EngineSide) -> None:
    """Creates what all stacks declare: the foundation first, then domains, then products."""
    for stack in sorted(plan.stacks.values(), key=lambda stack: stack.id.wave):
        _create(stack, engine)


def _create(stack: StackPlan, engine: EngineSide) -> None:
    made: dict[str, Mapping[str, Any]] = {}

    def resolved(leaf: Any) -> Any:
        return made[str(leaf.key)][leaf.output] if isinstance(leaf, Ref) else leaf

    for declared in stack.declarations:
        if declared.type not in SKIPPED:
            inputs: Any = with_leaves(declared.inputs, resolved)
            made[str(declared.key)] = engine.create(declared.type, inputs).outputs
