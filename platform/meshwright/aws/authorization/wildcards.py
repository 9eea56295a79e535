"""Patterns of policies: `*` is any text and `?` any one character."""

import re
from functools import lru_cache

ARN_PARTS = 6
"""arn:partition:service:region:account:resource"""


@lru_cache(maxsize=4096)
def _expression(pattern: str, many: str = ".*") -> re.Pattern[str]:
    parts = (many if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.compile("".join(parts), re.DOTALL)


def matches(pattern: str, value: str) -> bool:
    """Whether a text fits a pattern, in which no character but the two wild ones is special."""
    return _expression(pattern).fullmatch(value) is not None


@lru_cache(maxsize=4096)
def actions(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """All of a statement's actions as one expression, which an action in lower case fits.

    Source: IAM user guide, "IAM JSON policy elements: Action": case does not matter.
    """
    each = (_expression(pattern.lower()).pattern for pattern in patterns)
    return re.compile("|".join(f"(?:{one})" for one in each), re.DOTALL)


def matches_arn(pattern: str, arn: str) -> bool:
    """Whether an ARN fits a pattern part by part, as ArnLike and ArnEquals compare.

    Source: IAM user guide, "Condition operators", ARN condition operators.
    """
    wanted, given = pattern.split(":", ARN_PARTS - 1), arn.split(":", ARN_PARTS - 1)
    if len(wanted) != ARN_PARTS or len(given) != ARN_PARTS:
        return pattern == "*"
    return all(matches(part, value) for part, value in zip(wanted, given, strict=True))


@lru_cache(maxsize=4096)
def _resource_expression(pattern: str) -> re.Pattern[str]:
    written = pattern.split(":", ARN_PARTS - 1)
    # Of fewer parts none is the resource's own.
    leading, own = written[: ARN_PARTS - 1], written[ARN_PARTS - 1 :]
    parts: list[str] = []
    for part in leading:
        end = ".*" if part.endswith("*") else ""
        kept = part.removesuffix("*") if end else part
        parts.append(_expression(kept, "[^:]*").pattern + end)
    return re.compile(":".join([*parts, *(_expression(o).pattern for o in own)]), re.DOTALL)


def matches_resource(pattern: str, resource: str) -> bool:
    """Whether a policy's Resource covers a resource.

    A `*` stays within its part of the ARN, unless it is the part's last character. The resource's
    own part, which may hold colons too, is one text.
    Source: IAM user guide, "IAM JSON policy elements: Resource", using wildcards in paths.
    """
    return _resource_expression(pattern).fullmatch(resource) is not None
