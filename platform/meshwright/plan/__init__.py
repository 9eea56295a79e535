"""The plan: every resource the mesh will own, as values; no Pulumi, no clock, no disk."""

from meshwright.plan.build import plan, stack_plan

__all__ = ["plan", "stack_plan"]
