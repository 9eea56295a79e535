"""Bucket policies are evaluated with their Condition, so a TLS-only bucket can be used.

moto ignores the Condition, and so locks everyone out of such a bucket. The endpoint is this
machine's loopback, which nobody else can listen to: it counts as secure transport.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import has_request_context, request
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from localaws.authorise.callers import asking
from localaws.strict.call import Patch
from meshwright.aws.authorization.document import policy
from meshwright.aws.authorization.evaluate import evaluate
from meshwright.aws.authorization.request import Request, Value

ACTIONS = {"s3:HeadObject": "s3:GetObject", "s3:PostObject": "s3:PutObject"}
"""What AWS calls an action that moto names after the HTTP method."""


def install() -> None:
    def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        text: Any = self.policy
        return _verdict(text.decode(), self.account_id, ACTIONS.get(action, action), resource)

    FakeBucket.get_permission = get_permission


def _verdict(text: str, account: str, action: str, resource: str) -> PermissionResult:
    """What a bucket's policy adds to the rights of who asks.

    A session of a role has been judged before, by all the policies that it has.
    """
    who = asking(account, request.headers.get("Authorization", "") if has_request_context() else "")
    if who.is_held:
        return PermissionResult.NEUTRAL
    policies = replace(who.policies, resource=policy(text))
    decision = evaluate(Request(action, resource, request_context()), who.caller, policies)
    return PermissionResult.PERMITTED if decision.is_allowed else PermissionResult.DENIED


def request_context() -> dict[str, Value]:
    """The condition keys that a request to the local AWS has."""
    context: dict[str, Value] = {
        "aws:securetransport": "true",
        "aws:sourceip": "127.0.0.1",
        "s3:tlsversion": "1.3",
    }
    if has_request_context():
        headers = request.headers.items()
        context |= {f"s3:{n.lower()}": v for n, v in headers if n.lower().startswith("x-amz-")}
    return context


def statements(policy: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A policy's statements; one alone may stand without a list around it."""
    written = policy.get("Statement", [])
    return [written] if isinstance(written, dict) else written


PATCH = Patch(install)
