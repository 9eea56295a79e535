"""Signs requests to the local AWS, for who speaks HTTP without an SDK: as its administrator."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from localaws.admission import signature
from localaws.admission.signature import ALGORITHM, MOMENT, Signature
from localaws.provider.settings import DEFAULT_KEY

TOKEN_HEADER = "x-amz-security-token"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class Keys:
    """What somebody signs with."""

    id: str = DEFAULT_KEY
    secret: str = DEFAULT_KEY
    token: str = ""
    """A session's."""


ADMINISTRATORS = Keys()


def signed(
    method: str, url: str, *, service: str = "meshwright", region: str = "local"
) -> dict[str, str]:
    """The headers of a request without a body."""
    now = datetime.now(UTC)
    unsigned = Signature(
        DEFAULT_KEY, f"{now:%Y%m%d}", region, service, ("host", "x-amz-date"), "", now
    )
    return _with_signature(unsigned, method, url, {}, b"")


def signed_anew(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    keys: Keys = ADMINISTRATORS,
) -> dict[str, str]:
    """The headers of a request that was sent to another host, as a proxy sends them on.

    Only the administrator's can be signed anew, as its own or with other keys.
    """
    old = signature.read(_environ(method, url, headers))
    if old is None or old.key != DEFAULT_KEY or old.is_in_url:
        kept = {name: value for name, value in headers.items() if name.lower() != "host"}
        return {**kept, "Host": urlsplit(url).netloc}
    now = datetime.now(UTC)
    fresh = replace(old, moment=now, date=f"{now:%Y%m%d}", key=keys.id)
    if keys.token:
        fresh = replace(fresh, headers=tuple(sorted({*fresh.headers, TOKEN_HEADER})))
        headers = {**headers, TOKEN_HEADER: keys.token}
    return _with_signature(fresh, method, url, headers, body, keys.secret)


def _with_signature(
    unsigned: Signature,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    secret: str = DEFAULT_KEY,
) -> dict[str, str]:
    ours = {"host", "x-amz-date", "authorization"}
    kept = {name: value for name, value in headers.items() if name.lower() not in ours}
    kept |= {"Host": urlsplit(url).netloc, "X-Amz-Date": unsigned.moment.strftime(MOMENT)}
    value = signature.value(unsigned, _environ(method, url, kept), secret, body)
    return kept | {
        "Authorization": (
            f"{ALGORITHM} Credential={unsigned.key}/{unsigned.scope}, "
            f"SignedHeaders={';'.join(unsigned.headers)}, Signature={value}"
        )
    }


def _environ(method: str, url: str, headers: Mapping[str, str]) -> dict[str, Any]:
    place = urlsplit(url)
    told = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()}
    plain = {name.removeprefix("HTTP_"): text for name, text in told.items()}
    return {
        **told,
        "CONTENT_TYPE": plain.get("CONTENT_TYPE", ""),
        "CONTENT_LENGTH": plain.get("CONTENT_LENGTH", ""),
        "REQUEST_METHOD": method,
        "REQUEST_URI": place.path or "/",
        "PATH_INFO": place.path,
        "QUERY_STRING": place.query,
    }
