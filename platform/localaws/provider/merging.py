"""What was declared and what AWS has, brought together: outputs, and inputs read back."""

from typing import Any

from localaws.provider.comparison import canonical, same
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import UNKNOWN, Kind, Property, Shape, Values


def outputs(type_: ResourceType, aws: Aws, inputs: Values, state: State) -> dict[str, Any]:
    """All properties of a resource: declared ones as they were written where AWS has the same."""
    found: dict[str, Any] = {}
    for field in type_.properties:
        actual = state.get(field.name) if field.readable else None
        found[field.name] = merged(field.shape, inputs.get(field.name), actual, keep_computed=True)
    known = type_.derived(aws, {**inputs, **found})
    for output in type_.outputs:
        said = (found.get(output.name), state.get(output.name), known.get(output.name))
        found[output.name] = next((v for v in (*said, output.default) if v is not None), None)
    return {name: value for name, value in found.items() if value is not None}


def expected_outputs(
    type_: ResourceType, aws: Aws, inputs: Values, old: Values | None = None
) -> dict[str, Any]:
    """What a preview can tell: what only AWS decides is unknown, unless an update keeps it."""
    found = dict(inputs)
    unknown = _names_are_unknown(type_, inputs)
    known: Values = {} if unknown else type_.derived(aws, inputs)
    for output in type_.outputs:
        if output.name in found:
            continue
        if output.name in known:
            found[output.name] = known[output.name]
        elif output.name == "tagsAll":
            found["tagsAll"] = inputs.get("tags", {})
        elif old is None or output.changes:
            found[output.name] = UNKNOWN
        elif output.name in old:
            found[output.name] = old[output.name]
    return found


def inputs_read_back(type_: ResourceType, known: Values, state: State) -> dict[str, Any]:
    """Inputs that would declare what AWS has now; with nothing known it is an import."""
    importing = not known
    found: dict[str, Any] = {}
    for field in type_.properties:
        actual = state.get(field.name) if field.readable else known.get(field.name)
        if field.name in known:
            found[field.name] = _read_back(field, known[field.name], actual)
        elif actual is not None and (importing or not field.computed):
            found[field.name] = None if same(field, actual, None) else stripped(field.shape, actual)
    return {name: value for name, value in found.items() if value is not None}


def merged(shape: Shape, known: Any, actual: Any, *, keep_computed: bool) -> Any:
    """A value as AWS has it, written as it was declared where that means the same."""
    if actual is None or canonical(shape, known) == canonical(shape, actual):
        return actual if known is None else known
    if known is None or UNKNOWN in (known, actual):
        return actual
    if shape.kind is Kind.BLOCK:
        return _merged_block(shape, known, actual, keep_computed=keep_computed)
    if shape.kind is Kind.LIST and shape.item is not None and len(known) == len(actual):
        pairs = zip(known, actual, strict=True)
        return [merged(shape.item, k, a, keep_computed=keep_computed) for k, a in pairs]
    return actual


def stripped(shape: Shape, actual: Any) -> Any:
    """A value without the fields in which it says what AWS has anyway."""
    if shape.kind is Kind.BLOCK:
        given = {
            f.name: stripped(f.shape, actual[f.name]) for f in shape.fields if f.name in actual
        }
        return {
            name: value
            for name, value in given.items()
            if not same(_field(shape, name), value, None)
        }
    if shape.kind in (Kind.LIST, Kind.SET) and shape.item is not None:
        return [stripped(shape.item, item) for item in actual]
    return actual


def _merged_block(shape: Shape, known: Values, actual: Values, *, keep_computed: bool) -> Values:
    found: dict[str, Any] = {}
    for field in shape.fields:
        declared, has = known.get(field.name), actual.get(field.name)
        if declared is None and not keep_computed and (field.computed or same(field, has, None)):
            continue
        value = merged(field.shape, declared, has, keep_computed=keep_computed)
        # Declared, but AWS no longer has it.
        if value is not None and (has is not None or same(field, declared, None)):
            found[field.name] = value
    return found


def _read_back(field: Property, known: Any, actual: Any) -> Any:
    if actual is None:
        return known if same(field, known, None) else None
    return merged(field.shape, known, actual, keep_computed=False)


def _names_are_unknown(type_: ResourceType, inputs: Values) -> bool:
    """Whether an input of which names and ARNs are made is itself not known yet."""
    return any(field.replaces and inputs.get(field.name) is UNKNOWN for field in type_.properties)


def _field(shape: Shape, name: str) -> Property:
    field = shape.field(name)
    if field is None:
        raise KeyError(name)
    return field
