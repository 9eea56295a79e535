"""Conditions that hold for requests of a known account or organisation alone.

Sources: IAM user guide, "AWS global condition context keys" and "Multivalued context keys"; S3 user
guide, "The meaning of public"; KMS developer guide, "Condition keys for AWS KMS".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from guardrails.documents import Condition, Statement

ACCOUNT = re.compile(r"[0-9]{12}|\$\{aws:ResourceAccount\}", re.IGNORECASE)
"""An account written out, or the one that owns the resource."""
ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
ORGANIZATION_PATH = re.compile(r"o-[a-z0-9]{10,32}/.*")
ARN_OF_ACCOUNT = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+")
"""An ARN whose account is written out; wildcards may come only after it."""
ARN_OF_ACCOUNT_ANYWHERE = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9*-]*:[0-9]{12}:.+")
"""An ARN of any region whose account is written out; in `ArnLike` `*` ends at a colon."""
STRINGS = frozenset({"stringequals", "stringequalsignorecase", "stringlike"})
ARNS = STRINGS | {"arnequals", "arnlike"}

CALLERS: Mapping[str, re.Pattern[str]] = {
    "aws:principalaccount": ACCOUNT,
    "aws:principalarn": ARN_OF_ACCOUNT,
    "aws:principalorgid": ORGANIZATION,
    "aws:principalorgpaths": ORGANIZATION_PATH,
    "kms:calleraccount": ACCOUNT,
    "s3:dataaccesspointaccount": ACCOUNT,
    "s3:dataaccesspointarn": ARN_OF_ACCOUNT,
}
"""Keys that say who is asking, and what their value must look like to say it."""
SOURCES: Mapping[str, re.Pattern[str]] = {
    "aws:sourceaccount": ACCOUNT,
    "aws:sourcearn": ARN_OF_ACCOUNT,
    "aws:sourceorgid": ORGANIZATION,
    "aws:sourceorgpaths": ORGANIZATION_PATH,
    # SNS's own name for it, which AWS writes into the policy of a new topic.
    "aws:sourceowner": ACCOUNT,
}
"""Keys that say for whom a service of AWS's is asking.

An ARN without an account, such as a bucket's, says it only beside `aws:SourceAccount`.
"""


def names_the_caller(statement: Statement) -> bool:
    """Whether it holds for requests from a known account or organisation alone."""
    return any(True for _ in pinned(statement))


def pinned(statement: Statement) -> Iterator[tuple[str, ...]]:
    """The accounts, organisations or ARNs of each condition that names the caller."""
    for condition in statement.conditions:
        if _pins(condition, {**CALLERS, **SOURCES}):
            yield condition.values


def principal_arns(statement: Statement) -> Iterator[tuple[str, ...]]:
    """Whom each condition on the caller's ARN names."""
    return _arns(statement, "aws:principalarn")


def source_arns(statement: Statement) -> Iterator[tuple[str, ...]]:
    """For what each condition on a service's source lets it ask."""
    return _arns(statement, "aws:sourcearn")


def _arns(statement: Statement, key: str) -> Iterator[tuple[str, ...]]:
    for condition in statement.conditions:
        if condition.key == key and condition.operator in ARNS and always_asks(condition):
            yield condition.values


def is_known_source(account: str, arn: str) -> bool:
    """Whether a source's account or ARN, written as properties, names an account."""
    return bool(ACCOUNT.fullmatch(account) or ARN_OF_ACCOUNT_ANYWHERE.fullmatch(arn))


def names_the_source(statement: Statement, *, may_be_silent: bool = False) -> bool:
    """Whether it holds for requests that a service makes for a known account alone.

    A service that may be silent need not say so, but says no other account's name.
    """
    conditions = statement.conditions
    if may_be_silent:
        conditions = tuple(replace(c, if_exists=False) for c in conditions)
    return any(
        _pins(condition, SOURCES) or _is_encryption_for_an_account(condition)
        for condition in conditions
    )


def _is_encryption_for_an_account(condition: Condition) -> bool:
    """Whether a key is used for a known resource, as CloudTrail and CloudWatch Logs say it."""
    if not condition.key.startswith("kms:encryptioncontext:"):
        return False
    return _pins(condition, {condition.key: ARN_OF_ACCOUNT})


def _pins(condition: Condition, keys: Mapping[str, re.Pattern[str]]) -> bool:
    written = keys.get(condition.key)
    if written is None:
        return False
    operators = STRINGS
    if written is ARN_OF_ACCOUNT:
        operators = ARNS
        written = written if condition.operator in STRINGS else ARN_OF_ACCOUNT_ANYWHERE
    return (
        condition.operator in operators
        and always_asks(condition)
        and bool(condition.values)
        and all(written.fullmatch(value) for value in condition.values)
    )


def always_asks(condition: Condition) -> bool:
    """Whether it refuses a request in which its key is missing."""
    return not condition.if_exists and condition.qualifier != "forallvalues"
