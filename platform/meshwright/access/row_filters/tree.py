"""A row filter as a value: comparisons of columns with constants, joined by AND and OR.

There is no NOT: reading turns it into its opposite comparison, which shows the same rows, since
what is unknown of a row stays unknown either way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Value = str | bool | int | Decimal
Operator = Literal["=", "<>", "<", "<=", ">", ">="]
Joint = Literal["AND", "OR"]
OPPOSITE: dict[Operator, Operator] = {
    "=": "<>",
    "<>": "=",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a filter, and where in its text."""

    kind: Literal["syntax", "refused", "size", "column", "type"]
    offset: int
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or a field inside of one: `address.city` has two names."""

    names: tuple[str, ...]
    offset: int = field(default=0, compare=False)

    @property
    def text(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is written in a filter."""

    value: Value
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A column compared with one constant."""

    column: Column
    operator: Operator
    constant: Constant


@dataclass(frozen=True, slots=True)
class Range:
    """A column between two constants, both included, or outside of them."""

    column: Column
    low: Constant
    high: Constant
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A column with one of several values, or with none of them."""

    column: Column
    constants: tuple[Constant, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """A text that fits a pattern of `%` and `_`, or does not."""

    column: Column
    pattern: Constant
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Null:
    """A column without a value, or with one."""

    column: Column
    negated: bool = False


Simple = Comparison | Range | Listed | Like | Null


@dataclass(frozen=True, slots=True)
class Joined:
    """Several filters, of which all or one must hold."""

    joint: Joint
    parts: tuple["Filter", ...]


Filter = Simple | Joined


def simple(tree: Filter) -> Iterator[Simple]:
    """The comparisons of a filter, in the order in which they are written."""
    if isinstance(tree, Joined):
        for part in tree.parts:
            yield from simple(part)
    else:
        yield tree


def constants(part: Simple) -> tuple[Constant, ...]:
    """What a comparison compares its column with."""
    match part:
        case Comparison():
            return (part.constant,)
        case Range():
            return (part.low, part.high)
        case Listed():
            return part.constants
        case Like():
            return (part.pattern,)
        case _:
            return ()


def columns(tree: Filter) -> tuple[str, ...]:
    """The columns that a filter looks at, each once."""
    return tuple(dict.fromkeys(part.column.names[0] for part in simple(tree)))
