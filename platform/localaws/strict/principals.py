"""Which principals a policy or a grant may name: those of this account that exist, and others'.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
A principal of another account is taken as it is: who exists there nobody here can know.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from localaws.strict.call import Call
from localaws.strict.caller_identity import ADMINISTRATOR

ACCOUNT = re.compile(r"[0-9]{12}")
IAM_ARN = re.compile(r"arn:(aws[a-z-]*):iam::([0-9]{12}):(root|(?:role|user)/[\w+=,.@/-]+)")
SESSION_ARN = re.compile(
    r"arn:(aws[a-z-]*):sts::([0-9]{12}):assumed-role/([\w+=,.@-]+)/[\w+=,.@-]+"
)
SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?")
SERVICE_ROLES = "role/aws-service-role/"
"""AWS makes these roles itself, when they are first used."""
PARTITION = "aws"


def exists(account: str, principal: str) -> bool:
    """Whether a user, role, session or account can be named by this text."""
    if ACCOUNT.fullmatch(principal):
        return True
    if session := SESSION_ARN.fullmatch(principal):
        names = {role.name for role in roles(account)}
        return session.group(2) != account or session.group(3) in names
    written = IAM_ARN.fullmatch(principal)
    if written is None:
        return principal in {role.id for role in roles(account)}
    if written.group(2) != account or written.group(3) in ("root", ADMINISTRATOR):
        return True
    return written.group(3).startswith(SERVICE_ROLES) or principal in _arns(account)


def roles(account: str) -> list[Any]:
    return list(iam_backends[account][PARTITION].roles.values())


def _arns(account: str) -> set[str]:
    users = cast("list[Any]", list(iam_backends[account][PARTITION].users.values()))
    return {each.arn for each in (*roles(account), *users)}


def invalid(account: str, principal: Any) -> Iterator[tuple[str, str]]:
    """What a policy's Principal names in vain: the kind and the name of each."""
    if isinstance(principal, str):
        if principal != "*":
            yield "AWS", principal
        return
    if not isinstance(principal, dict):
        yield "AWS", str(principal)
        return
    for kind, named in cast("Mapping[str, Any]", principal).items():
        for name in listed(named):
            if not _is_valid(account, kind, name):
                yield kind, name


def _is_valid(account: str, kind: str, name: str) -> bool:
    match kind:
        case "AWS":
            return name == "*" or exists(account, name)
        case "Service":
            return SERVICE.fullmatch(name) is not None
        case _:
            return kind in ("Federated", "CanonicalUser")


def listed(value: Any) -> list[str]:
    """One text alone, or several."""
    return (
        [str(item) for item in cast("list[Any]", value)]
        if isinstance(value, list)
        else [str(value)]
    )


def caller(call: Call) -> str:
    """The ARN of who signed a call: a role that was assumed, else the local administrator."""
    key = call.headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
    session = sts_backends[call.account][PARTITION].get_assumed_role_from_access_key(key)
    return session.role_arn if session else f"arn:aws:iam::{call.account}:{ADMINISTRATOR}"
