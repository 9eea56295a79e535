"""A statement's Condition: every operator, and every key under it, has to hold.

Source: IAM user guide, "Conditions with multiple context keys or values", "Single-valued vs.
multivalued context keys" and "Condition operators".
"""

from dataclasses import dataclass
from functools import lru_cache

from meshwright.aws.authorization import variables
from meshwright.aws.authorization.document import Statement, Test
from meshwright.aws.authorization.operators import (
    NEGATED,
    OPERATORS,
    PATTERNS,
    WITH_VARIABLES,
    is_met,
)
from meshwright.aws.authorization.request import Context

IF_EXISTS = "IfExists"
NULL = "Null"
ALL, ANY = "ForAllValues", "ForAnyValue"
SETS = ("", ALL, ANY)


class UnknownOperatorError(Exception):
    """A policy uses a condition operator that AWS does not have: nobody guesses what it means."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What an operator's name says."""

    over: str
    """How the values of a key with many are taken: `ForAllValues`, `ForAnyValue`, or neither."""
    base: str
    """The operator that is not negated."""
    is_negated: bool
    if_exists: bool


def hold(statement: Statement, context: Context) -> bool:
    """Whether all of a statement's tests hold; without any it always applies."""
    return all(_holds(test, context, statement.has_variables) for test in statement.tests)


def _holds(test: Test, context: Context, has_variables: bool) -> bool:
    given = context.get(test.key)
    values = (given,) if isinstance(given, str) else given
    if test.operator == NULL:
        return any(is_met("Bool", wanted, str(not values).lower()) for wanted in test.values)
    parts = _parts(test.operator)
    if not values:
        return _holds_for_nothing(parts)
    wanted = test.values
    if has_variables and variables.stand_in(wanted) and parts.base.startswith(WITH_VARIABLES):
        wanted = _wanted(test.values, context, is_pattern=parts.base in PATTERNS)
        values = tuple(variables.held(value) for value in values)
    met = [_meets(parts, wanted, value) for value in values]
    if parts.over:
        return all(met) if parts.over == ALL else any(met)
    # Several values without a set operator: one that is met is enough, and one that is ruled out.
    return all(met) if parts.is_negated else any(met)


def _holds_for_nothing(parts: _Parts) -> bool:
    """A key that is missing, or has no value, meets what only rules something out.

    ForAnyValue wants one value that fits, and IfExists does not change that: so AWS has answered
    whoever tried.
    https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w/foranyvalue-stringequalsifexists-behaving-unexpectedly
    """
    if parts.over == ANY:
        return False
    return parts.over == ALL or parts.if_exists or parts.is_negated


def _meets(parts: _Parts, wanted: tuple[str, ...], value: str) -> bool:
    return any(is_met(parts.base, each, value) for each in wanted) is not parts.is_negated


@lru_cache(maxsize=256)
def _parts(operator: str) -> _Parts:
    over, _, named = operator.rpartition(":")
    name = named.removesuffix(IF_EXISTS)
    base = NEGATED.get(name, name)
    if base not in OPERATORS or over not in SETS:
        raise UnknownOperatorError(f"AWS has no condition operator {operator}")
    return _Parts(over, base, is_negated=name in NEGATED, if_exists=name != named)


def _wanted(values: tuple[str, ...], context: Context, *, is_pattern: bool) -> tuple[str, ...]:
    """The policy's values; one with a variable that stands for nothing matches nothing."""
    found = (variables.resolved(value, context) for value in values)
    known = tuple(value for value in found if value is not None)
    return known if is_pattern else tuple(variables.held(value) for value in known)
