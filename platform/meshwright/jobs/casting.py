"""A text in a file as a value of a declared type, by the same rules in every engine.

A pattern says which texts are values of a type, since engines read more than that, each something
else; then TRY_CAST reads them. A decimal with more digits than its type has is refused, not
rounded. An empty cell of a CSV file is no value.
"""

from collections.abc import Callable, Mapping

from meshwright.athena.column_type import ColumnType
from meshwright.jobs import sql

_NUMBER = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PATTERNS: Mapping[str, str] = {
    **dict.fromkeys(("int", "bigint"), r"^[+-]?[0-9]+$"),
    **dict.fromkeys(("float", "double"), _NUMBER),
    "date": f"^{_DAY}$",
    "timestamp": rf"^{_DAY}[ T][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\.[0-9]{{1,6}})?)?Z?$",
    "boolean": "^([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])$",
}
CASTABLE = frozenset({*_PATTERNS, "decimal", "string"})
"""The types that a text in a file can be a value of."""


def value(text: str, kind: ColumnType) -> str:
    """The value of an expression's text; NULL where it is none of the type."""
    if kind.name == "string":
        return text
    pattern = sql.literal(_pattern(kind))
    read = _READINGS.get(kind.name, _read)(text, kind)
    return f"CASE WHEN regexp_like({text}, {pattern}) THEN {read} END"


def _pattern(kind: ColumnType) -> str:
    if kind.name != "decimal":
        return _PATTERNS[kind.name]
    whole = r"[0-9]+(\.0*)?"
    if kind.scale:
        after = rf"[0-9]{{1,{kind.scale}}}0*"
        return rf"^[+-]?({whole}|[0-9]*\.{after})$"
    return f"^[+-]?{whole}$"


def _read(text: str, kind: ColumnType) -> str:
    return f"TRY_CAST({text} AS {kind.athena})"


def _timestamp(text: str, kind: ColumnType) -> str:
    del kind
    return f"TRY_CAST(replace(replace({text}, 'T', ' '), 'Z', '') AS timestamp(6))"


def _boolean(text: str, kind: ColumnType) -> str:
    del kind
    return f"lower({text}) = 'true'"


_READINGS: Mapping[str, Callable[[str, ColumnType], str]] = {
    "timestamp": _timestamp,
    "boolean": _boolean,
}
