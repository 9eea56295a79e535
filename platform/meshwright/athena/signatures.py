"""Signatures of functions as Trino's documentation writes them, and whether arguments fit them.

One is read from a line such as `element_at(map(K, V), K) -> V => $1[$2]`: its name, what it takes
and gives, and how duckdb says it. A single capital stands for a type: `N` for a number, `I` for an
integer, `E` for a date or a timestamp, `O` for what has an order, any other for everything.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from meshwright.athena.coercion import common, is_integer, is_number
from meshwright.athena.column_type import ColumnType
from meshwright.athena.values import NULL, UNKNOWN

PRIMITIVES: Mapping[str, str] = {
    "varchar": "string",
    "integer": "int",
    "bigint": "bigint",
    "double": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamptz",
    "varbinary": "binary",
    "decimal": "decimal",
}
LITERALS = ("unit", "dayunit", "pattern", "replacement", "format", "position")
"""Parameters that take a written value only, each checked for what it says."""
_TOKEN = re.compile(r"\s*(->|\.\.\.|[a-z_0-9]+|[A-Z]|[(),])")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a parameter takes, or a function gives: a type with variables in it."""

    name: str
    """A primitive, a variable, `array`, `map`, `row`, `lambda` or one of LITERALS."""
    arguments: tuple["Pattern", ...] = ()

    @property
    def is_variable(self) -> bool:
        return len(self.name) == 1


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function."""

    text: str
    name: str
    parameters: tuple[Pattern, ...]
    is_variadic: bool
    returns: Pattern
    template: str
    """How duckdb says it; empty where it says the same."""

    def takes(self, count: int) -> bool:
        least = len(self.parameters)
        return count >= least if self.is_variadic else count == least

    def parameter(self, index: int) -> Pattern:
        return self.parameters[min(index, len(self.parameters) - 1)]

    @property
    def repeated(self) -> frozenset[int]:
        """The parameters, from 0, that the template says more than once."""
        found = [int(number) - 1 for number in re.findall(r"\$(\d)(?!!)", self.template)]
        return frozenset(n for n in found if found.count(n) > 1)


@cache
def signature(line: str) -> Signature:
    """The signature that a line says."""
    text, _, template = line.partition(" => ")
    reader = _Reader([match[1] for match in _TOKEN.finditer(text)])
    name = reader.take()
    parameters, variadic = reader.parameters()
    reader.take()
    return Signature(text, name, parameters, variadic, reader.pattern(), template.strip())


class _Reader:
    """A recursive descent over the tokens of one signature."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = [*tokens, ""]
        self._at = 0

    def take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _next_is(self, token: str) -> bool:
        if self._tokens[self._at] != token:
            return False
        self._at += 1
        return True

    def parameters(self) -> tuple[tuple[Pattern, ...], bool]:
        self.take()
        found: list[Pattern] = []
        variadic = False
        while not self._next_is(")"):
            found.append(self.pattern())
            variadic = variadic or self._next_is("...")
            self._next_is(",")
        return tuple(found), variadic

    def pattern(self) -> Pattern:
        if self._tokens[self._at] == "(":
            inner, _ = self.parameters()
            self.take()
            return Pattern("lambda", (*inner, self.pattern()))
        name = self.take()
        if self._tokens[self._at] == "(" and name in ("array", "map", "row"):
            return Pattern(name, self.parameters()[0])
        return Pattern(name)


Bindings = dict[str, ColumnType]


def accept(pattern: Pattern, given: ColumnType, bound: Bindings) -> bool:
    """Whether a type fits a pattern; notes what its variables stand for."""
    if given in (UNKNOWN, NULL):
        return True
    if pattern.is_variable:
        return _accept_variable(pattern.name, given, bound)
    if pattern.name in PRIMITIVES:
        return _accept_primitive(PRIMITIVES[pattern.name], given)
    if given.name != ("struct" if pattern.name == "row" else pattern.name):
        return False
    if len(given.arguments) != len(pattern.arguments):
        return False
    pairs = zip(pattern.arguments, given.arguments, strict=True)
    return all(accept(inner, kind, bound) for inner, kind in pairs)


def result(pattern: Pattern, bound: Mapping[str, ColumnType]) -> ColumnType:
    """The type that a pattern means with its variables bound."""
    if pattern.is_variable:
        return bound.get(pattern.name, NULL)
    if pattern.name in PRIMITIVES:
        return ColumnType(PRIMITIVES[pattern.name])
    inner = tuple(result(argument, bound) for argument in pattern.arguments)
    name = "struct" if pattern.name == "row" else pattern.name
    fields = tuple("" for _ in inner) if name == "struct" else ()
    return ColumnType(name, arguments=inner, fields=fields)


def _accept_primitive(name: str, given: ColumnType) -> bool:
    if given.name == name:
        return True
    # Of a decimal Trino has functions of their own: it is not taken for a double.
    wider = {"bigint": ("int",), "double": ("int", "bigint", "float"), "timestamp": ("date",)}
    return given.name in wider.get(name, ())


def _accept_variable(name: str, given: ColumnType, bound: Bindings) -> bool:
    if not _IS.get(name, _anything)(given):
        return False
    together = common(bound.get(name, NULL), given)
    if together is None:
        return False
    bound[name] = together
    return True


def _anything(kind: ColumnType) -> bool:
    return kind.name != "interval"


def _is_temporal(kind: ColumnType) -> bool:
    return kind.name in ("date", "timestamp", "timestamptz")


def _is_ordered(kind: ColumnType) -> bool:
    return not kind.is_nested and kind.name != "interval"


_IS: Mapping[str, Callable[[ColumnType], bool]] = {
    "N": is_number,
    "I": is_integer,
    "E": _is_temporal,
    "O": _is_ordered,
}
_PIECE = re.compile(
    r"\$(?:(?P<raw>\d)!|(?P<argument>\d)|(?P<type>[A-Z])|(?P<list>\*)|(?P<joined>\|)|(?P<end>\+))"
)


def parts(template: str) -> Iterator[tuple[str, str]]:
    """A template in pieces, each by its kind: `argument` and `raw` with a number, `type` with a
    letter, `list` and `joined` for all arguments, `end` for what follows a call, and `text`.
    """
    end = 0
    for match in _PIECE.finditer(template):
        yield "text", template[end : match.start()]
        assert match.lastgroup is not None
        yield match.lastgroup, match[match.lastgroup]
        end = match.end()
    yield "text", template[end:]
