"""Lengths and patterns of texts, which JSON Schema and ODCS say in the words of the specs."""

from collections.abc import Mapping
from typing import Any

from meshwright.athena.value_patterns import PatternError, engine_pattern
from meshwright.specs.models import Column

FORM_FIELDS = ("minLength", "maxLength", "pattern")
LONGEST = 2_147_483_647


def form_fields(column: Column) -> dict[str, Any]:
    """What is promised of how a column's texts look."""
    said = (column.min_length, column.max_length, column.pattern)
    named = zip(FORM_FIELDS, said, strict=True)
    return {name: value for name, value in named if value is not None}


def form_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a spec can say of how texts look."""
    low, high, pattern = (said.get(name) for name in FORM_FIELDS)
    found = {
        name: value
        for name, value in (("minLength", low), ("maxLength", high))
        if type(value) is int and 0 <= value <= LONGEST
    }
    if found.get("minLength", 0) > found.get("maxLength", LONGEST):
        found = {}
    if isinstance(pattern, str) and not pattern_problem(pattern):
        return {**found, "pattern": pattern}
    return found


def pattern_problem(pattern: str) -> str:
    """What is wrong with a pattern; empty where nothing is."""
    try:
        engine_pattern(pattern)
    except PatternError as error:
        return str(error)
    return ""
