"""Arguments that are written out: units, formats, patterns and positions that both engines know."""

import re
from collections.abc import Callable, Mapping

from sqlglot import exp

from meshwright.athena.patterns import pattern_problem
from meshwright.athena.values import whole

DAY_UNITS = frozenset(("day", "week", "month", "quarter", "year"))
UNITS = DAY_UNITS | {"second", "minute", "hour"}
FORMATS: Mapping[str, str] = {
    **{code: code for code in ("%Y", "%y", "%m", "%d", "%H", "%p", "%j", "%b", "%a", "%%")},
    "%i": "%M",
    "%s": "%S",
    "%S": "%S",
    "%M": "%B",
    "%W": "%A",
    "%T": "%H:%M:%S",
    "%I": "%I",
    "%h": "%I",
}
"""The letters of date_format and date_parse, which are MySQL's, in duckdb's."""


def literal_problem(kind: str, node: exp.Expr) -> str:
    """What is wrong with an argument that has to be written out."""
    if not isinstance(node, exp.Literal) or node.is_string is (kind == "position"):
        what = "a whole number of at least 1" if kind == "position" else "a text"
        return f"the {_WORDS.get(kind, kind)} is {what}, written out"
    return _CHECKS[kind](node.name)


def duckdb_format(text: str) -> str:
    """A format of date_format in duckdb's letters."""
    return re.sub(r"%.", lambda match: FORMATS[match[0]], text)


def _unit(text: str) -> str:
    return "" if text.lower() in UNITS else f"the unit is one of {', '.join(sorted(UNITS))}"


def _day_unit(text: str) -> str:
    if text.lower() in DAY_UNITS:
        return ""
    return f"the unit is one of {', '.join(sorted(DAY_UNITS))} where a date has no hours"


def _replacement(text: str) -> str:
    if "$" in text or "\\" in text:
        return "each engine writes groups in a replacement in its own way"
    return ""


def _format(text: str) -> str:
    for code in re.findall(r"%.?", text):
        if code not in FORMATS:
            return f"the format has {code}; tried are {' '.join(sorted(FORMATS))}"
    return ""


def _position(text: str) -> str:
    return "" if whole(text) else "a position is a whole number of at least 1"


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "unit": _unit,
    "dayunit": _day_unit,
    "pattern": pattern_problem,
    "replacement": _replacement,
    "format": _format,
    "position": _position,
}
_WORDS = {"dayunit": "unit"}
