"""The gate of the local AWS: a request passes it when no web page sent it, and a known key signed.

What passes goes on as a signed request, whether its signature was in its header or in its URL.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from localaws.admission import browsers, keys, signature
from localaws.admission.keys import Key
from localaws.admission.signature import Signature
from localaws.strict import wire
from localaws.strict.call import Fault
from meshwright.local_instance import INSTANCE_PATH

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
NOT_AWS = ("/moto-api", "/latest/meta-data", "/latest/api", "/favicon.ico")
"""Paths that moto keeps for itself, and where AWS has none of its services."""
SIGNED_URLS = ("s3",)
"""The services of which a request can be signed in its URL, and so be followed as a link."""
DENIED = 403


@dataclass(frozen=True, slots=True)
class Gate:
    """Stands in front of a local AWS that listens to a port."""

    app: WsgiApp
    account: str
    port: int

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        reason = browsers.refusal(environ, self.port)
        if reason is not None:
            return _refuse_all(reason, start_response)
        if environ.get("PATH_INFO") == INSTANCE_PATH and environ["REQUEST_METHOD"] == "GET":
            return self.app(environ, start_response)
        signed = signature.read(environ)
        if signed is None:
            return _refuse(environ, None, _unsigned(environ), start_response)
        key = self._key(environ, signed)
        if isinstance(key, Fault):
            return _refuse(environ, signed, key, start_response)
        return self.app(_as_signed(environ, signed, key), start_response)

    def _key(self, environ: Environ, signed: Signature) -> Key | Fault:
        """The key that signed a request, or what is wrong with it, in AWS's words.

        The body is read for known keys alone.
        """
        if str(environ.get("PATH_INFO", "")).startswith(NOT_AWS):
            return Fault("AccessDenied", "this is no service of AWS", DENIED)
        if signed.is_in_url and signed.service not in SIGNED_URLS:
            return _unsigned(environ)
        key = keys.known(self.account, signed.key)
        if key is None or not key.is_active:
            return _unknown_key(environ, signed)
        if key.is_expired:
            return Fault("ExpiredToken", "The provided token has expired.", DENIED)
        if key.token != signed.token and (key.token or signed.key != keys.KEY):
            return Fault("InvalidToken", "The provided token is not the key's own.", DENIED)
        if not signature.is_timely(signed, datetime.now(UTC)):
            return _untimely(signed)
        body = _body(environ)
        if not signature.is_right(signed, environ, key.secret, body):
            return _mismatch(signed)
        return key


def _body(environ: Environ) -> bytes:
    """The whole body, which stays there to be read again."""
    stream, length = environ["wsgi.input"], int(environ.get("CONTENT_LENGTH") or 0)
    body = stream.read() if environ.get("wsgi.input_terminated") else stream.read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _as_signed(environ: Environ, signed: Signature, key: Key) -> Environ:
    """A request as all read it: signed in its header, and by the key whose rights it has."""
    written = (
        f"{signature.ALGORITHM} Credential={key.stands_for or signed.key}/{signed.scope}, "
        f"SignedHeaders={';'.join(signed.headers)}, Signature={signed.value}"
    )
    return environ | (_without_signature(environ, signed) if signed.is_in_url else {}) | {
        "HTTP_AUTHORIZATION": written
    }  # fmt: skip


def _without_signature(environ: Environ, signed: Signature) -> Environ:
    """A signed URL without what signs it."""
    kept = "&".join(
        pair
        for pair in str(environ.get("QUERY_STRING", "")).split("&")
        if not unquote(pair).startswith("X-Amz-")
    )
    token = {"HTTP_X_AMZ_SECURITY_TOKEN": signed.token} if signed.token else {}
    path = str(environ.get("REQUEST_URI", "")).partition("?")[0]
    uri = f"{path}?{kept}" if kept else path
    return {"QUERY_STRING": kept, "REQUEST_URI": uri, "RAW_URI": uri, **token}


def _unsigned(environ: Environ) -> Fault:
    message = 'the local AWS takes requests signed by its own keys alone: eval "$(./mesh env)"'
    code = "AccessDenied" if _is_s3(environ, None) else "MissingAuthenticationToken"
    return Fault(code, message, DENIED)


def _unknown_key(environ: Environ, signed: Signature) -> Fault:
    if _is_s3(environ, signed):
        message = "The AWS Access Key Id you provided does not exist in our records."
        return Fault("InvalidAccessKeyId", message, DENIED)
    code = "InvalidClientTokenId" if wire.is_form(environ) else "UnrecognizedClientException"
    return Fault(code, "The security token included in the request is invalid.", DENIED)


def _untimely(signed: Signature) -> Fault:
    if signed.is_in_url:
        return Fault("AccessDenied", "Request has expired", DENIED)
    code = "RequestTimeTooSkewed" if signed.service == "s3" else "InvalidSignatureException"
    return Fault(code, "The time of the signature is too far from the current time.", DENIED)


def _mismatch(signed: Signature) -> Fault:
    message = (
        "The request signature we calculated does not match the signature you provided. "
        "Check your AWS Secret Access Key and signing method."
    )
    json = "InvalidSignatureException"
    xml = ("s3", "s3control", "iam", "sts")
    return Fault("SignatureDoesNotMatch" if signed.service in xml else json, message, DENIED)


def _is_s3(environ: Environ, signed: Signature | None) -> bool:
    if signed is not None:
        return signed.service in wire.S3_SERVICES
    return not wire.is_form(environ) and "HTTP_X_AMZ_TARGET" not in environ


def _refuse(
    environ: Environ,
    signed: Signature | None,
    fault: Fault,
    start_response: Callable[..., Any],
) -> Iterable[bytes]:
    service = signed.service if signed else "s3" if _is_s3(environ, None) else ""
    headers, text = wire.error(environ, service, fault)
    start_response(f"{fault.status} Refused", [*headers, ("Content-Length", str(len(text)))])
    return [text]


def _refuse_all(reason: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Without a form of AWS's: who is refused here is no client of AWS."""
    text = f"refused: {reason}\n".encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))]
    start_response(f"{DENIED} Refused", headers)
    return [text]
