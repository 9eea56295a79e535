"""How AWS's services write calls and errors on HTTP: JSON, forms answered in XML, and S3's REST."""

import json
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import parse_qsl, unquote
from xml.sax.saxutils import escape

from localaws.strict import rest_json
from localaws.strict.call import Call, Fault

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
S3_SERVICES = ("s3", "s3control", "s3express")
FORM = "application/x-www-form-urlencoded"
S3_PARTS = {
    "acl": "Acl",
    "encryption": "Encryption",
    "lifecycle": "LifecycleConfiguration",
    "notification": "NotificationConfiguration",
    "ownershipControls": "OwnershipControls",
    "policy": "Policy",
    "versioning": "Versioning",
}
"""The parts of a bucket that rules ask about, as S3's addresses and operations name them."""
S3_LACKING = {
    "abac",
    "analytics",
    "intelligent-tiering",
    "metadataConfiguration",
    "metadataInventoryTable",
    "metadataJournalTable",
    "metadataTable",
    "metrics",
    "session",
}
"""Parts of a bucket that moto does not know, and for which it lists the bucket's objects."""
CONTROL = "/v20180820/"
CONTROL_VERBS = {
    ("PUT", ""): "Create",
    ("DELETE", ""): "Delete",
    ("PUT", "policy"): "Put",
}
"""What changes an access point or its policy."""
VERBS = {"GET": "Get", "PUT": "Put", "DELETE": "Delete"}


def scope(environ: Environ) -> tuple[str, str]:
    """Service and region from the signature's credential scope; empty for an unsigned call."""
    written = str(environ.get("HTTP_AUTHORIZATION", "")).partition("Credential=")[2]
    parts = written.partition(",")[0].split("/")
    return (parts[3], parts[2]) if len(parts) == 5 else ("", "")


def operation(environ: Environ, service: str, body: bytes) -> str:
    """The operation's name, where the service's protocol says it."""
    if service == "s3":
        return _s3_operation(environ)
    if service in rest_json.ROUTES:
        return rest_json.operation(environ, service)
    target = str(environ.get("HTTP_X_AMZ_TARGET", ""))
    if target:
        return target.rpartition(".")[2]
    if is_form(environ):
        return dict(parse_qsl(body.decode(errors="replace"))).get("Action", "")
    return str(environ.get("PATH_INFO", "")).strip("/")


def call(environ: Environ, service: str, region: str, account: str, body: bytes) -> Call:
    name = operation(environ, service, body)
    arguments = _arguments(environ, service, body)
    return Call(service, name, region, account, arguments, _headers(environ))


def is_control(environ: Environ) -> bool:
    """Whether a call signed for S3 is one of S3 Control, which has another set of operations."""
    return str(environ.get("PATH_INFO", "")).startswith(CONTROL)


def control_call(environ: Environ, region: str, account: str, body: bytes) -> Call:
    """A call of S3 Control about an access point, as rules read it; nameless for all others."""
    place = str(environ.get("PATH_INFO", "")).removeprefix(CONTROL)
    kind, _, about = place.partition("/")
    name, _, part = about.partition("/")
    verb = CONTROL_VERBS.get((str(environ.get("REQUEST_METHOD")), part), "")
    operation = f"{verb}AccessPoint{part.capitalize()}" if kind == "accesspoint" and verb else ""
    arguments = {"Name": unquote(name), "Text": body.decode(errors="replace")}
    return Call("s3control", operation, region, account, arguments, _headers(environ))


def is_unknown_part(environ: Environ, service: str) -> bool:
    query = parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True)
    return service == "s3" and any(name in S3_LACKING for name, _ in query)


def is_of_an_object(environ: Environ) -> bool:
    """Whether a call of S3 is about an object, whose body may be large and is no rule's concern."""
    return bool(_s3_place(environ)[1])


def error(environ: Environ, service: str, fault: Fault) -> tuple[Headers, bytes]:
    """A fault as the service writes it, with the headers that it has."""
    if service in S3_SERVICES:
        return [("Content-Type", "application/xml")], _s3_error(environ, fault)
    if is_form(environ):
        return [("Content-Type", "text/xml")], _form_error(fault)
    named = {"__type": fault.code, "message": fault.message, "Message": fault.message}
    headers = [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("X-Amzn-ErrorType", fault.code),
    ]
    return headers, json.dumps(named).encode()


def _s3_error(environ: Environ, fault: Fault) -> bytes:
    if environ.get("REQUEST_METHOD") == "HEAD":
        return b""
    bucket, _ = _s3_place(environ)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(fault.code)}</Code><Message>{escape(fault.message)}</Message>"
        f"<BucketName>{escape(bucket)}</BucketName><RequestId>local</RequestId></Error>"
    ).encode()


def _form_error(fault: Fault) -> bytes:
    return (
        "<ErrorResponse><Error><Type>Sender</Type>"
        f"<Code>{escape(fault.code)}</Code><Message>{escape(fault.message)}</Message></Error>"
        "<RequestId>local</RequestId></ErrorResponse>"
    ).encode()


def is_form(environ: Environ) -> bool:
    return str(environ.get("CONTENT_TYPE", "")).startswith(FORM)


def _parsed(body: bytes) -> Mapping[str, Any]:
    """A JSON object, or nothing where the body holds none: moto then says what is wrong with it."""
    try:
        value: Any = json.loads(body or b"{}")
    except ValueError:
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _s3_place(environ: Environ) -> tuple[str, str]:
    bucket, _, key = unquote(str(environ.get("PATH_INFO", ""))).lstrip("/").partition("/")
    return bucket, key


def _s3_operation(environ: Environ) -> str:
    _, key = _s3_place(environ)
    method = str(environ.get("REQUEST_METHOD", ""))
    query = dict(parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True))
    if key:
        if method == "POST" and "uploads" in query:
            return "CreateMultipartUpload"
        plain = not query or set(query) <= {"x-id"}
        return "PutObject" if method == "PUT" and plain else f"{method} object"
    part = next((S3_PARTS[name] for name in query if name in S3_PARTS), None)
    if part and method in VERBS:
        return f"{VERBS[method]}Bucket{part}"
    return "CreateBucket" if method == "PUT" and not query else f"{method} bucket {sorted(query)}"


def _arguments(environ: Environ, service: str, body: bytes) -> Mapping[str, Any]:
    if service == "s3":
        return _s3_arguments(environ, body)
    if is_form(environ):
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    if service in rest_json.ROUTES:
        return rest_json.arguments(environ, service, _parsed(body))
    return _parsed(body)


def _s3_arguments(environ: Environ, body: bytes) -> dict[str, str]:
    bucket, key = _s3_place(environ)
    return {"Bucket": bucket, "Key": key, "Text": body.decode(errors="replace")}


def _headers(environ: Environ) -> dict[str, str]:
    return {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
