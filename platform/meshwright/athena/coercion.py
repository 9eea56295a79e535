"""Which types Athena brings together by itself: narrower numbers, dates and nulls into wider ones.

Source: Trino documentation, "Data types" and "Decimal functions and operators"; Trino's
`TypeCoercion.getCommonSuperType` says the same of numbers, dates and what is nested.
"""

from collections.abc import Iterable

from meshwright.athena.column_type import ColumnType
from meshwright.athena.values import NULL, UNKNOWN

MAX_PRECISION = 38
INTEGERS = {"int": 10, "bigint": 19}
"""Their digits, where one meets a decimal."""
_NUMBERS = ("int", "bigint", "decimal", "float", "double")
_TIMES = ("date", "timestamp", "timestamptz")


def is_number(kind: ColumnType) -> bool:
    return kind.name in _NUMBERS


def is_integer(kind: ColumnType) -> bool:
    return kind.name in INTEGERS


def decimal(precision: int, scale: int) -> ColumnType:
    """A decimal of at most 38 digits."""
    return ColumnType("decimal", min(precision, MAX_PRECISION), min(scale, MAX_PRECISION))


def as_decimal(kind: ColumnType) -> ColumnType:
    """An integer as the decimal that holds it."""
    return ColumnType("decimal", INTEGERS[kind.name], 0) if kind.name in INTEGERS else kind


def common(one: ColumnType, other: ColumnType) -> ColumnType | None:
    """The type that values of both have together; None where Athena knows none."""
    if one == other or other in (NULL, UNKNOWN):
        return one
    if one in (NULL, UNKNOWN):
        return other
    if is_number(one) and is_number(other):
        return _number(one, other)
    if one.name in _TIMES and other.name in _TIMES:
        return max(one, other, key=lambda kind: _TIMES.index(kind.name))
    return _nested(one, other) if one.name == other.name else None


def common_of(kinds: Iterable[ColumnType]) -> ColumnType | None:
    """The type that values of all have together."""
    found: ColumnType | None = NULL
    for kind in kinds:
        found = None if found is None else common(found, kind)
    return found


def fits(given: ColumnType, wanted: ColumnType) -> bool:
    """Whether Athena takes a value of one type where another is wanted, without a cast."""
    return common(given, wanted) == wanted or given == UNKNOWN


def _number(one: ColumnType, other: ColumnType) -> ColumnType:
    high = max(one, other, key=lambda kind: _NUMBERS.index(kind.name))
    if high.name != "decimal":
        return high
    a, b = as_decimal(one), as_decimal(other)
    whole = max(a.precision - a.scale, b.precision - b.scale)
    scale = max(a.scale, b.scale)
    return decimal(whole + scale, scale)


def _nested(one: ColumnType, other: ColumnType) -> ColumnType | None:
    if not one.is_nested or len(one.arguments) != len(other.arguments):
        return None
    inner = [common(a, b) for a, b in zip(one.arguments, other.arguments, strict=True)]
    if None in inner:
        return None
    return ColumnType(one.name, arguments=tuple(filter(None, inner)), fields=_names(one, other))


def _names(one: ColumnType, other: ColumnType) -> tuple[str, ...]:
    """The names of the fields of two rows: a row that is built by ROW has none."""
    pairs = zip(one.fields, other.fields, strict=True)
    return tuple(a or b if a == b or not (a and b) else "" for a, b in pairs)
