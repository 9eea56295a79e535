"""Between the engine's messages and plain values: structs, values not known yet, and secrets."""

from collections.abc import Mapping
from typing import Any

from google.protobuf.struct_pb2 import ListValue, Struct, Value

from localaws.types.shape import UNKNOWN
from meshwright import recorded
from meshwright.recorded import NOT_KNOWN, SECRET, SIGNATURE

OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e"
UNKNOWN_TEXTS = {
    NOT_KNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
}
"""How the engine writes a value that it does not know yet, for each kind of value."""


class UnsupportedValueError(Exception):
    """The engine sent a value that no property of this provider takes, such as an asset."""


def values(struct: Any) -> dict[str, Any]:
    """A message's properties; what is null counts as not given."""
    found = {name: _plain(value) for name, value in struct.fields.items()}
    return {name: value for name, value in found.items() if value is not None}


def known_values(struct: Any) -> dict[str, Any]:
    """A message's properties without the notes that another provider may have left in the state."""
    return recorded.sent(values(struct))


def struct(properties: Mapping[str, Any]) -> Struct:
    return Struct(fields={name: _value(value) for name, value in properties.items()})


def _plain(value: Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value in UNKNOWN_TEXTS else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_plain(item) for item in value.list_value.values]
        case "struct_value":
            return _object(value.struct_value)
        case _:
            return None


def _object(struct_value: Any) -> Any:
    found = values(struct_value)
    match found.get(SIGNATURE):
        case None:
            return found
        case signature if signature == SECRET:
            return found.get("value")
        case signature if signature == OUTPUT:
            return found.get("value", UNKNOWN)
        case signature if signature == REFERENCE:
            return found.get("id", UNKNOWN)
        case _:
            raise UnsupportedValueError("the local AWS takes no assets, archives or bytes")


def _value(value: Any) -> Value:
    if value is None:
        return Value(null_value=0)  # pyright: ignore[reportArgumentType] - the one value of its enumeration
    if value is UNKNOWN:
        return Value(string_value=NOT_KNOWN)
    if isinstance(value, bool):
        return Value(bool_value=value)
    if isinstance(value, int | float):
        return Value(number_value=value)
    if isinstance(value, str):
        return Value(string_value=value)
    if isinstance(value, Mapping):
        return Value(struct_value=struct(value))  # pyright: ignore[reportUnknownArgumentType] - JSON
    return Value(list_value=ListValue(values=[_value(item) for item in value]))
