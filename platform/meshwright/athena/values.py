"""What an expression of a query is: its type, and the columns that it is made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from meshwright.athena.column_type import PRIMITIVES, ColumnType

UNKNOWN = ColumnType("unknown")
"""Of what comes from a product that cannot be read: it fits everywhere."""
NULL = ColumnType("null")
BOOLEAN, STRING, BINARY = ColumnType("boolean"), ColumnType("string"), ColumnType("binary")
INT, BIGINT, DOUBLE = ColumnType("int"), ColumnType("bigint"), ColumnType("double")
DATE, TIMESTAMP = ColumnType("date"), ColumnType("timestamp")
INTERVAL = ColumnType("interval")


class How(IntEnum):
    """How a value is made of a column, from the column itself to a number that tells of nobody."""

    COPIED = 0
    COMPUTED = 1
    AGGREGATED = 2
    COUNTED = 3

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, order=True, slots=True)
class ColumnRef:
    """A column of a table of a product."""

    product: str
    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.product}.{self.table}.{self.column}"


Uses = frozenset[tuple[ColumnRef, How]]
"""The columns that something is made of, each with how."""
NOTHING: Uses = frozenset()


@dataclass(frozen=True, slots=True)
class Value:
    """The type of an expression and what it is made of."""

    type: ColumnType
    uses: Uses = NOTHING


def whole(text: str) -> int | None:
    """The whole number that a query writes, of at most nine digits; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def at_least(uses: Uses, how: How) -> Uses:
    """Columns, each used in this way or in one that tells less."""
    return frozenset((ref, max(used, how)) for ref, used in uses)


def combined(values: Iterable[Value], how: How = How.COMPUTED) -> Uses:
    """What a value is made of that is made of others."""
    return frozenset(use for value in values for use in at_least(value.uses, how))


def telling(uses: Uses) -> Iterator[tuple[ColumnRef, How]]:
    """Each column by the way that tells most of it, in the order of the columns."""
    most: dict[ColumnRef, How] = {}
    for ref, how in sorted(uses):
        most.setdefault(ref, how)
    yield from most.items()


def said(kind: ColumnType) -> str:
    """A type in a message."""
    if kind.name == "decimal" or kind.name in PRIMITIVES:
        return kind.text
    return kind.name
