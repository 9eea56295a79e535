"""Whether a principal of a policy is somebody outside of the accounts that one knows.

Sources: IAM user guide, "AWS JSON policy elements: Principal" (an account may be written as its
number or as its root, a canonical user id stands for an account).
"""

import re
from collections.abc import Collection

from guardrails.documents import ANYONE, Principal, Statement
from guardrails.narrowing_conditions import pinned

OF_AN_ACCOUNT = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9*-]*:(?P<account>[0-9]{12}):.+")
OWN = "${aws:resourceaccount}"
"""The account that owns the resource, as a condition's value may name it."""


def is_foreign(principal: Principal, statement: Statement, known: Collection[str]) -> bool:
    """Whether somebody outside comes in; who lets in anyone at all is IAM-001's question."""
    match principal.kind:
        case "service":
            return False
        case "federated":
            return principal.value not in known
        case "canonicaluser":
            return True
        case _ if principal.value == ANYONE:
            return any(True for _ in pinned(statement)) and not is_pinned(statement, known)
        case _:
            return account_of(principal.value) not in known


def is_pinned(statement: Statement, known: Collection[str]) -> bool:
    """Whether a condition lets in nobody but accounts and organisations that one knows."""
    return any({account_of(v) for v in values} <= set(known) for values in pinned(statement))


def account_of(value: str) -> str:
    """The account that a principal or a condition's value is of; the organisation of a path."""
    found = OF_AN_ACCOUNT.fullmatch(value)
    return found["account"] if found else value.lower().partition("/")[0]
