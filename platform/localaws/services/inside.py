"""Calls that AWS's services make of one another, answered inside of this process.

The local AWS sends no requests (`localaws.outgoing`): a client of botocore signs each call with the
keys of the role that it works as, and what would go out is handed to the app that serves everybody.
So every rule and every policy has its say, as in a call from outside.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import local
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from botocore.credentials import (  # pyright: ignore[reportMissingTypeStubs] - it has none
    Credentials,
    ReadOnlyCredentials,
)
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from localaws.admission import keys
from localaws.clients import plain_session

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
ENDPOINT = "http://127.0.0.1"
CLIENTS = 64
_apps: list[WsgiApp] = []
_THREAD = local()


@dataclass(frozen=True, slots=True)
class Keys:
    """What a call is signed with."""

    access: str
    secret: str
    token: str


def connect(app: WsgiApp) -> None:
    """From now on calls go to this app."""
    _apps[:] = [app]
    _shared.cache_clear()


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


class EndedError(Exception):
    """A call by keys that went with what was in the local AWS: without it, nobody knows whose."""


def _answered(request: Any, **_: Any) -> Any:
    """The app's answer, in place of the one that a connection would bring."""
    from botocore.awsrequest import AWSResponse  # pyright: ignore[reportMissingTypeStubs]

    _must_be_known(_text(request.headers["Authorization"]))
    heard: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        heard[:] = [int(status.split()[0]), dict(headers)]

    chunks = _apps[0](_environ(request), start_response)
    body = b"".join(chunks)
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
    status, headers = heard
    named = {"x-amzn-RequestId": "local", **headers}
    return AWSResponse(request.url, status, named, _Raw(body))


def _must_be_known(authorization: str) -> None:
    key = authorization.partition("Credential=")[2].partition("/")[0]
    accounts = {*sts_backends, *iam_backends}
    if key != keys.KEY and not any(keys.known(account, key) for account in accounts):
        raise EndedError


class _Raw(io.BytesIO):
    """A body as botocore reads it from a connection."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()


def _environ(request: Any) -> dict[str, Any]:
    place = urlsplit(str(request.url))
    body = _body(request.body)
    sent = f"{place.path}?{place.query}" if place.query else place.path
    told = {_named(name): _text(value) for name, value in request.headers.items()}
    return {
        **{name if name in PLAIN else f"HTTP_{name}": text for name, text in told.items()},
        "CONTENT_LENGTH": str(len(body)),
        "PATH_INFO": unquote_to_bytes(place.path or "/").decode("latin-1"),
        "QUERY_STRING": place.query,
        "HTTP_HOST": place.netloc,
        "REQUEST_METHOD": request.method,
        "REQUEST_URI": sent or "/",
        "RAW_URI": sent or "/",
        "REMOTE_ADDR": "127.0.0.1",
        "SCRIPT_NAME": "",
        "SERVER_NAME": str(place.hostname),
        "SERVER_PORT": str(place.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.errors": io.StringIO(),
        "wsgi.input": io.BytesIO(body),
        "wsgi.multiprocess": False,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
    }


PLAIN = ("CONTENT_TYPE", "CONTENT_LENGTH")
"""Headers that WSGI names as they are."""


def _named(header: str) -> str:
    return header.upper().replace("-", "_")


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body(body: Any) -> bytes:
    if body is None:
        return b""
    if hasattr(body, "read"):
        return body.read()
    return body.encode() if isinstance(body, str) else bytes(body)
