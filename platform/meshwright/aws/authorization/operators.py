"""The condition operators: whether a value of the context meets a value of the policy.

Source: IAM user guide, "IAM JSON policy elements: Condition operators".
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from math import isfinite

from meshwright.aws.authorization.wildcards import matches, matches_arn

Operator = Callable[[str, str], bool]
"""What the policy wants and what the context has. Raises ValueError where one is not of its kind,
which meets nothing."""


def _number(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


def _date(text: str) -> float:
    """A moment in seconds: of ISO 8601, or counted since 1970.

    Source: "Condition operators", date condition operators.
    """
    try:
        return _number(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    # A date without a zone is in UTC.
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@lru_cache(maxsize=256)
def _network(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text, strict=False)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


OPERATORS: Mapping[str, Operator] = {
    "ArnEquals": matches_arn,
    "ArnLike": matches_arn,
    "BinaryEquals": lambda wanted, value: _bytes(wanted) == _bytes(value),
    "Bool": lambda wanted, value: _truth(wanted) is _truth(value),
    "DateEquals": lambda wanted, value: _date(value) == _date(wanted),
    "DateGreaterThan": lambda wanted, value: _date(value) > _date(wanted),
    "DateGreaterThanEquals": lambda wanted, value: _date(value) >= _date(wanted),
    "DateLessThan": lambda wanted, value: _date(value) < _date(wanted),
    "DateLessThanEquals": lambda wanted, value: _date(value) <= _date(wanted),
    "IpAddress": lambda wanted, value: ip_address(value) in _network(wanted),
    "NumericEquals": lambda wanted, value: _number(value) == _number(wanted),
    "NumericGreaterThan": lambda wanted, value: _number(value) > _number(wanted),
    "NumericGreaterThanEquals": lambda wanted, value: _number(value) >= _number(wanted),
    "NumericLessThan": lambda wanted, value: _number(value) < _number(wanted),
    "NumericLessThanEquals": lambda wanted, value: _number(value) <= _number(wanted),
    "StringEquals": lambda wanted, value: wanted == value,
    "StringEqualsIgnoreCase": lambda wanted, value: wanted.casefold() == value.casefold(),
    "StringLike": matches,
}
NEGATED: Mapping[str, str] = {
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
}
PATTERNS = ("ArnEquals", "ArnLike", "StringLike")
"""Those to which `*` and `?` are wild."""
WITH_VARIABLES = ("String", "Arn")
"""What the operators begin with whose values may have policy variables.

Source: "IAM policy elements: Variables and tags", where you can use policy variables.
"""


def is_met(operator: str, wanted: str, value: str) -> bool:
    """Whether a value meets an operator that is not negated."""
    try:
        return OPERATORS[operator](wanted, value)
    except ValueError:
        return False
