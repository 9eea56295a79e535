"""Trust in identity providers: whose word AWS takes for who somebody is.

Source: IAM user guide, "Create a role for OpenID Connect federation" and "Available keys for AWS
OIDC federation": a provider that many share speaks for all of its users, so the trust has to say
which of them (`sub`), or for which application (`aud`) where the provider has one for each.
"""

import re

from guardrails.documents import Condition, Principal, Statement, has_wildcard
from guardrails.narrowing_conditions import STRINGS, always_asks

GITHUB = "token.actions.githubusercontent.com"
GITHUB_SUBJECT = re.compile(r"repo:[^*?/:]+/[^*?/:]+:.+")
"""An owner and a repository written out; any branch or environment of it.

Source: GitHub's "OpenID Connect reference", subject claims.
"""
BY_APPLICATION = {
    "accounts.google.com": ("aud", "oaud", "sub"),
    "cognito-identity.amazonaws.com": ("aud", "sub"),
    "graph.facebook.com": ("app_id", "id"),
    "www.amazon.com": ("app_id", "user_id"),
}
"""Providers whose claims about the application name one of the account's own."""
OIDC_ARN = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/(?P<provider>.+)")
SAML_ARN = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:saml-provider/.+")


def trusts_everyone(statement: Statement) -> bool:
    """Whether it takes a provider's word for any of its users."""
    return any(
        not _says_who(principal, statement)
        for principal in statement.principals
        if principal.kind == "federated"
    )


def _says_who(principal: Principal, statement: Statement) -> bool:
    if SAML_ARN.fullmatch(principal.value):
        # It speaks for one organisation's users, and for the role it names.
        return True
    arn = OIDC_ARN.fullmatch(principal.value)
    provider = (arn["provider"] if arn else principal.value).lower()
    claims = BY_APPLICATION.get(provider, ("sub",))
    keys = {f"{provider}:{claim}" for claim in claims}
    return any(_names_one(condition, keys) for condition in statement.conditions)


def _names_one(condition: Condition, keys: set[str]) -> bool:
    return (
        condition.key in keys
        and condition.operator in STRINGS
        and always_asks(condition)
        and bool(condition.values)
        and all(_is_one(condition, value) for value in condition.values)
    )


def _is_one(condition: Condition, value: str) -> bool:
    if condition.key == f"{GITHUB}:sub":
        return GITHUB_SUBJECT.fullmatch(value) is not None
    return condition.operator != "stringlike" or not has_wildcard(value)
