"""Bucket policies are evaluated with their Condition, so a TLS-only bucket can be used.

moto ignores the Condition, and so locks everyone out of such a bucket. The endpoint is this
machine's loopback, which nobody else can listen to: it counts as secure transport.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import has_request_context, request
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from localaws.strict.call import Patch
from localaws.strict.caller_identity import ADMINISTRATOR, KEY
from localaws.strict.conditions import holds, matches

ANONYMOUS = ""
ACTIONS = {"s3:HeadObject": "s3:GetObject", "s3:PostObject": "s3:PutObject"}
"""What AWS calls an action that moto names after the HTTP method."""


def install() -> None:
    def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        context = request_context(self.account_id)
        named = ACTIONS.get(action, action)
        return verdict(json.loads(self.policy), named, resource, context)

    FakeBucket.get_permission = get_permission


def verdict(
    policy: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str]
) -> PermissionResult:
    """What a bucket policy says of a request; a Deny outweighs every Allow."""
    applying = (s for s in statements(policy) if _applies(s, action, resource, context))
    effects = {statement["Effect"] for statement in applying}
    if "Deny" in effects:
        return PermissionResult.DENIED
    return PermissionResult.PERMITTED if "Allow" in effects else PermissionResult.NEUTRAL


def statements(policy: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A policy's statements; one alone may stand without a list around it."""
    written = policy.get("Statement", [])
    return [written] if isinstance(written, dict) else written


def request_context(account: str) -> dict[str, str]:
    """The condition keys that a request to the local AWS has."""
    context = {"aws:securetransport": "true", "aws:sourceip": "127.0.0.1", "s3:tlsversion": "1.3"}
    if not has_request_context():
        return context
    headers = request.headers
    context |= {f"s3:{n.lower()}": v for n, v in headers.items() if n.lower().startswith("x-amz-")}
    if _access_key(headers.get("Authorization", "")) == KEY:
        arn = f"arn:aws:iam::{account}:{ADMINISTRATOR}"
        context |= {"aws:principalarn": arn, "aws:principalaccount": account}
    return context


def _access_key(authorization: str) -> str:
    return authorization.partition("Credential=")[2].partition("/")[0]


def _applies(
    statement: Mapping[str, Any], action: str, resource: str, context: Mapping[str, str]
) -> bool:
    return (
        names(statement, "Action", action.lower())
        and names(statement, "Resource", resource)
        and _is_meant(statement, context)
        and holds(statement.get("Condition", {}), context)
    )


def names(statement: Mapping[str, Any], element: str, value: str) -> bool:
    """Whether an element covers a value; its `Not` form covers all others."""
    negated = f"Not{element}"
    if negated in statement:
        return not _any_match(statement[negated], element, value)
    return _any_match(statement.get(element, []), element, value)


def _any_match(patterns: str | list[str], element: str, value: str) -> bool:
    listed = [patterns] if isinstance(patterns, str) else patterns
    return any(matches(p.lower() if element == "Action" else p, value) for p in listed)


def _is_meant(statement: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    if "NotPrincipal" in statement:
        return not _is_principal(statement["NotPrincipal"], context)
    return _is_principal(statement.get("Principal", "*"), context)


def _is_principal(principal: Any, context: Mapping[str, str]) -> bool:
    if principal == "*":
        return True
    named = principal.get("AWS", [])
    named = [named] if isinstance(named, str) else named
    account = context.get("aws:principalaccount", ANONYMOUS)
    caller = context.get("aws:principalarn", ANONYMOUS)
    mine = {"*", caller, account, f"arn:aws:iam::{account}:root"} if caller else {"*"}
    return bool(mine & {*named})


PATCH = Patch(install)
