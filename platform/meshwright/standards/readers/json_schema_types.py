"""The type of a column that a JSON Schema comes to, and whether it may be null."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from meshwright.specs.types import MAX_PRECISION, ColumnType
from meshwright.standards.json_schema import PLAIN
from meshwright.standards.odcs.words import as_id
from meshwright.standards.readers import codes
from meshwright.standards.readers.draft import Draft, UnusableError
from meshwright.standards.readers.json_schema_parts import (
    Inner,
    Part,
    Parts,
    items_of,
)
from meshwright.wording import shown

STRING = ColumnType("string")
FORMATS: Mapping[str, str] = {"date": "date", "date-time": "timestamptz", "uuid": "uuid"}
"""Formats of texts that are types here; the others stay texts."""
INTEGERS: Mapping[str, str] = {"int32": "int", "int64": "bigint"}
NUMBERS: Mapping[str, str] = {"float": "float", "double": "double"}
"""What OpenAPI says of numbers beside."""
BOUNDS = {"int": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1)}
ALTERNATIVES = ("anyOf", "oneOf")
NAMES = ("$schema", "$id", "$anchor", "$defs", "definitions")
"""What names a schema, and says nothing of values."""
TYPE_WORDS = ("type", "items", "nullable", *ALTERNATIVES, *NAMES)
"""What has been said of a value once its type is known."""


@dataclass(frozen=True, slots=True)
class Value:
    """What may stand in a column."""

    kind: ColumnType
    is_nullable: bool
    part: Part
    """What the schema says beside, without the alternative null."""
    said: frozenset[str]
    """The keywords that the type says already."""


_Read = Callable[[Part], tuple[ColumnType, Sequence[str]]]
"""A type of what is of one JSON type, and the keywords that it says."""


class TypeReader:
    """Reads the types of one document."""

    def __init__(self, parts: Parts, draft: Draft) -> None:
        self._parts = parts
        self._draft = draft
        self._readers: Mapping[str, _Read] = {
            "string": _text,
            "integer": _integer,
            "number": _number,
            "boolean": _boolean,
            "array": self._array,
            "object": self._object,
        }

    def value(self, inner: Inner) -> Value:
        part, is_nullable, others = self._without_null(self._parts.part(inner))
        words = _types(part)
        is_nullable |= "null" in words or part.says("nullable") is True
        words = [word for word in words if word != "null"]
        if others:
            return Value(self._common(part, others), is_nullable, part, frozenset(TYPE_WORDS))
        if {*words} == {"integer", "number"}:
            words = ["number"]
        if len(words) > 1:
            return self._as_text(part, f"{' or '.join(words)}", is_nullable)
        word = words[0] if words else _guessed(part)
        read = self._readers.get(word)
        if read is None:
            return self._as_text(part, shown(word) if word else "what has no type", is_nullable)
        kind, said = read(part)
        return Value(kind, is_nullable, part, frozenset({*TYPE_WORDS, *said}))

    def nested(self, inner: Inner) -> ColumnType:
        """A type inside of another, of which nothing else can be said."""
        found = self.value(inner)
        for name, said in found.part.words.items():
            if name not in found.said:
                at = self._parts.position(said.at)
                self._draft.leave_out(f"{shown(name)} of what is inside a column", at)
        return found.kind

    def _without_null(self, part: Part) -> tuple[Part, bool, list[Inner]]:
        """A schema beside its only alternative; several alternatives are given as they are."""
        for word in ALTERNATIVES:
            listed = part.listed(word)
            rest = [each for each in listed if not _is_null(each.value)]
            if len(rest) == 1:
                words = {name: said for name, said in part.words.items() if name != word}
                joined = self._parts.joined(replace(part, words=words), self._parts.part(rest[0]))
                inner, is_nullable, others = self._without_null(joined)
                return inner, is_nullable or len(listed) > 1, others
            if rest:
                return part, len(rest) < len(listed), rest
        return part, False, []

    def _common(self, part: Part, others: Sequence[Inner]) -> ColumnType:
        """The type that all alternatives have."""
        kinds = {self.nested(each) for each in others}
        if len(kinds) == 1:
            return kinds.pop()
        if {kind.name for kind in kinds} <= {"int", "bigint", "double"}:
            return ColumnType("double")
        self._widened(part, f"one of {len(others)} types")
        return STRING

    def _as_text(self, part: Part, what: str, is_nullable: bool) -> Value:
        self._widened(part, what)
        return Value(STRING, is_nullable, part, frozenset(TYPE_WORDS))

    def _widened(self, part: Part, what: str) -> None:
        at = self._parts.position(part.at)
        self._draft.note(codes.READ_AS, at, f"{what} is read as string")

    def _array(self, part: Part) -> tuple[ColumnType, Sequence[str]]:
        found = part.words.get("items")
        if found is None or isinstance(found.value, list | bool):
            self._widened(part, "a list of what has no one type")
            return ColumnType("array", arguments=(STRING,)), ()
        return ColumnType("array", arguments=(self.nested(found),)), ()

    def _object(self, part: Part) -> tuple[ColumnType, Sequence[str]]:
        more = part.words.get("additionalProperties")
        if part.properties:
            self._required_inside(part)
            is_closed = more is None or more.value is False
            return self._struct(part), ("additionalProperties",) if is_closed else ()
        if more is not None and isinstance(more.value, Mapping):
            kind = ColumnType("map", arguments=(STRING, self.nested(more)))
            return kind, ("additionalProperties",)
        self._widened(part, "an object without properties")
        return STRING, ()

    def _required_inside(self, part: Part) -> None:
        for _ in part.required:
            at = self._parts.position(part.at)
            self._draft.leave_out("that a field inside of a column is required", at)

    def _struct(self, part: Part) -> ColumnType:
        fields: dict[str, ColumnType] = {}
        for name, inner in part.properties.items():
            at = self._parts.position(inner.at)
            found = as_id(name)
            if not found or found in fields:
                code = codes.SAME_NAME if found else codes.UNREADABLE
                what = (
                    f"two fields come to the id '{found}'"
                    if found
                    else (f"the field's name {shown(name)} comes to no id")
                )
                raise UnusableError(code, at, what)
            if found != name:
                self._draft.leave_out("the former spelling of a name inside of a column", at)
            fields[found] = self.nested(inner)
        return ColumnType("struct", arguments=tuple(fields.values()), fields=tuple(fields))


def _types(part: Part) -> list[str]:
    said = part.says("type")
    listed = cast("list[Any]", said) if isinstance(said, list) else [said]
    return [each for each in listed if isinstance(each, str)]


def _is_null(value: Any) -> bool:
    return isinstance(value, Mapping) and (
        cast("Any", value).get("type") == "null" or cast("Any", value).get("const", 0) is None
    )


_OF_VALUE: Mapping[type, str] = {str: "string", int: "integer", bool: "boolean"}


def _guessed(part: Part) -> str:
    """The type of a schema that names none, of what else it says."""
    if part.properties:
        return "object"
    if "items" in part.words:
        return "array"
    kinds: set[type] = {type(value) for value in values_of(part) if value is not None}
    return _OF_VALUE.get(kinds.pop(), "") if len(kinds) == 1 else ""


def values_of(part: Part) -> list[Any]:
    """The only values that there are; empty where there are others."""
    if "const" in part.words:
        return [part.says("const")]
    return items_of(part.says("enum"))


def _text(part: Part) -> tuple[ColumnType, Sequence[str]]:
    said = part.says("format")
    if isinstance(said, str) and said in FORMATS:
        return ColumnType(FORMATS[said]), ("format",)
    if part.says("contentEncoding") == "base64":
        return ColumnType("binary"), ("contentEncoding",)
    if part.says("pattern") == PLAIN["timestamp"]["pattern"]:
        return ColumnType("timestamp"), ("pattern",)
    return STRING, ()


def _boolean(_: Part) -> tuple[ColumnType, Sequence[str]]:
    return ColumnType("boolean"), ()


def _integer(part: Part) -> tuple[ColumnType, Sequence[str]]:
    said = str(part.says("format"))
    bounds = part.says("minimum"), part.says("maximum")
    for name, (least, most) in BOUNDS.items():
        if bounds == (least, most):
            return ColumnType(name), ("minimum", "maximum")
    if said in INTEGERS:
        return ColumnType(INTEGERS[said]), ("format",)
    least, most = BOUNDS["bigint"]
    if any(isinstance(each, int) and not least <= each <= most for each in bounds):
        return ColumnType("decimal", MAX_PRECISION, 0), ()
    return ColumnType("bigint"), ()


def _number(part: Part) -> tuple[ColumnType, Sequence[str]]:
    """A decimal where the schema says how many digits a number has; else what has a point."""
    said = str(part.says("format"))
    if found := _decimal(part):
        most = 10 ** (found.precision - found.scale)
        bounds = {"exclusiveMaximum": most, "exclusiveMinimum": -most}
        return found, ("multipleOf", *(n for n, each in bounds.items() if part.says(n) == each))
    if said in NUMBERS:
        return ColumnType(NUMBERS[said]), ("format",)
    return ColumnType("double"), ()


def _decimal(part: Part) -> ColumnType | None:
    step, most = part.says("multipleOf"), part.says("exclusiveMaximum") or part.says("maximum")
    if not isinstance(step, int | float) or not isinstance(most, int | float) or most < 1:
        return None
    digits = Decimal(repr(step)).normalize()
    scale = -int(digits.as_tuple().exponent)
    whole = len(str(int(most) - 1 if part.says("exclusiveMaximum") else int(most)))
    is_step = digits == Decimal(1).scaleb(-scale) and scale > 0
    return ColumnType("decimal", whole + scale, scale) if is_step else None
