"""What one stack's state holds and what AWS has of it, read from a refresh that changed nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meshwright import recorded
from meshwright.recorded import resource_of
from meshwright.runner.engine.events import NOISE, is_counted

Values = Mapping[str, Any]
REFRESH = "resOutputsEvent"
SAME, UPDATE, GONE = "same", "update", "delete"


@dataclass(frozen=True, slots=True)
class Holding:
    """One resource of a stack: as its state has it, and as AWS does."""

    type: str
    name: str
    operation: str
    """same, update or delete: what a refresh would do to the state."""
    properties: tuple[str, ...]
    """The top-level properties that the provider says differ."""
    inputs: Values
    outputs: Values
    actual_inputs: Values
    actual_outputs: Values

    @property
    def key(self) -> str:
        return f"{self.type}::{self.name}"

    @property
    def is_gone(self) -> bool:
        return self.operation == GONE


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that a stack's state holds in AWS."""

    stack: str
    all: tuple[Holding, ...]

    def of(self, type_: str) -> Iterator[Holding]:
        """The resources of a type that are still there."""
        return (h for h in self.all if h.type == type_ and not h.is_gone)


def read_holdings(stack: str, log: Path) -> Holdings:
    """The holdings that a refresh has written to its event log; none without a log."""
    if not log.exists():
        return Holdings(stack, ())
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    events = (json.loads(line) for line in lines if REFRESH in line and NOISE not in line)
    steps = (event[REFRESH]["metadata"] for event in events if REFRESH in event)
    return Holdings(stack, tuple(holding_of(step) for step in steps if is_counted(step)))


def holding_of(step: Values) -> Holding:
    """What one step of a refresh says of a resource."""
    type_, _, name = resource_of(step["urn"]).partition("::")
    before: Values = step.get("old") or {}
    after: Values = step.get("new") or {}
    differing = recorded.without_notes(step.get("diffs") or ())
    only_notes = step["op"] == UPDATE and bool(step.get("diffs")) and not differing
    return Holding(
        type=type_,
        name=name,
        operation=SAME if only_notes else step["op"],
        properties=differing,
        inputs=recorded.sent(before.get("inputs") or {}),
        outputs=recorded.sent(before.get("outputs") or {}),
        actual_inputs=recorded.sent(after.get("inputs") or {}),
        actual_outputs=recorded.sent(after.get("outputs") or {}),
    )
