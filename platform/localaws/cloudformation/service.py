"""CloudFormation on HTTP: an app in front of moto that answers what is signed for it."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.faults import RefusedError
from localaws.cloudformation.operations import Arguments, Result, result
from localaws.inner import WsgiApp
from localaws.strict import wire

SERVICE = "cloudformation"


class CloudFormation:
    """Answers for CloudFormation, and hands everything else on to moto."""

    def __init__(self, moto: WsgiApp, account: str) -> None:
        self.moto = moto
        self.account = account

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        service, region = wire.scope(environ)
        if service != SERVICE:
            return self.moto(environ, start_response)
        body = environ["wsgi.input"].read()
        environ["wsgi.input"] = io.BytesIO(body)
        call = wire.call(environ, service, region, self.account, body)
        caller = Caller(self.account, region, _key(environ))
        try:
            text = answered(call.operation, result(call.operation, caller, _texts(call.body)))
        except RefusedError as error:
            headers, refused = wire.error(environ, service, error.fault)
            return _sent(error.fault.status, headers, refused, start_response)
        return _sent(200, [("Content-Type", "text/xml")], text, start_response)


def answered(operation: str, given: Result) -> bytes:
    """A result as CloudFormation writes it."""
    from moto.core.serialize import QuerySerializer, SerializationContext
    from moto.core.utils import get_service_model

    model = get_service_model(SERVICE)
    serializer = QuerySerializer(model.operation_model(operation), SerializationContext("local"))
    body: Any = serializer.serialize(given)["body"]
    return body if isinstance(body, bytes) else str(body).encode()


def _sent(
    status: int, headers: wire.Headers, text: bytes, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    start_response(f"{status} Answered", [*headers, ("Content-Length", str(len(text)))])
    return [text]


def _key(environ: dict[str, Any]) -> str:
    written = str(environ.get("HTTP_AUTHORIZATION", ""))
    return written.partition("Credential=")[2].partition("/")[0]


def _texts(body: Any) -> Arguments:
    return {name: str(value) for name, value in body.items()}
