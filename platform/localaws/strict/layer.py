"""The WSGI layer in front of moto: asks the rules that cover a call, and says what moto lacks."""

import io
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from localaws import inner
from localaws.authorise import deletions, gate
from localaws.authorise.asked import s3
from localaws.authorise.callers import key_of
from localaws.strict import access_point_requests, wire
from localaws.strict.call import Answer, Call, Correction, Fault, Forward, Guard
from localaws.trail.log import LOG as LOG_OF_CALLS
from meshwright.aws.authorization.conditions import UnknownOperatorError
from meshwright.local_instance import INSTANCE_PATH

Environ = wire.Environ
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]
Identity = Callable[[], Mapping[str, Any]]
"""What the local AWS says of itself."""
LOG = logging.getLogger(__name__)
NOT_IMPLEMENTED = "NotImplemented"
BROKEN, MISSING = 500, 404
DENIED = Fault("AccessDenied", "Access Denied", 403)


def strict_app(
    moto: WsgiApp,
    corrections: tuple[Correction, ...],
    guards: tuple[Guard, ...] = (),
    *,
    account: str,
    identity: Identity = dict,
) -> WsgiApp:
    """moto with rules in front; `identity` is what the local AWS says of itself."""

    def app(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if path == INSTANCE_PATH:
            return _send(Answer(200, dict(identity())), start_response)
        service, region = wire.scope(environ)
        if not service:
            return _asked(moto, environ, service, start_response)
        if wire.is_control(environ):
            return _controlled(moto, environ, account, guards, start_response)
        if wire.is_unknown_part(environ, service):
            part = str(environ.get("QUERY_STRING"))
            return _refuse(environ, service, lacking(service, part), start_response)
        body = b""
        if service != "s3" or not wire.is_of_an_object(environ):
            body = _read(environ)
            environ["wsgi.input"] = io.BytesIO(body)
        call = wire.call(environ, service, region, account, body)
        fault = _denied(call, environ) or _refused(call, guards)
        if fault is not None:
            return _refuse(environ, service, fault, start_response)
        LOG_OF_CALLS.note(call, key_of(str(environ.get("HTTP_AUTHORIZATION", ""))))
        if s3.is_of_several(call, environ):
            asked = partial(_asked, moto, service=service, operation=call.operation)
            return deletions.answered(call, environ, asked, start_response)
        covering = tuple(
            c for c in corrections if c.service == service and c.covers(call.operation)
        )
        if not covering:
            return _asked(moto, environ, service, start_response, call.operation)
        return _send(_answer(call, covering, lambda: _ask(moto, environ, body)), start_response)

    whole = _with_access_points(app, account)
    inner.serve(whole)
    return whole


def _with_access_points(app: WsgiApp, account: str) -> WsgiApp:
    """What comes through an access point goes to its bucket, which knows how it came."""

    def routed(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        service, _ = wire.scope(environ)
        if service != "s3" or wire.is_control(environ):
            return app(environ, start_response)
        found = access_point_requests.routed(environ, account)
        if isinstance(found, Fault):
            return _refuse(environ, service, found, start_response)
        return app(found, start_response)

    return routed


def bare_app(moto: WsgiApp, *, identity: Identity) -> WsgiApp:
    """moto as it is, but for the question which local AWS this is."""

    def app(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == INSTANCE_PATH:
            return _send(Answer(200, dict(identity())), start_response)
        return moto(environ, start_response)

    return app


def _controlled(
    moto: WsgiApp,
    environ: Environ,
    account: str,
    guards: tuple[Guard, ...],
    start_response: StartResponse,
) -> Iterable[bytes]:
    """S3 Control's answer, which is signed for S3 and is a service of its own."""
    service, region = wire.scope(environ)
    body = _read(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    call = wire.call(environ, service, region, account, b"")
    controlled = wire.control_call(environ, region, account, body)
    fault = _denied(call, environ) or _refused(controlled, guards)
    if fault is not None:
        return _refuse(environ, service, fault, start_response)
    return _asked(moto, environ, service, start_response)


def _denied(call: Call, environ: Environ) -> Fault | None:
    try:
        return gate.refusal(call, environ)
    except UnknownOperatorError as error:
        return Fault(NOT_IMPLEMENTED, str(error), 501)
    except Exception:
        # What cannot be judged is not let through.
        LOG.exception("authorisation broke on %s", call.operation)
        return lacking(call.service, call.operation)


def _refused(call: Call, guards: tuple[Guard, ...]) -> Fault | None:
    for guard in guards:
        if guard.service == call.service and call.operation in guard.operations:
            fault = _asked_of(guard, call)
            if fault is not None:
                return fault
    return None


def _asked_of(guard: Guard, call: Call) -> Fault | None:
    try:
        return guard.check(call)
    except UnknownOperatorError as error:
        return Fault(NOT_IMPLEMENTED, str(error), 501)
    except Exception:
        LOG.exception("a rule broke on %s", call.operation)
        return lacking(call.service, call.operation)


def _answer(call: Call, corrections: tuple[Correction, ...], moto: Forward) -> Answer:
    """The first correction's answer, which may ask those after it and at last moto."""
    if not corrections:
        return moto()
    first, *rest = corrections
    return first.answer(call, lambda: _answer(call, tuple(rest), moto))


def _read(environ: Environ) -> bytes:
    if environ.get("wsgi.input_terminated"):
        return environ["wsgi.input"].read()
    return environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))


def _asked(
    moto: WsgiApp,
    environ: Environ,
    service: str,
    start_response: StartResponse,
    operation: str = "",
) -> Iterable[bytes]:
    """moto's own answer, unless it lacks the call or broke on it: that is said in AWS's form."""
    heard: list[Any] = []

    def hear(status: str, headers: wire.Headers, *_: Any) -> Callable[..., None]:
        heard[:] = [status, headers]
        return _ignored

    try:
        chunks = moto(environ, hear)
    except Exception:
        LOG.exception("moto failed on %s", operation or environ.get("PATH_INFO"))
        return _refuse(environ, service, lacking(service, operation), start_response)
    status, headers = heard
    if _is_mute_denial(environ, service, status, headers):
        return _refuse(environ, service, DENIED, start_response)
    if not is_lacking(service, int(status.split()[0]), _content_type(headers)):
        start_response(status, headers)
        return chunks
    for _ in chunks:
        pass
    return _refuse(environ, service, lacking(service, operation), start_response)


def is_lacking(service: str, status: int, content_type: str) -> bool:
    """Whether an answer is no AWS's at all: a page for people that tells of a fault in moto.

    To S3 every path is a bucket's or an object's, and a 404 is its own.
    """
    is_page = content_type.startswith("text/html") and service not in wire.S3_SERVICES
    return status >= BROKEN or (status == MISSING and is_page)


def _is_mute_denial(environ: Environ, service: str, status: str, headers: wire.Headers) -> bool:
    """Whether moto keeps a caller of S3 out without a word: AWS says why."""
    return (
        service == "s3"
        and status.startswith("403")
        and environ.get("REQUEST_METHOD") != "HEAD"
        and "xml" not in _content_type(headers)
    )


def lacking(service: str, operation: str) -> Fault:
    """A refusal that no SDK tries again."""
    called = ":".join(filter(None, (service, operation)))
    return Fault(NOT_IMPLEMENTED, f"not implemented by the local AWS: {called}", 501)


def _content_type(headers: wire.Headers) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def _ask(moto: WsgiApp, environ: Environ, body: bytes) -> Answer:
    """moto's answer as a value, for a correction of a service that speaks JSON."""
    heard: dict[str, Any] = {}

    def start_response(status: str, headers: wire.Headers) -> None:
        heard["status"] = int(status.split()[0])
        heard["headers"] = {name.lower(): value for name, value in headers}

    service, _ = wire.scope(environ)
    operation = wire.operation(environ, service, body)
    asked = environ | {"wsgi.input": io.BytesIO(body)}
    text = b"".join(_asked(moto, asked, service, start_response, operation))
    return _heard(heard["status"], heard["headers"], text)


def _ignored(_chunk: bytes) -> None:
    """WSGI's old way to answer, which moto does not use."""


def _heard(status: int, headers: Mapping[str, str], text: bytes) -> Answer:
    body = json.loads(text or b"{}")
    error = headers.get("x-amzn-errortype", "") or body.get("__type", "") if status >= 400 else ""
    return Answer(status, body, error=error)


def _refuse(
    environ: Environ, service: str, fault: Fault, start_response: StartResponse
) -> Iterable[bytes]:
    headers, text = wire.error(environ, service, fault)
    start_response(f"{fault.status} Refused", [*headers, ("Content-Length", str(len(text)))])
    return [text]


def _send(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    text = json.dumps(answer.body).encode()
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(text)))]
    if answer.error:
        headers.append(("X-Amzn-ErrorType", answer.error))
    start_response(f"{answer.status} {'OK' if answer.status < 400 else 'Refused'}", headers)
    return [text]
