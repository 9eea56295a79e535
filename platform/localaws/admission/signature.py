"""AWS's signature, version 4, read from a request and computed anew.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"
PARTS = re.compile(r"(Credential|SignedHeaders|Signature)=([^,\s]+)")
MOMENT = "%Y%m%dT%H%M%SZ"
SKEW = timedelta(minutes=15)
"""By how much a signature may be older or younger than it says."""
LONGEST = timedelta(days=7)
"""For which a URL can be signed."""
UNSIGNED = "UNSIGNED-PAYLOAD"
UNRESERVED = "-_.~"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a request says of its signature."""

    key: str
    date: str
    region: str
    service: str
    headers: tuple[str, ...]
    value: str
    moment: datetime
    lifetime: timedelta = SKEW
    token: str = ""
    is_in_url: bool = False

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def read(environ: Mapping[str, Any]) -> Signature | None:
    """The signature of a request, in its header or in its URL; None where it has none."""
    try:
        written = str(environ.get("HTTP_AUTHORIZATION", ""))
        return _in_header(environ, written) if written else _in_url(environ)
    except (ValueError, KeyError):
        return None


def _in_header(environ: Mapping[str, Any], written: str) -> Signature:
    algorithm, _, rest = written.partition(" ")
    parts = dict(PARTS.findall(rest))
    key, date, region, service = _scope(algorithm, parts["Credential"])
    return Signature(
        key,
        date,
        region,
        service,
        tuple(parts["SignedHeaders"].split(";")),
        parts["Signature"],
        _moment(str(environ["HTTP_X_AMZ_DATE"])),
        token=str(environ.get("HTTP_X_AMZ_SECURITY_TOKEN", "")),
    )


def _in_url(environ: Mapping[str, Any]) -> Signature:
    query = dict(_pairs(str(environ.get("QUERY_STRING", ""))))
    key, date, region, service = _scope(query["X-Amz-Algorithm"], query["X-Amz-Credential"])
    return Signature(
        key,
        date,
        region,
        service,
        tuple(query["X-Amz-SignedHeaders"].split(";")),
        query["X-Amz-Signature"],
        _moment(query["X-Amz-Date"]),
        min(timedelta(seconds=int(query["X-Amz-Expires"])), LONGEST),
        query.get("X-Amz-Security-Token", ""),
        is_in_url=True,
    )


def _scope(algorithm: str, credential: str) -> list[str]:
    """Key, date, region and service; raises ValueError for what is no signature of this version."""
    *parts, end = credential.split("/")
    if algorithm != ALGORITHM or end != "aws4_request" or len(parts) != 4:
        raise ValueError(algorithm)
    return parts


def _moment(text: str) -> datetime:
    return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)


def is_timely(signature: Signature, now: datetime) -> bool:
    """Whether a signature holds now; one of a URL holds for as long as that says."""
    return signature.moment - SKEW <= now <= signature.moment + signature.lifetime


def is_right(signature: Signature, environ: Mapping[str, Any], secret: str, body: bytes) -> bool:
    """Whether the holder of a secret signed exactly this request."""
    if "host" not in signature.headers or not _is_body(signature, environ, body):
        return False
    return hmac.compare_digest(value(signature, environ, secret, body), signature.value)


def value(signature: Signature, environ: Mapping[str, Any], secret: str, body: bytes) -> str:
    """What a secret makes of a request."""
    canonical = _canonical(signature, environ, body).encode("latin-1", errors="replace")
    digest = hashlib.sha256(canonical).hexdigest()
    moment = signature.moment.strftime(MOMENT)
    text = f"{ALGORITHM}\n{moment}\n{signature.scope}\n{digest}"
    key = f"AWS4{secret}".encode()
    for part in (*signature.scope.split("/"), text):
        key = hmac.digest(key, part.encode(), "sha256")
    return key.hex()


def payload(signature: Signature, environ: Mapping[str, Any], body: bytes) -> str:
    """What stands for the body in what is signed."""
    declared = str(environ.get("HTTP_X_AMZ_CONTENT_SHA256", ""))
    if declared:
        return declared
    return UNSIGNED if signature.is_in_url else hashlib.sha256(body).hexdigest()


def _is_body(signature: Signature, environ: Mapping[str, Any], body: bytes) -> bool:
    """Whether the body is the one that was signed; some of S3's are not, or sign their pieces."""
    declared = payload(signature, environ, body)
    if declared == UNSIGNED or declared.startswith("STREAMING-"):
        return signature.service == "s3"
    return declared == hashlib.sha256(body).hexdigest()


def _canonical(signature: Signature, environ: Mapping[str, Any], body: bytes) -> str:
    return "\n".join(
        (
            str(environ.get("REQUEST_METHOD", "")),
            _path(signature, environ),
            _query(str(environ.get("QUERY_STRING", ""))),
            *(f"{name}:{_header(environ, name)}" for name in signature.headers),
            "",
            ";".join(signature.headers),
            payload(signature, environ, body),
        )
    )


def _path(signature: Signature, environ: Mapping[str, Any]) -> str:
    """The path, encoded once for S3 and twice for all others."""
    sent = str(environ.get("REQUEST_URI") or environ.get("PATH_INFO", ""))
    path = urlsplit(sent).path if "://" in sent else sent.partition("?")[0]
    once = "/".join(_segment(part) for part in path.split("/"))
    return (once if signature.service == "s3" else quote(once, safe=f"/{UNRESERVED}")) or "/"


def _segment(sent: str) -> str:
    """A part of a path, encoded once; a slash inside of it, such as an ARN's, stays encoded."""
    plain = unquote(sent, errors="surrogateescape")
    return quote(plain, safe=UNRESERVED, errors="surrogateescape")


def _query(text: str) -> str:
    encoded = ((_encoded(n), _encoded(v)) for n, v in _pairs(text) if n != "X-Amz-Signature")
    return "&".join(f"{name}={value}" for name, value in sorted(encoded))


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for pair in filter(None, text.split("&")):
        name, _, value = pair.partition("=")
        # A plus is a plus: SDKs write a space as %20.
        yield unquote(name), unquote(value)


def _encoded(text: str) -> str:
    return quote(text, safe=UNRESERVED)


def _header(environ: Mapping[str, Any], name: str) -> str:
    plain = name.upper().replace("-", "_")
    found = environ.get(plain if plain in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{plain}")
    return " ".join(str(found or "").split())
