"""When two values are the same to AWS, and what changed between two resources' inputs."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from localaws.types.shape import UNKNOWN, Kind, Property, Shape, Values

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs, at a path as the engine writes them."""

    path: str
    name: str
    """The property at the path's beginning."""
    was_there: bool
    is_there: bool
    replaces: bool


def canonical(shape: Shape, value: Any) -> Any:
    """A value in a form that is equal for all ways to write it."""
    if value is None or value is UNKNOWN:
        return value
    match shape.kind:
        case Kind.DOCUMENT:
            return _document(value)
        case Kind.JSON:
            return _json(value)
        case Kind.SET if shape.item is not None:
            return sorted((canonical(shape.item, item) for item in value), key=_text)
        case Kind.LIST if shape.item is not None:
            return [canonical(shape.item, item) for item in value]
        case Kind.BLOCK:
            return fields(shape.fields, value)
        case _:
            return value


def fields(properties: tuple[Property, ...], values: Values) -> dict[str, Any]:
    """Properties in canonical form; one that says just what AWS has anyway is as one not given."""
    found: dict[str, Any] = {}
    for field in properties:
        value = canonical(field.shape, values.get(field.name))
        if value is not None and value != canonical(field.shape, field.default):
            found[field.name] = value
    return found


def same(field: Property, one: Any, other: Any) -> bool:
    shape = (field,)
    return fields(shape, {field.name: one}) == fields(shape, {field.name: other})


def changes(properties: tuple[Property, ...], old: Values, new: Values) -> Iterator[Change]:
    """All that differs between old and new inputs."""
    for field in properties:
        before, after = old.get(field.name), new.get(field.name)
        if _stays(field, before, after):
            continue
        for path, was, now, replaces in _differences(field.shape, field.name, before, after):
            is_replaced = field.replaces or replaces
            yield Change(path, field.name, was is not None, now is not None, is_replaced)


def _stays(field: Property, before: Any, after: Any) -> bool:
    """What AWS chooses for itself stays as it is where nothing is said any more."""
    return (field.computed and after is None) or same(field, before, after)


Difference = tuple[str, Any, Any, bool]
"""A path, what was there, what is there, and whether what lies inside replaces the resource."""


def _differences(shape: Shape, path: str, old: Any, new: Any) -> Iterator[Difference]:
    if old is None or new is None or UNKNOWN in (old, new):
        yield path, old, new, _replaces(shape, old if new is None else new)
    elif shape.kind is Kind.BLOCK:
        yield from _block_differences(shape, path, old, new)
    elif shape.kind is Kind.MAP:
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                yield path + _step(name), old.get(name), new.get(name), False
    elif shape.kind is Kind.LIST and shape.item is not None:
        yield from _list_differences(shape.item, path, old, new)
    else:
        yield path, old, new, False


def _block_differences(shape: Shape, path: str, old: Any, new: Any) -> Iterator[Difference]:
    for field in shape.fields:
        before, after = old.get(field.name), new.get(field.name)
        if not _stays(field, before, after):
            inner = f"{path}.{field.name}"
            for place, was, now, replaces in _differences(field.shape, inner, before, after):
                yield place, was, now, field.replaces or replaces


def _replaces(shape: Shape, value: Any) -> bool:
    """Whether a block that comes or goes has a field that replaces the resource."""
    if shape.kind is not Kind.BLOCK or not isinstance(value, dict):
        return False
    inside = cast("Values", value)
    return any(
        inside.get(field.name) is not None
        and (field.replaces or _replaces(field.shape, inside[field.name]))
        for field in shape.fields
    )


def _list_differences(
    item: Shape, path: str, old: list[Any], new: list[Any]
) -> Iterator[Difference]:
    for place in range(max(len(old), len(new))):
        before = old[place] if place < len(old) else None
        after = new[place] if place < len(new) else None
        if canonical(item, before) != canonical(item, after):
            yield from _differences(item, f"{path}[{place}]", before, after)


def _step(name: str) -> str:
    return f".{name}" if WORD.fullmatch(name) else f"[{json.dumps(name)}]"


def _document(text: str) -> Any:
    """A policy's meaning: one item alone is the same as a list of just that item."""
    return _unwrapped(_json(text))


def _json(text: str) -> Any:
    """What JSON text says, whose lists keep their order."""
    try:
        return json.loads(text)
    except (ValueError, TypeError):
        return text


def _unwrapped(value: Any) -> Any:
    if isinstance(value, Mapping):
        pairs: Any = value.items()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - JSON
        return {name: _unwrapped(item) for name, item in pairs}
    if not isinstance(value, list):
        return value
    items: list[Any] = [_unwrapped(item) for item in value]  # pyright: ignore[reportUnknownVariableType] - JSON
    return items[0] if len(items) == 1 else sorted(items, key=_text)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)
