"""What a policy document says of a request, for tests of documents."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from meshwright.aws.authorization import caller
from meshwright.aws.authorization.document import policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request


class Verdict(Enum):
    ALLOWED = "allowed"
    DENIED = "denied by a statement"
    SILENT = "not allowed by any statement"


ALLOWED, DENIED, SILENT = Verdict
STRANGER = "arn:aws:iam::111122223333:role/somebody"


def of_identity(text: str, action: str, resource: str, context: Mapping[str, Any]) -> Verdict:
    """By the policy of a role, asked by a session of it."""
    return _verdict(Policies(identity=(policy(text),)), STRANGER, action, resource, context)


def of_resource(
    text: str, action: str, resource: str, context: Mapping[str, Any], role: str = STRANGER
) -> Verdict:
    """By the policy of a bucket or a key, asked by a session of a role."""
    return _verdict(Policies(resource=policy(text)), role, action, resource, context)


def _verdict(
    policies: Policies, role: str, action: str, resource: str, context: Mapping[str, Any]
) -> Verdict:
    asked = Request(action, resource, dict(context))
    decision = evaluate(asked, caller.session(role, "test"), policies)
    if decision.is_allowed:
        return ALLOWED
    return DENIED if decision.is_explicit else SILENT
