"""The plan: every resource the mesh will own, as values; no Pulumi, no clock, no disk.

Planning is loaded when it is first asked for: the engine's program is handed a plan that is made,
and would else load the readers of specs for nothing, once a stack.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meshwright.plan.build import plan, plan_of, stack_plan

PLANNING = ("plan", "plan_of", "stack_plan")
"""What is loaded when it is first asked for."""


def __getattr__(name: str) -> Any:
    if name not in PLANNING:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from meshwright.plan import build

    return getattr(build, name)


# pyright: reportUnsupportedDunderAll=false
# Modules, which load when they are asked for.
__all__ = [
    "audit_names",
    "audit_tables",
    "bootstrap",
    "declaration",
    "deployer",
    "difference",
    "documents",
    "domain",
    "drafts",
    "entry",
    "grants",
    "limits",
    "lineage",
    "machine",
    "measures",
    "names",
    "neighbourhood",
    "paths",
    "plan",
    "plan_of",
    "roles",
    "run_names",
    "stack_plan",
    "tags",
    "whole_files",
]
