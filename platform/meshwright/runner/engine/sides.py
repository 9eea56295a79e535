"""What a stack held and will hold, as the engine tells it step by step, unchanged things included.

Only what says which rows are there and who reads them is kept: tables, grants, tags, entries.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from meshwright import recorded
from meshwright.aws.resource_types import CELLS_FILTER, LF_TAGS, OBJECT, PERMISSIONS, TABLE
from meshwright.plan.declaration import ResourceKey
from meshwright.plan.difference import Inputs

TOLD = frozenset({TABLE, CELLS_FILTER, PERMISSIONS, LF_TAGS, OBJECT})


@dataclass(slots=True)
class Sides:
    """The inputs of a stack's resources before a run and after it."""

    before: dict[ResourceKey, Inputs] = field(default_factory=dict[ResourceKey, Inputs])
    after: dict[ResourceKey, Inputs] = field(default_factory=dict[ResourceKey, Inputs])

    def take(self, step: Mapping[str, Any]) -> None:
        """Takes a step in; of a resource that goes there is no new side, of a new one no old."""
        if step["type"] not in TOLD:
            return
        kind, _, name = recorded.resource_of(step["urn"]).partition("::")
        key = ResourceKey(kind, name)
        for side, state in ((self.before, step.get("old")), (self.after, step.get("new"))):
            if state:
                side[key] = recorded.declared(state.get("inputs") or {})
