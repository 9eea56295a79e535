"""Runs that are held or broken right after a state of their machine."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

Definition = dict[str, Any]
HELD, BROKEN = "held by a test", "broken by a test"
ENDS: Mapping[str, dict[str, Any]] = {
    HELD: {"Type": "Wait", "Seconds": 10_000_000, "End": True},
    BROKEN: {"Type": "Fail", "Error": "test.Broken", "Cause": "by a test"},
}
GATE, ON = "gate of a test", "on"


def ended_after(definition: Definition, place: str, end: str) -> Definition:
    """A machine that goes no further than to the end of a state, be it in a branch or an item.

    What follows is still there for a choice that is never made: no state may be out of reach.
    """
    changed = copy.deepcopy(definition)
    (states,) = (level for level in _levels(changed) if place in level)
    state = states[place]
    if state.pop("End", False):
        states[ON] = {"Type": "Succeed"}
    always = {"Variable": "$", "IsPresent": True, "Next": end}
    states[GATE] = {"Type": "Choice", "Choices": [always], "Default": state.get("Next", ON)}
    states[end] = dict(ENDS[end])
    state["Next"] = GATE
    return changed


def places(definition: Definition, passed: Mapping[str, None]) -> list[str]:
    """The states that a run has passed and after which it can be held."""
    types = {name: state["Type"] for level in _levels(definition) for name, state in level.items()}
    return [name for name in passed if types[name] not in ("Choice", "Fail", "Succeed")]


def _levels(definition: Definition) -> Iterator[dict[str, Any]]:
    yield definition["States"]
    for state in definition["States"].values():
        for inner in (*state.get("Branches", ()), state.get("ItemProcessor")):
            if inner:
                yield from _levels(inner)
