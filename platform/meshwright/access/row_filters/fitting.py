"""A filter held against the columns of its table: names, types, and what AWS takes of them.

AWS: Lake Formation developer guide, "PartiQL support in row filter expressions" (supported data
types) and "Data filtering limitations" (nested fields of partition columns).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from meshwright.access.row_filters.keywords import SYSTEM
from meshwright.access.row_filters.tree import (
    Column,
    Comparison,
    Constant,
    Fault,
    Filter,
    Like,
    Null,
    Simple,
    Value,
    constants,
    simple,
)
from meshwright.athena.column_type import ColumnType
from meshwright.wording import Suggestions

NUMBERS = ("int", "bigint", "float", "double", "decimal")
TAKEN = ("string", "boolean", *NUMBERS)
WHOLE = {"int": 31, "bigint": 63}
MAX_DIGITS = 38


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table holds."""

    types: Mapping[str, ColumnType]
    partitions: Collection[str] = ()


def unfit(tree: Filter, table: Columns) -> Iterator[Fault]:
    """What does not fit the table, each with its place."""
    suggestions = Suggestions(table.types)
    for part in simple(tree):
        found = _type_of(part.column, table, suggestions)
        if isinstance(found, Fault):
            yield found
        else:
            yield from _unfit(part, found, table)


def unsupported(types: Mapping[str, ColumnType]) -> Iterator[str]:
    """The columns of a table of whose mere presence AWS's page warns."""
    return (name for name, column_type in types.items() if not _is_supported(column_type))


def _is_supported(column_type: ColumnType) -> bool:
    if column_type.name == "struct":
        return all(map(_is_supported, column_type.arguments))
    return column_type.name in (*TAKEN, "uuid")


def _type_of(column: Column, table: Columns, suggestions: Suggestions) -> ColumnType | Fault:
    first, *inner = column.names
    found = table.types.get(first)
    if found is None:
        message = f"the table has no column '{_short(first)}'{suggestions.of(first)}"
        return Fault("column", column.offset, message)
    if first in SYSTEM:
        message = f"'{first}' is a column that engines keep for themselves"
        return Fault("column", column.offset, message, "compare another column")
    if inner and first in table.partitions:
        message = f"'{first}' is a partition column, and its fields are not compared"
        return Fault("column", column.offset, message)
    for name in inner:
        fields = dict(zip(found.fields, found.arguments, strict=False))
        if name not in fields:
            hint = Suggestions(fields).of(name)
            message = f"a {found.name} has no field '{_short(name)}'{hint}"
            return Fault("column", column.offset, message)
        found = fields[name]
    return found


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"


def _unfit(part: Simple, column_type: ColumnType, table: Columns) -> Iterator[Fault]:
    column = part.column
    if column_type.name not in TAKEN:
        message = f"'{column.text}' is of type {column_type.name}, which no filter compares"
        fix = f"compare a column of type {', '.join(TAKEN[:-1])} or {TAKEN[-1]}"
        yield Fault("type", column.offset, message, fix)
        return
    if isinstance(part, Null) and column.names[0] in table.partitions:
        message = f"'{column.text}' is a partition column, of which Lake Formation takes no IS NULL"
        yield Fault("type", column.offset, message, "compare it with a value")
    if isinstance(part, Like) and column_type.name != "string":
        message = f"LIKE compares texts, and '{column.text}' is of type {column_type.text}"
        yield Fault("type", column.offset, message)
        return
    if column_type.name == "boolean" and not _is_equality(part):
        message = f"'{column.text}' is a boolean, which is only equal to a value or not"
        yield Fault("type", column.offset, message, "write = TRUE or = FALSE")
        return
    for constant in constants(part):
        yield from _unfit_constant(constant, column, column_type)


def _is_equality(part: Simple) -> bool:
    is_equal = isinstance(part, Comparison) and part.operator in ("=", "<>")
    return is_equal or isinstance(part, Null)


def _unfit_constant(constant: Constant, column: Column, column_type: ColumnType) -> Iterator[Fault]:
    problem = _problem(constant.value, column_type)
    if problem:
        message = f"'{column.text}' is of type {column_type.text}, and this is {problem}"
        yield Fault("type", constant.offset, message, _fix(column_type))


def _problem(value: Value, column_type: ColumnType) -> str:
    """What a constant is that is no value of a column's type; empty where it is one."""
    name = column_type.name
    if isinstance(value, bool):
        return "" if name == "boolean" else "a boolean"
    if isinstance(value, str):
        return "" if name == "string" else "a text"
    if name not in NUMBERS:
        return "a number"
    if isinstance(value, int):
        return _whole_problem(value, column_type)
    if name in WHOLE:
        return "no whole number"
    return _decimal_problem(value, column_type)


def _whole_problem(value: int, column_type: ColumnType) -> str:
    bound: int = 2 ** WHOLE.get(column_type.name, 63)
    if not -bound <= value < bound:
        return "too large a number"
    return _decimal_problem(Decimal(value), column_type)


def _decimal_problem(value: Decimal, column_type: ColumnType) -> str:
    sign, digits, exponent = value.as_tuple()
    del sign
    places = max(-int(exponent), 0)
    if max(len(digits), places) > MAX_DIGITS:
        return f"a number of more than {MAX_DIGITS} digits"
    if column_type.name != "decimal":
        return ""
    if places > column_type.scale:
        return "a number of more decimals"
    if len(digits) - places > column_type.precision - column_type.scale:
        return "too large a number"
    return ""


def _fix(column_type: ColumnType) -> str:
    match column_type.name:
        case "string":
            return "write a text in single quotes"
        case "boolean":
            return "write TRUE or FALSE"
        case "decimal":
            return f"write a number of at most {column_type.scale} decimals that fits"
        case name:
            return "write a whole number that fits" if name in WHOLE else "write a number"
