"""The Condition block of a policy, as a question about a request's context.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, cast

Test = Callable[[str, str], bool]
"""Whether a value of the context meets one value of the policy."""


class UnknownOperatorError(Exception):
    """A policy uses a condition operator that the local AWS does not know: it never guesses."""


def matches(pattern: str, value: str) -> bool:
    """Whether a value fits a pattern in which `*` and `?` are wild."""
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.fullmatch("".join(parts), value, re.DOTALL) is not None


OPERATORS: dict[str, Test] = {
    "StringEquals": lambda wanted, value: wanted == value,
    "StringEqualsIgnoreCase": lambda wanted, value: wanted.lower() == value.lower(),
    "StringLike": matches,
    "ArnEquals": matches,
    "ArnLike": matches,
    "Bool": lambda wanted, value: wanted.lower() == value.lower(),
    "NumericEquals": lambda wanted, value: float(wanted) == float(value),
    "NumericLessThan": lambda wanted, value: float(value) < float(wanted),
    "NumericLessThanEquals": lambda wanted, value: float(value) <= float(wanted),
    "NumericGreaterThan": lambda wanted, value: float(value) > float(wanted),
    "NumericGreaterThanEquals": lambda wanted, value: float(value) >= float(wanted),
    "IpAddress": lambda wanted, value: ip_address(value) in ip_network(wanted, strict=False),
}
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "NotIpAddress": "IpAddress",
}


def holds(condition: Mapping[str, Mapping[str, Any]], context: Mapping[str, str]) -> bool:
    """Whether every operator and key of a Condition holds; an empty one always does."""
    return all(
        _holds(operator, _texts(wanted), context.get(key.lower()))
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def _holds(operator: str, wanted: list[str], value: str | None) -> bool:
    name = operator.rpartition(":")[2]
    if name == "Null":
        return (value is None) == (wanted == ["true"])
    base = name.removesuffix("IfExists")
    positive = NEGATED.get(base, base)
    if positive not in OPERATORS:
        raise UnknownOperatorError(f"the local AWS does not know the condition operator {operator}")
    if value is None:
        return _holds_for_nothing(operator, is_negated=base in NEGATED)
    met = any(OPERATORS[positive](item, value) for item in wanted)
    return met != (base in NEGATED)


def _holds_for_nothing(operator: str, *, is_negated: bool) -> bool:
    """A missing key meets `…IfExists`, negated operators and `ForAllValues`, and nothing else."""
    return operator.endswith("IfExists") or operator.startswith("ForAllValues:") or is_negated


def _texts(wanted: Any) -> list[str]:
    listed = cast("list[Any]", wanted if isinstance(wanted, list) else [wanted])
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in listed]
