"""A session token comes with keys of its own, and is its caller's; moto gives everybody the same.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from moto.core.responses import ActionResult
from moto.iam.models import AccessKey
from moto.sts.models import STSBackend
from moto.sts.responses import TokenResponse
from moto.sts.utils import random_session_token

from localaws.strict.call import Patch

PREFIX = "ASIA"
LONGEST = 43200
"""Seconds, where the caller does not say."""


@dataclass(frozen=True, slots=True)
class Session:
    """Temporary keys, and whose they are."""

    key: Any
    """moto's own value, with a secret."""
    token: str
    expiration: datetime
    caller: str
    """The id of the long-term key that asked for them."""


def sessions(backend: STSBackend) -> dict[str, Session]:
    """The sessions of an account by the ids of their keys; they go with all that is in it."""
    return cast("dict[str, Session]", vars(backend).setdefault("sessions_of_keys", {}))


def install() -> None:
    response: Any = TokenResponse

    def get_session_token(self: Any) -> Any:
        duration = int(self._get_param("DurationSeconds") or LONGEST)
        key: Any = AccessKey(None, PREFIX, self.backend.account_id)
        expiration = self.backend.get_session_token(duration=duration).expiration
        session = Session(key, random_session_token(), expiration, _caller(self))
        sessions(self.backend)[key.access_key_id] = session
        credentials: dict[str, Any] = {
            "AccessKeyId": key.access_key_id,
            "SecretAccessKey": key.secret_access_key,
            "SessionToken": session.token,
            "Expiration": expiration,
        }
        return ActionResult({"Credentials": credentials})

    response.get_session_token = get_session_token


def _caller(response: Any) -> str:
    written = str(response.headers.get("Authorization", ""))
    return written.partition("Credential=")[2].partition("/")[0]


PATCH = Patch(install)
