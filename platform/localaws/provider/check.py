"""Checks the inputs of a resource against its type: nothing is ignored, all faults said."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from localaws.types.resource_type import ResourceType
from localaws.types.shape import UNKNOWN, Kind, Property, Shape, Values

NAME_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong with a property."""

    property: str
    reason: str


def failures(type_: ResourceType, inputs: Values) -> list[Failure]:
    found = list(_of_fields(type_.token, type_.properties, inputs, ""))
    if not found:
        found = [Failure("", reason) for reason in type_.problems(inputs)]
    return found


def named(type_: ResourceType, inputs: Values, old: Values, *, name: str, seed: bytes) -> Values:
    """The inputs with a name made up for a resource that was given none, the same one as before."""
    made_up = hashlib.sha256(seed or name.encode()).hexdigest()[:NAME_DIGITS]
    names = {
        field.name: old.get(field.name) or f"{name}-{made_up}"
        for field in type_.properties
        if field.auto_named and field.name not in inputs
    }
    return dict(inputs) | names


def _of_fields(
    owner: str, fields: tuple[Property, ...], values: Values, path: str
) -> Iterator[Failure]:
    known = {field.name: field for field in fields}
    for name in values:
        if name not in known:
            yield Failure(path + name, _unknown_field(owner, path + name, list(known)))
    for field in fields:
        value = values.get(field.name)
        if value is None and field.required:
            yield Failure(path + field.name, f"{owner} needs {path}{field.name}")
        elif value is not None:
            yield from _of_value(owner, field.shape, value, path + field.name)


def _of_value(owner: str, shape: Shape, value: Any, path: str) -> Iterator[Failure]:
    if value is UNKNOWN:
        return
    if not _is_kind(shape.kind, value):
        yield Failure(path, f"{path} must be {shape.kind.value}, not {_shown(value)}")
    elif shape.kind is Kind.BLOCK:
        yield from _of_fields(owner, shape.fields, value, f"{path}.")
    elif shape.kind is Kind.MAP and shape.item is not None:
        for name, item in value.items():
            yield from _of_value(owner, shape.item, item, f"{path}[{json.dumps(name)}]")
    elif shape.item is not None:
        for place, item in enumerate(value):
            yield from _of_value(owner, shape.item, item, f"{path}[{place}]")


def _is_kind(kind: Kind, value: Any) -> bool:
    match kind:
        case Kind.STRING:
            return isinstance(value, str)
        case Kind.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.DOCUMENT | Kind.JSON:
            return isinstance(value, str) and _is_json(value)
        case Kind.LIST | Kind.SET:
            return isinstance(value, list)
        case Kind.MAP | Kind.BLOCK:
            return isinstance(value, dict)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _unknown_field(owner: str, path: str, known: list[str]) -> str:
    near = get_close_matches(path.rpartition(".")[2], known, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"the local AWS does not implement {path} of {owner}{hint}"


def _shown(value: Any) -> str:
    text = json.dumps(value, default=repr)
    return text if len(text) <= 60 else f"{text[:57]}..."
