"""Calls that AWS's services make of one another, answered inside of this process.

The local AWS sends no requests (`localaws.outgoing`): a client of botocore signs each call with the
keys of the role that it works as, and what would go out is asked from inside (`localaws.inner`). So
every rule and every policy has its say, as in a call from outside.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import local
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.credentials import (  # pyright: ignore[reportMissingTypeStubs] - it has none
    Credentials,
    ReadOnlyCredentials,
)

from localaws import inner
from localaws.clients import plain_session
from localaws.inner import Asked, Caller

ENDPOINT = "http://127.0.0.1"
CLIENTS = 64
SIGNED = ("Authorization", "Content-Length")
"""Headers that are written anew."""
_THREAD = local()


@dataclass(frozen=True, slots=True)
class Keys:
    """What a call is signed with."""

    access: str
    secret: str
    token: str


@dataclass(frozen=True, slots=True)
class Client:
    """A service's calls, by their names in botocore, each signed with these keys."""

    shared: Any
    keys: Keys

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        call = getattr(self.shared, operation)

        def signed(**arguments: Any) -> Any:
            _THREAD.keys = self.keys
            return call(**arguments)

        return signed


class _Signing(Credentials):
    """Credentials that are those of the call that this thread makes."""

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        keys: Keys = _THREAD.keys
        return ReadOnlyCredentials(keys.access, keys.secret, keys.token)

    def load_credentials(self) -> "_Signing":
        return self


def client(service: str, region: str, keys: Keys) -> Client:
    """A client whose calls are made once each."""
    return Client(_shared(service, region), keys)


@lru_cache(CLIENTS)
def _shared(service: str, region: str) -> Any:
    """One client for all keys: to make one takes longer than most calls."""
    from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs] - it has none

    session = plain_session()
    session.register_component("credential_provider", _Signing("none", "none"))
    made = session.create_client(
        service,
        region_name=region,
        endpoint_url=ENDPOINT,
        config=Config(
            parameter_validation=False,
            proxies={},
            inject_host_prefix=False,
            retries={"mode": "standard", "total_max_attempts": 1},
            s3={"addressing_style": "path"},
        ),
    )
    made.meta.events.register("before-send", _answered)
    return made


def _answered(request: Any, **_: Any) -> Any:
    """The answer from inside, in place of the one that a connection would bring."""
    from botocore.awsrequest import AWSResponse  # pyright: ignore[reportMissingTypeStubs]

    region, service = _text(request.headers["Authorization"]).split("/")[2:4]
    place = urlsplit(str(request.url))
    asked = Asked(
        service,
        request.method,
        unquote(place.path or "/"),
        place.query,
        _body(request.body),
        {name: _text(value) for name, value in request.headers.items() if name not in SIGNED},
    )
    reply = inner.ask(Caller("", region, _THREAD.keys.access), asked)
    named = {"x-amzn-requestid": "local", **reply.headers}
    return AWSResponse(request.url, reply.status, named, _Raw(reply.body))


class _Raw(io.BytesIO):
    """A body as botocore reads it from a connection."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body(body: Any) -> bytes:
    if body is None:
        return b""
    if hasattr(body, "read"):
        return body.read()
    return body.encode() if isinstance(body, str) else bytes(body)
