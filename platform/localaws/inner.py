"""Requests that a service of the local AWS makes on behalf of others, without leaving the process.

Athena reads files, Step Functions calls Athena: each as a role, or as who asked. Such a request
goes the way of one from outside, so that it is authorised, corrected and noted like any other;
only its signature is taken on trust, since no one outside can make it.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from moto.sts.models import sts_backends

from meshwright.visible import one_line

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
HOST = "127.0.0.1"
PARTITION = "aws"
SECONDS = 12 * 3600
"""How long a session lasts in which a service acts as a role."""


class _Apps:
    """The app behind the gate, which serves this process's requests too."""

    current: WsgiApp | None = None


def serve(app: WsgiApp) -> None:
    """From now on requests from inside are this app's."""
    _Apps.current = app


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: bytes

    @property
    def is_done(self) -> bool:
        return self.status < 300

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request is made for: the owner of an access key, in a place."""

    account: str
    region: str
    key: str
    """An access key's id; `test` is the administrator's."""

    def __str__(self) -> str:
        return one_line(self.key)

    def authorization(self, service: str) -> str:
        scope = f"{self.key}/20260101/{self.region}/{service}/aws4_request"
        return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=inside"

    @staticmethod
    def of(call_headers: Mapping[str, str], account: str, region: str) -> "Caller":
        """Who signed a call."""
        written = call_headers.get("authorization", "")
        key = written.partition("Credential=")[2].partition("/")[0]
        return Caller(account, region, key)

    def acting_as(self, role_arn: str, session: str) -> "Caller":
        """A role in this place, in a session that a service has begun.

        Whether the role trusts the service was asked when it was handed over.
        """
        backend: Any = sts_backends[self.account][PARTITION]
        begun = backend.assume_role(
            region_name=self.region,
            role_session_name=session,
            role_arn=role_arn,
            policy="",
            duration=SECONDS,
            external_id="",
        )
        return Caller(self.account, self.region, begun.access_key_id)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request by what differs between services."""

    service: str
    method: str = "POST"
    path: str = "/"
    query: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def ask(caller: Caller, asked: Asked) -> Reply:
    """The answer to a request from inside."""
    app = _Apps.current
    assert app is not None, "no local AWS serves here"
    heard: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        heard["status"] = int(status.split()[0])
        heard["headers"] = {name.lower(): value for name, value in headers}

    answered = app(_environ(caller, asked), start_response)
    body = b"".join(answered)
    close = getattr(answered, "close", None)
    if close is not None:
        close()
    return Reply(heard["status"], heard["headers"], body)


def ask_json(caller: Caller, service: str, target: str, body: Mapping[str, Any]) -> Reply:
    """The answer of a service that speaks JSON; the target is such as `AmazonAthena.GetTable`."""
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    return ask(caller, Asked(service, body=json.dumps(body).encode(), headers=headers))


def _environ(caller: Caller, asked: Asked) -> dict[str, Any]:
    path = quote(asked.path)
    uri = f"{path}?{asked.query}" if asked.query else path
    given = {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in asked.headers.items()
    }
    kind = given.pop("HTTP_CONTENT_TYPE", "")
    return {
        "REQUEST_METHOD": asked.method,
        "SCRIPT_NAME": "",
        # A WSGI server hands on the bytes of a path as latin-1.
        "PATH_INFO": asked.path.encode().decode("latin-1"),
        "QUERY_STRING": asked.query,
        "REQUEST_URI": uri,
        "RAW_URI": uri,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(asked.body)),
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": HOST,
        "HTTP_HOST": HOST,
        "HTTP_AUTHORIZATION": caller.authorization(asked.service),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(asked.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **given,
    }
