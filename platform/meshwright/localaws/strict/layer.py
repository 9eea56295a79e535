"""The WSGI layer in front of moto: hands each call to the corrections that cover it."""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from meshwright.localaws.instance import INSTANCE_PATH
from meshwright.localaws.strict.call import Answer, Call, Correction, Forward

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]


def strict_app(
    moto: WsgiApp,
    corrections: tuple[Correction, ...],
    *,
    account: str,
    identity: Mapping[str, Any] | None = None,
) -> WsgiApp:
    """moto with corrections in front; `identity` is what the local AWS says of itself."""

    def app(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == INSTANCE_PATH:
            return _send(Answer(200, dict(identity or {})), start_response)
        service, region = _scope(environ)
        covering = tuple(c for c in corrections if c.service == service)
        if not covering:
            return moto(environ, start_response)
        body = _read(environ)
        call = Call(service, _operation(environ), region, account, _parsed(body))
        return _send(_answer(call, covering, lambda: _ask(moto, environ, body)), start_response)

    return app


def _answer(call: Call, corrections: tuple[Correction, ...], moto: Forward) -> Answer:
    """The first correction's answer, which may ask those after it and at last moto."""
    if not corrections:
        return moto()
    first, *rest = corrections

    def forward() -> Answer:
        return _answer(call, tuple(rest), moto)

    return first.answer(call, forward) if first.covers(call.operation) else forward()


def _scope(environ: Environ) -> tuple[str, str]:
    """Service and region from the signature's credential scope; empty for an unsigned call."""
    scope = str(environ.get("HTTP_AUTHORIZATION", "")).partition("Credential=")[2]
    parts = scope.partition(",")[0].split("/")
    return (parts[3], parts[2]) if len(parts) == 5 else ("", "")


def _operation(environ: Environ) -> str:
    """The operation's name: behind the target's period, or the path where there is no target."""
    target = str(environ.get("HTTP_X_AMZ_TARGET", ""))
    return target.rpartition(".")[2] if target else str(environ.get("PATH_INFO", "")).strip("/")


def _read(environ: Environ) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return environ["wsgi.input"].read(length)


def _parsed(body: bytes) -> Mapping[str, Any]:
    """A JSON object, or nothing where the body holds none: moto then says what is wrong with it."""
    try:
        value: Any = json.loads(body or b"{}")
    except ValueError:
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _ask(moto: WsgiApp, environ: Environ, body: bytes) -> Answer:
    heard: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[..., None]:
        heard["status"] = int(status.split()[0])
        heard["headers"] = {name.lower(): value for name, value in headers}
        return _ignored

    chunks = moto(environ | {"wsgi.input": io.BytesIO(body)}, start_response)
    text = b"".join(chunks)
    return _heard(heard["status"], heard["headers"], text)


def _ignored(_chunk: bytes) -> None:
    """WSGI's old way to answer, which moto does not use."""


def _heard(status: int, headers: Mapping[str, str], text: bytes) -> Answer:
    try:
        body = json.loads(text or b"{}")
    except ValueError:
        message = text.decode(errors="replace")[:400]
        return Answer(status, {"__type": "InternalFailure", "Message": message}, "InternalFailure")
    error = headers.get("x-amzn-errortype", "") or body.get("__type", "") if status >= 400 else ""
    return Answer(status, body, error=error)


def _send(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    text = json.dumps(answer.body).encode()
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(text)))]
    if answer.error:
        headers.append(("X-Amzn-ErrorType", answer.error))
    start_response(f"{answer.status} {'OK' if answer.status < 400 else 'Refused'}", headers)
    return [text]
