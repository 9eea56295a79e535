"""Short words for requests, callers and policies in tests of authorization."""

import json
from collections.abc import Mapping
from typing import Any

from meshwright.aws.authorization import caller
from meshwright.aws.authorization.decision import Decision
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import Policies, evaluate
from meshwright.aws.authorization.request import Request

ACCOUNT, OTHER = "111122223333", "444455556666"
BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket"
OBJECT = f"{BUCKET}/photos/one.jpg"
READ = "s3:GetObject"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/path/Reader"
USER = f"arn:aws:iam::{ACCOUNT}:user/Carlos"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
CARLOS = caller.user(USER)
SESSION = caller.session(ROLE, "today")
FEDERATED = caller.federated(USER, "bob")


def document(*statements: Mapping[str, Any], version: str = "2012-10-17") -> Policy:
    return policy(json.dumps({"Version": version, "Statement": list(statements)}), "tested")


def allow(action: Any = READ, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any = READ, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def to(principal: Any, action: Any = READ, **more: Any) -> Policy:
    """A resource's policy that allows an action to a principal."""
    return document(allow(action, Principal=principal, **more))


def decide(
    who: caller.Caller = CARLOS,
    *,
    action: str = READ,
    on: str = OBJECT,
    context: Mapping[str, Any] | None = None,
    **policies: Any,
) -> Decision:
    identity = policies.pop("identity", None)
    given = Policies(identity=() if identity is None else (identity,), **policies)
    return evaluate(Request(action, on, dict(context or {})), who, given)


def allowed(condition: Mapping[str, Any], **context: Any) -> bool:
    """Whether an Allow with this Condition applies; `__` in a name stands for a colon."""
    known = {name.replace("__", ":").lower(): value for name, value in context.items()}
    return decide(identity=document(allow(Condition=condition)), context=known).is_allowed
