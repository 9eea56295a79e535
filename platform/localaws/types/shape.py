"""What a property looks like: kinds and nested fields as data, with defaults that AWS fills in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = Any
"""A JSON value, or `UNKNOWN` in its place."""
Values = Mapping[str, Json]


class Unknown:
    """Stands for a value that only AWS can decide, during a preview."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


class Kind(StrEnum):
    """What a value may be; a document is a policy as JSON text, the same however it is written."""

    STRING = "a string"
    INTEGER = "a whole number"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    DOCUMENT = "a JSON document as text"
    JSON = "JSON as text"
    MAP = "a map of strings"
    LIST = "a list"
    SET = "a list whose order does not matter"
    BLOCK = "an object"


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind, with what it holds: items of a list or set, fields of a block."""

    kind: Kind
    item: "Shape | None" = None
    fields: "tuple[Property, ...]" = ()

    def field(self, name: str) -> "Property | None":
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Property:
    """One input, of a resource or of a block inside one."""

    name: str
    shape: Shape
    required: bool = False
    replaces: bool = False
    """A change of it makes a new resource."""
    default: Json = None
    """What AWS has where nothing was said; saying just that is no change."""
    readable: bool = True
    """AWS can be asked for it; what cannot stays as it was declared."""
    computed: bool = False
    """AWS chooses where nothing was said, so what it has then is no change."""
    auto_named: bool = False
    """Where it is left out, the provider makes up a name, as the official one does."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a resource has besides its inputs, or of an input where it was not given."""

    name: str
    default: Json = None
    """What it is where AWS has nothing to say; None leaves it out."""
    changes: bool = False
    """An update may change it, so a preview of one does not know it."""


STRING = Shape(Kind.STRING)
INTEGER = Shape(Kind.INTEGER)
NUMBER = Shape(Kind.NUMBER)
BOOLEAN = Shape(Kind.BOOLEAN)
DOCUMENT = Shape(Kind.DOCUMENT)
JSON = Shape(Kind.JSON)
MAP = Shape(Kind.MAP, STRING)
STRINGS = Shape(Kind.LIST, STRING)
STRING_SET = Shape(Kind.SET, STRING)


def block(*fields: Property) -> Shape:
    return Shape(Kind.BLOCK, fields=fields)


def blocks(*fields: Property) -> Shape:
    return Shape(Kind.LIST, block(*fields))


def block_set(*fields: Property) -> Shape:
    return Shape(Kind.SET, block(*fields))
