"""What an unquoted scalar means by the core schema of YAML 1.2: `NO` is a text, 0o17 a number.

Source: YAML 1.2.2, section 10.3.2.
"""

import re
from collections.abc import Mapping
from typing import Any

CONSTANTS: Mapping[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = frozenset("-+.0123456789")
"""What a number begins with."""
_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAX_DIGITS = 100
BEFORE_WORDS = "="
"""Sorts behind whatever a number or the merge key begins with, and before every letter."""


def resolve(text: str) -> Any:
    """A text, a number, true, false or None; ValueError for a number that JSON cannot hold."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] not in _NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(_short(text))
    if _BASED.fullmatch(text):
        return int(_short(text), 0)
    if _FLOAT.fullmatch(text):
        return _finite(float(_short(text)))
    if _NOT_FINITE.fullmatch(text):
        return _finite(float("inf"))
    return text


def _short(text: str) -> str:
    if len(text) > _MAX_DIGITS:
        raise ValueError(f"a number has at most {_MAX_DIGITS} digits")
    return text


def _finite(number: float) -> float:
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number has to be finite")
    return number
