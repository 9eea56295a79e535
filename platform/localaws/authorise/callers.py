"""Who signed a call, and the policies that are its own: those of the role whose session asks.

The administrator of the local AWS may do everything, and so may the users that it makes: only a
role that was assumed is held to its policies.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from localaws.admission.keys import KEY
from localaws.strict.caller_identity import ADMINISTRATOR
from meshwright.aws.authorization import caller as callers
from meshwright.aws.authorization.caller import Caller
from meshwright.aws.authorization.document import Policy, policy
from meshwright.aws.authorization.evaluate import Policies
from meshwright.aws.authorization.request import Value

PARTITION = "aws"
EVERYTHING = policy(
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}',
    "the local AWS's administrator",
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, with its own policies and the condition keys that its tags make."""

    caller: Caller
    policies: Policies
    tags: Mapping[str, Value]
    is_held: bool
    """Whether it is held to its policies, which the administrator and its users are not."""


def asking(account: str, authorization: str) -> Asking:
    """Who signed a request, by its Authorization header."""
    key = key_of(authorization)
    session = session_with(key)
    if session is not None:
        return _of_a_session(session)
    user: Any = iam_backends[account][PARTITION].get_user_from_access_key_id(key)
    if user is None and key != KEY:
        # Of a session that went with what was in the local AWS.
        return Asking(callers.ANONYMOUS, Policies(), {}, is_held=True)
    arn = user.arn if user else f"arn:{PARTITION}:iam::{account}:{ADMINISTRATOR}"
    return Asking(callers.user(arn), Policies(identity=(EVERYTHING,)), {}, is_held=False)


def key_of(authorization: str) -> str:
    """The id of the access key that signed a request, by its Authorization header."""
    return authorization.partition("Credential=")[2].partition("/")[0]


def session_with(key: str) -> Any:
    """The session of a role that an access key is of; None where it is of none."""
    for each in list(sts_backends):
        session: Any = sts_backends[each][PARTITION].get_assumed_role_from_access_key(key)
        if session is not None:
            return session
    return None


def _of_a_session(session: Any) -> Asking:
    caller = callers.session(session.role_arn, session.session_name)
    roles: list[Any] = list(iam_backends[caller.account][PARTITION].roles.values())
    role = next((role for role in roles if role.arn == session.role_arn), None)
    # A session outlives its role, and then has no rights.
    if role is None:
        return Asking(caller, Policies(), {}, is_held=True)
    given = (policy(session.policy, "the session's own"),) if session.policy else None
    policies = Policies(tuple(_identity(role)), _boundary(role), given)
    return Asking(caller, policies, _brought(session, role), is_held=True)


def _brought(session: Any, role: Any) -> dict[str, Value]:
    """The keys that follow from a role's tags and from what its session was begun with.

    A session that a service has begun was given nothing.
    """
    tags = {**tags_of(role), **getattr(session, "tags", {})}
    keys: dict[str, Value] = {f"aws:principaltag/{n.lower()}": text for n, text in tags.items()}
    if identity := getattr(session, "source_identity", ""):
        keys["aws:sourceidentity"] = identity
    return keys


def tags_of(entity: Any) -> dict[str, str]:
    """The tags of a role or user, which moto keeps as a list, or by their names."""
    tags: Any = getattr(entity, "tags", None) or []
    named = cast("dict[str, dict[str, str]]", tags) if isinstance(tags, dict) else {}
    listed = cast("list[dict[str, str]]", [*named.values()] or tags)
    return {tag["Key"]: tag["Value"] for tag in listed}


def _identity(role: Any) -> Iterator[Policy]:
    for name, document in list(role.policies.items()):
        yield policy(document, name)
    for arn, managed in list(role.managed_policies.items()):
        yield _default_version(managed, arn)


def _boundary(role: Any) -> Policy | None:
    arn = role.permissions_boundary_arn
    if not arn:
        return None
    managed: Any = iam_backends[role.account_id][PARTITION].managed_policies.get(arn)
    # Where the boundary is gone nothing is within it.
    return _default_version(managed, arn) if managed else Policy(arn, ())


def _default_version(managed: Any, arn: str) -> Policy:
    versions: list[Any] = list(managed.versions)
    document = next(v.document for v in versions if v.version_id == managed.default_version_id)
    return policy(document, arn)
