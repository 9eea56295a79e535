"""Reads column types by one grammar, such as `map<string,decimal(18,2)>`; knows no columns."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from meshwright.athena.column_type import NESTED, PRIMITIVES, ColumnType
from meshwright.wording import did_you_mean, shown

__all__ = [
    "TYPE_PATTERN",
    "ColumnType",
    "ColumnTypeError",
    "UnquotedTypeError",
    "has_open_bracket",
    "parse_type",
]

MAX_TEXT = 10_000
MAX_DEPTH = 16
MAX_PRECISION = 38
"""The most digits that Glue, Athena, Arrow's decimal128 and Iceberg hold."""

FIELD_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
TYPE_NAMES = (*PRIMITIVES, "decimal", *NESTED)

TYPE_PATTERN = (
    rf"^\s*({'|'.join(PRIMITIVES)}|decimal\s*\(\s*[0-9]+\s*,\s*[0-9]+\s*\)"
    rf"|({'|'.join(NESTED)})\s*<.+>)\s*$"
)
"""What an editor can know of a type: its outermost word, and that its brackets close."""

INSTEAD: Mapping[str, str] = {
    "tinyint": "int",
    "smallint": "int",
    "short": "int",
    "byte": "int",
    "integer": "int",
    "long": "bigint",
    "char": "string",
    "varchar": "string",
    "text": "string",
    "str": "string",
    "bool": "boolean",
    "real": "float",
    "number": "decimal(18,2), bigint or double",
    "numeric": "decimal(18,2)",
    "datetime": "timestamp",
    "time": "string (such as 14:30:00), or timestamp with its day",
    "bytes": "binary",
    "list": "array<…>",
    "row": "struct<…>",
    "json": "string, or struct<…> with its fields",
}
"""Words that teams know from elsewhere, and what is said here."""


class ColumnTypeError(ValueError):
    """A text that names no type."""


class UnquotedTypeError(ColumnTypeError):
    """A type that ends inside a bracket, as YAML's flow style leaves it where it is not quoted."""


def has_open_bracket(text: str) -> bool:
    """Whether a type opens a bracket that it never closes."""
    return text.count("(") > text.count(")") or text.count("<") > text.count(">")


def parse_type(value: Any) -> ColumnType:
    """The type that a spec's text names; a ColumnType is returned as it is.

    Raises ColumnTypeError, a ValueError, with a message for the spec's author.
    """
    if isinstance(value, ColumnType):
        return value
    if not isinstance(value, str):
        raise ColumnTypeError("a type is a text such as string or decimal(18,2)")
    return _parsed(value)


@lru_cache(maxsize=1024)
def _parsed(value: str) -> ColumnType:
    if len(value) > MAX_TEXT:
        raise ColumnTypeError(f"a type has at most {MAX_TEXT} characters")
    if has_open_bracket(value):
        raise UnquotedTypeError(f"the type has an unclosed bracket: {shown(value)}")
    reader = _Reader(value)
    parsed = reader.column_type(1)
    reader.end()
    return parsed


_TOKEN = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[^\s])")


class _Reader:
    """A recursive descent over the tokens of one type."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: Iterator[str] = (m[1] for m in _TOKEN.finditer(text))
        self._next = next(self._tokens, "")

    def column_type(self, depth: int) -> ColumnType:
        if depth > MAX_DEPTH:
            raise ColumnTypeError(f"a type nests at most {MAX_DEPTH} levels deep")
        name = self._take()
        match name:
            case "decimal":
                return self._decimal()
            case "array":
                return ColumnType(name, arguments=self._arguments(name, 1, depth))
            case "map":
                return self._map(depth)
            case "struct":
                return self._struct(depth)
            case _ if name in PRIMITIVES:
                return ColumnType(name)
            case _:
                raise ColumnTypeError(_unknown(name))

    def end(self) -> None:
        if self._next:
            raise ColumnTypeError(f"unexpected text after the type: {shown(self._next)}")

    def _take(self) -> str:
        token, self._next = self._next, next(self._tokens, "")
        return token

    def _expect(self, token: str, example: str) -> None:
        if self._take() != token:
            raise ColumnTypeError(f"{shown(self._text)} is not of the form {example}")

    def _decimal(self) -> ColumnType:
        self._expect("(", "decimal(18,2)")
        precision = self._number()
        self._expect(",", "decimal(18,2)")
        scale = self._number()
        self._expect(")", "decimal(18,2)")
        if not 1 <= precision <= MAX_PRECISION:
            raise ColumnTypeError(f"a decimal has 1 to {MAX_PRECISION} digits, not {precision}")
        if scale > precision:
            raise ColumnTypeError(
                f"a decimal of {precision} digits cannot have {scale} after the point"
            )
        return ColumnType("decimal", precision, scale)

    def _number(self) -> int:
        token = self._take()
        if not (token.isascii() and token.isdigit() and len(token) <= 4):
            raise ColumnTypeError(f"{shown(self._text)} is not of the form decimal(18,2)")
        return int(token)

    def _arguments(self, name: str, count: int, depth: int) -> tuple[ColumnType, ...]:
        self._expect("<", NESTED[name])
        found = [self.column_type(depth + 1)]
        while len(found) < count:
            self._expect(",", NESTED[name])
            found.append(self.column_type(depth + 1))
        self._expect(">", NESTED[name])
        return tuple(found)

    def _map(self, depth: int) -> ColumnType:
        arguments = self._arguments("map", 2, depth)
        if arguments[0].is_nested:
            raise ColumnTypeError(f"a map's key has to be a plain type, not {arguments[0].name}")
        return ColumnType("map", arguments=arguments)

    def _struct(self, depth: int) -> ColumnType:
        self._expect("<", NESTED["struct"])
        fields: dict[str, ColumnType] = {}
        while True:
            name = self._field_name(fields)
            self._expect(":", NESTED["struct"])
            fields[name] = self.column_type(depth + 1)
            if self._next != ",":
                break
            self._take()
        self._expect(">", NESTED["struct"])
        return ColumnType("struct", arguments=tuple(fields.values()), fields=tuple(fields))

    def _field_name(self, taken: Mapping[str, ColumnType]) -> str:
        name = self._take()
        if not FIELD_NAME.fullmatch(name):
            raise ColumnTypeError(
                f"{shown(name)} is not a valid field name: lower-case words joined by underscores"
            )
        if name in taken:
            raise ColumnTypeError(f"duplicate field {shown(name)} in the struct")
        return name


@lru_cache(maxsize=256)
def _unknown(name: str) -> str:
    if not name:
        return "a type is missing"
    lower = name.lower()
    if lower in INSTEAD:
        return f"type {shown(name)} is not supported: write {INSTEAD[lower]}"
    return f"unknown type {shown(name)}{did_you_mean(lower, TYPE_NAMES)}"
