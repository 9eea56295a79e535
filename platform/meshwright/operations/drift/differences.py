"""What differs between a resource's state and AWS, property by property, in readable paths.

Which properties differ the provider says: it knows what AWS orders and fills in as it likes. Lists
are compared by what their entries are called, and policy documents by their statements.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from meshwright.operations.drift.state import Holding
from meshwright.operations.drift.values import Difference

NAMING = ("name", "id", "key", "Sid", "principal")
"""What entries of lists are called by."""


def differences(holding: Holding) -> tuple[Difference, ...]:
    """How AWS's resource differs from the state's."""
    named = holding.properties or tuple(sorted({*holding.inputs, *holding.actual_inputs}))
    found = tuple(d for name in named for d in compared(name, *_values(holding, name)))
    # The provider's word counts, also where both look alike to us.
    return found or tuple(Difference(name, None, None) for name in holding.properties)


def _values(holding: Holding, name: str) -> tuple[Any, Any]:
    """A property's two values: as it was asked for, else as AWS filled it in."""
    before, after = holding.inputs.get(name), holding.actual_inputs.get(name)
    if before == after:
        return holding.outputs.get(name), holding.actual_outputs.get(name)
    return before, after


def compared(path: str, before: Any, after: Any) -> Iterator[Difference]:
    """What differs between two values, as deep as both have the same shape."""
    before, after = _parsed(before), _parsed(after)
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _fields(
            path, cast("Mapping[str, Any]", before), cast("Mapping[str, Any]", after)
        )
        return
    keyed = _keyed(before), _keyed(after)
    if keyed[0] is not None and keyed[1] is not None:
        yield from _fields(path, keyed[0], keyed[1])
        return
    yield Difference(path, before, after)


def _fields(path: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        yield from compared(f"{path}.{name}", before.get(name), after.get(name))


def _parsed(value: Any) -> Any:
    """A JSON document as what it says; anything else as it is."""
    if not isinstance(value, str) or not value.startswith("{"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _keyed(value: Any) -> Mapping[str, Any] | None:
    """A list of named entries, by their names; None where it is none or names repeat."""
    if not isinstance(value, list):
        return None
    entries = cast("Sequence[Any]", value)
    if not all(isinstance(entry, Mapping) for entry in entries):
        return None
    named = {_name(entry, number): entry for number, entry in enumerate(entries)}
    return named if len(named) == len(entries) else None


def _name(entry: Mapping[str, Any], number: int) -> str:
    return next((str(entry[key]) for key in NAMING if entry.get(key)), str(number))
