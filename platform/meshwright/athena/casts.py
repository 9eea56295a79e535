"""Which casts give the same value in both engines, and what to write instead of the others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from meshwright.athena.column_type import ColumnType
from meshwright.athena.values import said

INTEGERS, FLOATS = ("int", "bigint"), ("float", "double")
ROUNDING = frozenset({"round", "floor", "ceil", "ceiling", "truncate"})
"""Functions after which nothing is left to be rounded."""

_INTO_NUMBER = "CAST(round(CAST(value AS double)) AS {0})"
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "int": (*INTEGERS, "decimal", *FLOATS, "string"),
    "bigint": (*INTEGERS, "decimal", *FLOATS, "string"),
    "decimal": ("decimal", *FLOATS, "string"),
    "float": (*FLOATS, "decimal"),
    "double": (*FLOATS, "decimal"),
    "boolean": ("boolean", "string", *INTEGERS),
    "string": ("string",),
    "binary": ("binary",),
    "date": ("date", "timestamp", "timestamptz", "string"),
    "timestamp": ("timestamp", "timestamptz", "date"),
    "timestamptz": ("timestamp", "timestamptz", "date"),
}
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_GUARDS: Mapping[str, str] = {
    **dict.fromkeys(INTEGERS, r"^[+-]?[0-9]+$"),
    **dict.fromkeys(("decimal", *FLOATS), f"^{_NUMBER}$"),
    "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}
"""What a text has to look like: duckdb reads more than Trino does, such as 1_000 or ' 12 '."""
_LITERALS: Mapping[str, str] = {
    "date": r"\d{4}-\d\d-\d\d",
    "timestamp": r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d(\.\d{1,3})?)?",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """How a cast is written for duckdb, or why it is refused."""

    guard: str = ""
    """What a text has to match."""
    problem: str = ""
    instead: str = ""


def cast(given: ColumnType, wanted: ColumnType, *, is_rounded: bool = False) -> Cast:
    """A cast of one type to another; `is_rounded` where the value is a whole number."""
    if given == wanted or given.name in ("null", "unknown"):
        return Cast()
    if given.is_nested or wanted.is_nested:
        return _nested(given, wanted)
    if wanted.name in _PLAIN.get(given.name, ()):
        return Cast()
    if given.name == "string" and wanted.name in _GUARDS:
        return Cast(guard=_GUARDS[wanted.name])
    return _refused(given, wanted, is_rounded)


def literal_problem(text: str, wanted: ColumnType) -> str:
    """What is wrong with a written date or timestamp."""
    pattern = _LITERALS.get(wanted.name, "")
    if not pattern or re.fullmatch(pattern, text):
        return ""
    example = "2026-01-31" if wanted.name == "date" else "2026-01-31 12:00:00"
    return f"a {wanted.name} is written '{example}'"


def can_be_tried(given: ColumnType, wanted: ColumnType) -> bool:
    """Whether TRY_CAST gives null for the same texts in both engines."""
    if given.name == "string":
        return wanted.name in INTEGERS
    return given.name in INTEGERS and wanted.name in INTEGERS


def _refused(given: ColumnType, wanted: ColumnType, is_rounded: bool) -> Cast:
    if wanted.name in INTEGERS and given.name in ("decimal", *FLOATS):
        if is_rounded and given.name in FLOATS:
            return Cast()
        problem = "a half is rounded up by Athena, and to the even number by others"
        return Cast(problem=problem, instead=f"write {_INTO_NUMBER.format(wanted.athena)}")
    if wanted.name == "string" and given.name in FLOATS:
        problem = "a floating-point number as text is 1.0E0 in Athena, and 1.0 in others"
        return Cast(problem=problem, instead="write CAST(CAST(value AS decimal(18,2)) AS varchar)")
    if wanted.name == "string" and given.name in ("timestamp", "timestamptz"):
        problem = "a timestamp as text has another number of digits in each engine"
        return Cast(problem=problem, instead="write date_format(value, '%Y-%m-%d %H:%i:%s')")
    if given.name == "string" and wanted.name in ("timestamp", "timestamptz"):
        problem = "each engine reads other texts as timestamps"
        return Cast(problem=problem, instead="write date_parse(text, '%Y-%m-%d %H:%i:%s')")
    if given.name == "string" and wanted.name == "boolean":
        problem = "each engine reads other texts as true"
        return Cast(problem=problem, instead="write text = 'true'")
    problem = f"{given.athena} cannot be cast to {wanted.athena}"
    return Cast(problem=problem, instead="use a function that says what is meant")


def _nested(given: ColumnType, wanted: ColumnType) -> Cast:
    if given.name != wanted.name or len(given.arguments) != len(wanted.arguments):
        return Cast(problem=f"{said(given)} cannot be cast to {said(wanted)}", instead="unnest it")
    for inner, into in zip(given.arguments, wanted.arguments, strict=True):
        one = cast(inner, into)
        if one.problem:
            return one
        if one.guard:
            problem = "each engine reads other texts as numbers and dates"
            return Cast(problem=problem, instead="write transform(values, v -> CAST(v AS type))")
    return Cast()
