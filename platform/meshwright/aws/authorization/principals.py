"""Whom a statement of a resource's policy is about, and how directly it names who asks.

Source: IAM user guide, "AWS JSON policy elements: Principal" and "NotPrincipal".
"""

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from meshwright.aws.authorization.caller import Caller, Kind
from meshwright.aws.authorization.document import Statement

EVERYBODY = "*"
KINDS = {Kind.SERVICE: "Service", Kind.WEB_IDENTITY: "Federated"}
"""Under which kind of principal a policy names who has no ARN of IAM's."""


class Directness(IntEnum):
    """How a statement names who asks; the more directly, the less else limits what it grants.

    Source: "Policy evaluation for requests within a single account", resource-based policies.
    """

    ACCOUNT = 1
    """By its account, which leaves it to the policies of its identities."""
    ENTITY = 2
    """By the role or user whose session asks: boundary and session policies limit it."""
    ITSELF = 3
    """By the very session or user, or by everybody: no implicit denial limits it."""


def directness(statement: Statement, caller: Caller) -> Directness | None:
    """How a statement names the caller; None where it is about others."""
    if statement.principals is None:
        return None
    named = _named(statement, caller)
    if statement.all_principals_but:
        return None if _is_excepted(statement, caller, named) else Directness.ITSELF
    return next((level for level, name in _names(caller) if name in named), None)


def _named(statement: Statement, caller: Caller) -> frozenset[str]:
    """The names of the statement that could be one of the caller's."""
    principals = statement.principals or {}
    kind = KINDS.get(caller.kind, "AWS")
    every = {name for name in principals.get("AWS", ()) if name == EVERYBODY}
    return frozenset({*principals.get(kind, ()), *principals.get(EVERYBODY, ()), *every})


@lru_cache(maxsize=1024)
def _names(caller: Caller) -> Sequence[tuple[Directness, str]]:
    """All names that a policy may have for a caller, the most direct one first."""
    itself = [(Directness.ITSELF, name) for name in (EVERYBODY, caller.arn) if name]
    if not caller.account:
        return itself
    account = [(Directness.ACCOUNT, name) for name in (caller.root_arn, caller.account)]
    if caller.kind is Kind.ROOT:
        return [*itself, (Directness.ITSELF, caller.account)]
    entity = [(Directness.ENTITY, caller.entity)] if caller.entity else []
    return [*itself, *entity, *account]


def _is_excepted(statement: Statement, caller: Caller, named: frozenset[str]) -> bool:
    """Whether NotPrincipal keeps the caller out of a statement.

    Of a Deny only who is listed whole: the session, its role and their account. Of an Allow whoever
    is listed by any name.
    Source: "AWS JSON policy elements: NotPrincipal", specifying NotPrincipal with Deny.
    """
    if statement.allows or not caller.account:
        return any(name in named for _, name in _names(caller))
    itself = {caller.arn, caller.principal_arn}
    return itself <= named and bool(named & {caller.root_arn, caller.account})
