"""Whether a definition is one: in the Amazon States Language, with every state that it names.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

State = Mapping[str, Any]
ENDS = ("Succeed", "Fail")
INNER = ("Branches", "ItemProcessor", "Iterator", "Result")
"""Fields with states of their own, or with values that are taken as they are."""
LOOKUP = re.compile(r"\$.*|States\.[A-Za-z0-9]+\(.*\)", re.DOTALL)
LONGEST_NAME = 80
SCHEMA, MISSING = "SCHEMA_VALIDATION_FAILED", "MISSING_TRANSITION_TARGET"


def faults(definition: str) -> list[str]:
    """What is wrong with a definition, in AWS's words; empty where it is sound."""
    try:
        written = json.loads(definition)
    except ValueError as error:
        return [f"INVALID_JSON_DESCRIPTION: {error}"]
    if not isinstance(written, dict):
        return [f"{SCHEMA}: The field 'StartAt' is missing"]
    return list(_of_a_program(cast("State", written), "/")) or list(_of_the_language(definition))


def _of_the_language(definition: str) -> Iterator[str]:
    """What moto's parser says; it knows fields, types, paths and intrinsic functions."""
    from localaws.machines.programs import program

    try:
        program(definition)
    except Exception as error:
        yield f"{SCHEMA}: {error}"


def _of_a_program(program: State, path: str) -> Iterator[str]:
    states: Any = program.get("States")
    if not isinstance(states, dict) or not states:
        yield f"{SCHEMA}: The field 'States' is missing at {path}"
        return
    known = cast("Mapping[str, State]", states)
    if program.get("StartAt") not in known:
        yield f"{MISSING}: Missing 'Next' target: {program.get('StartAt')} at {path}StartAt"
    for name, state in known.items():
        at = f"{path}States/{name}"
        if len(name) > LONGEST_NAME:
            yield f"{SCHEMA}: The name of a state is longer than {LONGEST_NAME} characters at {at}"
        yield from _of_a_state(state, at)
        for field, target in _targets(state):
            if target not in known:
                yield f"{MISSING}: Missing '{field}' target: {target} at {at}/{field}"
    yield from _unreachable(program, known, path)


def _of_a_state(state: State, at: str) -> Iterator[str]:
    yield from _of_lookups(state, at)
    kind = state.get("Type")
    if kind != "Choice" and kind not in ENDS and not state.get("End") and "Next" not in state:
        yield f"{SCHEMA}: A state needs 'Next' or 'End' at {at}"
    for place, branch in enumerate(state.get("Branches") or ()):
        yield from _of_a_program(branch, f"{at}/Branches[{place}]/")
    for field in ("ItemProcessor", "Iterator"):
        if field in state:
            yield from _of_a_program(state[field], f"{at}/{field}/")


def _of_lookups(value: Any, at: str) -> Iterator[str]:
    """What a key that ends with `.$` is looked up by: a path or an intrinsic function."""
    if isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _of_lookups(item, at)
    if not isinstance(value, dict):
        return
    for name, item in cast("dict[str, Any]", value).items():
        if name in INNER:
            continue
        if name.endswith(".$") and not (isinstance(item, str) and LOOKUP.fullmatch(item)):
            yield f"{SCHEMA}: {name} must be a JSONPath or an intrinsic function at {at}"
        yield from _of_lookups(item, at)


def _targets(state: State) -> Iterator[tuple[str, Any]]:
    """The states that may follow, by the field that names each."""
    for field in ("Next", "Default"):
        if state.get(field) is not None:
            yield field, state[field]
    for field in ("Catch", "Choices"):
        for each in state.get(field) or ():
            yield f"{field}/Next", each.get("Next")


def _unreachable(program: State, states: Mapping[str, State], path: str) -> Iterator[str]:
    seen: set[str] = set()
    waiting: list[Any] = [program.get("StartAt")]
    while waiting:
        name = waiting.pop()
        if name in states and name not in seen:
            seen.add(name)
            waiting += [target for _, target in _targets(states[name])]
    for name in states:
        if name not in seen:
            yield f'{MISSING}: State "{name}" is not reachable at {path}States/{name}'
