"""Conditions of a Choice state. Source: Amazon States Language, "Choice State"."""

from collections.abc import Iterable
from typing import Any

from meshwright.jobs.asl import Condition


def is_there(path: str) -> Condition:
    return {"Variable": path, "IsPresent": True}


def is_true(path: str) -> Condition:
    """Whether a value is there and is `true` itself, not a text that says so."""
    return every([is_there(path), {"Variable": path, "BooleanEquals": True}])


def is_text(path: str, text: str) -> Condition:
    return {"Variable": path, "StringEquals": text}


def is_same(path: str, other: str) -> Condition:
    return {"Variable": path, "StringEqualsPath": other}


def is_number(path: str, number: int) -> Condition:
    return {"Variable": path, "NumericEquals": number}


def is_above(path: str, number: int) -> Condition:
    return {"Variable": path, "NumericGreaterThan": number}


def is_timestamp(path: str) -> Condition:
    return {"Variable": path, "IsTimestamp": True}


def not_after(path: str, other: str) -> Condition:
    return {"Variable": path, "StringLessThanEqualsPath": other}


def has_quote(path: str) -> Condition:
    return {"Variable": path, "StringMatches": "*'*"}


def every(conditions: Iterable[Condition]) -> Condition:
    return {"And": [*conditions]}


def one_of(conditions: Iterable[Condition]) -> Condition:
    return {"Or": [*conditions]}


def no(condition: Condition) -> dict[str, Any]:
    return {"Not": condition}
