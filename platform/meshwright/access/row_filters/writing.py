"""A filter's tree to text: for Lake Formation, always in the same words, and for duckdb.

AWS: Lake Formation developer guide, "PartiQL support in row filter expressions".
"""

from collections.abc import Callable
from decimal import Decimal

from meshwright.access.row_filters.keywords import KEYWORDS
from meshwright.access.row_filters.tree import (
    Column,
    Comparison,
    Constant,
    Filter,
    Joined,
    Like,
    Listed,
    Range,
    Simple,
    Value,
)

Spelled = Callable[[Column], str]


def partiql(tree: Filter) -> str:
    """The filter as Lake Formation gets it."""
    return _filter(tree, _partiql_name)


def duckdb(tree: Filter) -> str:
    """The filter as a condition of duckdb that shows the same rows."""
    return _filter(tree, _duckdb_name)


def _filter(tree: Filter, spelled: Spelled) -> str:
    if isinstance(tree, Joined):
        parts = (f"({_filter(part, spelled)})" for part in tree.parts)
        return f" {tree.joint} ".join(parts)
    return _simple(tree, spelled)


def _simple(part: Simple, spelled: Spelled) -> str:
    column = spelled(part.column)
    match part:
        case Comparison():
            return f"{column} {part.operator} {_constant(part.constant)}"
        case Range():
            ends = f"{_constant(part.low)} AND {_constant(part.high)}"
            return f"{column} {_not(part.negated)}BETWEEN {ends}"
        case Listed():
            values = ", ".join(map(_constant, part.constants))
            return f"{column} {_not(part.negated)}IN ({values})"
        case Like():
            return f"{column} {_not(part.negated)}LIKE {_constant(part.pattern)}"
        case _:
            return f"{column} IS {_not(part.negated)}NULL"


def _not(negated: bool) -> str:
    return "NOT " if negated else ""


def _constant(constant: Constant) -> str:
    return literal(constant.value)


def literal(value: Value) -> str:
    """A constant as both engines read it."""
    if isinstance(value, str):
        doubled = value.replace("'", "''")
        return f"'{doubled}'"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _partiql_name(column: Column) -> str:
    """Key words in double quotes, as AWS asks; other names as they are."""
    return ".".join(f'"{name}"' if name in KEYWORDS else name for name in column.names)


def _duckdb_name(column: Column) -> str:
    first, *inner = column.names
    found = f'"{first}"'
    for name in inner:
        found = f"struct_extract({found}, '{name}')"
    return found
