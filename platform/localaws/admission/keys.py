"""The access keys that the local AWS knows: its administrator's, and those that it has issued.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from localaws.strict.caller_identity import KEY
from localaws.strict.sts_session_tokens import sessions

ADMINISTRATORS_SECRET = "test"  # noqa: S105 - public: what is in a local AWS is no secret
PARTITION = "aws"
ACTIVE = "Active"


@dataclass(frozen=True, slots=True)
class Key:
    """What signs for an access key."""

    secret: str
    token: str = ""
    """The session's, where the key belongs to one."""
    is_active: bool = True
    is_expired: bool = False
    stands_for: str = ""
    """The id of the key whose session it is, where the two have the same rights."""


def known(account: str, identity: str) -> Key | None:
    """The key of that id, or None."""
    if identity == KEY:
        return Key(ADMINISTRATORS_SECRET)
    of_a_session = _of_a_session(identity) or _of_a_token(account, identity)
    return of_a_session or _of_a_user(account, identity)


def _of_a_session(identity: str) -> Key | None:
    # A role of another account issues its sessions there.
    for account in list(sts_backends):
        session = sts_backends[account][PARTITION].get_assumed_role_from_access_key(identity)
        if session is not None:
            is_expired = session.expiration <= utcnow()
            return Key(session.secret_access_key, session.session_token, is_expired=is_expired)
    return None


def _of_a_token(account: str, identity: str) -> Key | None:
    session = sessions(sts_backends[account][PARTITION]).get(identity)
    if session is None:
        return None
    is_expired, secret = session.expiration <= utcnow(), session.key.secret_access_key
    return Key(secret, session.token, is_expired=is_expired, stands_for=session.caller)


def _of_a_user(account: str, identity: str) -> Key | None:
    found = (k for k in _users_keys(account) if k.access_key_id == identity)
    key = next(found, None)
    return Key(key.secret_access_key, is_active=key.status == ACTIVE) if key else None


def _users_keys(account: str) -> Iterator[Any]:
    users = cast("list[Any]", list(iam_backends[account][PARTITION].users.values()))
    for user in users:
        yield from list(user.access_keys)
