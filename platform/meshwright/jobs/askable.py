"""Whether a quality rule of a spec can be asked of the staged rows, before anybody runs it."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from meshwright.athena.column_type import ColumnType
from meshwright.athena.patterns import pattern_problem
from meshwright.specs.models import QualityRule
from meshwright.wording import shown

NUMBERS = frozenset({"int", "bigint", "decimal", "float", "double"})
AS_TEXT = frozenset({"string", "int", "bigint", "decimal", "date", "boolean"})
"""Types whose values every engine writes as the same texts."""
ARGUMENTS: Mapping[str, frozenset[str]] = {
    "nullValues": frozenset(),
    "missingValues": frozenset({"missingValues"}),
    "invalidValues": frozenset({"validValues", "pattern", "minimum", "maximum"}),
    "duplicateValues": frozenset({"properties"}),
    "rowCount": frozenset(),
}


def problems(rule: QualityRule, kind: ColumnType | None, columns: Collection[str]) -> Iterator[str]:
    """What keeps a rule from being asked; `kind` is its column's type, None for the table's."""
    known = ARGUMENTS[rule.metric] - ({"properties"} if kind else frozenset[str]())
    for name in rule.arguments:
        if name not in known:
            yield f"{rule.metric} knows no argument {shown(name)}"
    if kind is None:
        if rule.metric == "duplicateValues":
            yield from _properties(rule.arguments.get("properties"), columns)
        return
    if kind.is_nested and rule.metric != "nullValues":
        yield f"{rule.metric} cannot be asked of a column of type {kind.name}"
    elif rule.metric == "invalidValues":
        yield from _invalid(rule.arguments, kind)
    elif rule.metric == "missingValues":
        yield from _words(rule.arguments, "missingValues", kind)


def _properties(named: Any, columns: Collection[str]) -> Iterator[str]:
    if not isinstance(named, list | tuple) or not named:
        yield "duplicateValues of a table names columns in `properties`"
        return
    for name in named:  # pyright: ignore[reportUnknownVariableType] - a spec's free field
        if name not in columns:
            yield f"the table has no column {shown(str(name))}"  # pyright: ignore[reportUnknownArgumentType] - as above


def _invalid(arguments: Mapping[str, Any], kind: ColumnType) -> Iterator[str]:
    if not ARGUMENTS["invalidValues"] & {*arguments}:
        yield "invalidValues does not say which values are valid"
    yield from _words(arguments, "validValues", kind)
    for name in ("minimum", "maximum"):
        bound = arguments.get(name, 0)
        if isinstance(bound, bool) or not isinstance(bound, int | float):
            yield f"{name} is a number"
        elif name in arguments and kind.name not in NUMBERS:
            yield f"{name} cannot be asked of a column of type {kind.name}"
    if "pattern" in arguments:
        yield from _pattern(arguments["pattern"], kind)


def _words(arguments: Mapping[str, Any], name: str, kind: ColumnType) -> Iterator[str]:
    if name not in arguments:
        return
    words = arguments[name]
    if not isinstance(words, list | tuple) or not words:
        yield f"{name} is a list of values"
    elif kind.name not in AS_TEXT:
        yield f"{name} cannot be asked of a column of type {kind.name}"


def _pattern(pattern: Any, kind: ColumnType) -> Iterator[str]:
    if not isinstance(pattern, str):
        yield "pattern is a text"
        return
    if kind.name not in AS_TEXT:
        yield f"pattern cannot be asked of a column of type {kind.name}"
    try:
        re.compile(pattern)
    except re.error as error:
        yield f"the pattern cannot be read: {error}"
    else:
        problem = pattern_problem(pattern)
        if problem:
            yield problem
