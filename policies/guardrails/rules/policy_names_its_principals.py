"""A resource policy lets in nobody whom it neither names nor pins to an account or organisation."""

import re
from collections.abc import Iterator
from functools import partial

from guardrails.documents import Condition, Principal, Statement, statements
from guardrails.rule import Props, Rule
from guardrails.types import RESOURCE_POLICIES

ACCOUNT = re.compile(r"[0-9]{12}")
ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
ORGANIZATION_PATH = re.compile(r"o-[a-z0-9]{10,32}/.*")
ARN_OF_ACCOUNT = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+")
"""An ARN whose account is written out; wildcards may come only after it."""

PINS: dict[str, re.Pattern[str]] = {
    "aws:principalaccount": ACCOUNT,
    "aws:principalarn": ARN_OF_ACCOUNT,
    "aws:principalorgid": ORGANIZATION,
    "aws:principalorgpaths": ORGANIZATION_PATH,
    "aws:sourceaccount": ACCOUNT,
    "aws:sourcearn": ARN_OF_ACCOUNT,
    "aws:sourceorgid": ORGANIZATION,
    "aws:sourceorgpaths": ORGANIZATION_PATH,
    "kms:calleraccount": ACCOUNT,
    "s3:dataaccesspointaccount": ACCOUNT,
    "s3:dataaccesspointarn": ARN_OF_ACCOUNT,
}
"""Condition keys that say who is asking, and what their value must look like to say it."""
POSITIVE = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"}
)


def check(field: str, props: Props) -> Iterator[str]:
    if field not in props:
        return
    for statement in statements(props[field]):
        if statement.is_allow and _is_open(statement) and not _is_pinned(statement):
            yield (
                f"{field}: {statement} lets anyone in, and no condition pins an account or"
                " the organisation"
            )


def _is_open(statement: Statement) -> bool:
    # Everyone but a few is everyone.
    return bool(statement.not_principals) or any(map(_is_wildcard, statement.principals))


def _is_wildcard(principal: Principal) -> bool:
    return "*" in principal.value or "?" in principal.value


def _is_pinned(statement: Statement) -> bool:
    return any(_pins(condition) for condition in statement.conditions)


def _pins(condition: Condition) -> bool:
    """Whether a condition holds for requests of a known account or organisation alone.

    `IfExists` and `ForAllValues` also hold where the key is missing, so they pin nothing.
    """
    written = PINS.get(condition.key)
    return (
        written is not None
        and condition.operator in POSITIVE
        and not condition.if_exists
        and condition.qualifier != "forallvalues"
        and bool(condition.values)
        and all(written.fullmatch(value) for value in condition.values)
    )


RULE = Rule(
    id="policy-names-its-principals",
    code="IAM-001",
    title="Resource policies name whom they let in",
    why="A wildcard principal lets in every AWS account in the world.",
    fix="name the principals, or add a condition such as StringEquals on aws:PrincipalAccount,"
    " aws:PrincipalOrgID or kms:CallerAccount (not IfExists, not ForAllValues)",
    checks={kind: partial(check, field) for kind, field in RESOURCE_POLICIES.items()},
)
