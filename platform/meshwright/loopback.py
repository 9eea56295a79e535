"""Whether a URL leads to this machine itself, and how to stay there."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """By its address, or as `localhost` or a name below it (RFC 6761, section 6.3)."""
    try:
        place = urlsplit(url)
        host = place.hostname or ""
        if place.scheme not in ("http", "https"):
            return False
        if host == "localhost" or host.endswith(".localhost"):
            return True
        return ip_address(host).is_loopback
    except ValueError:
        return False


def kept_on(endpoint: str) -> Callable[..., None]:
    """A handler of botocore's `before-send`: what goes to a name below an endpoint goes there.

    For an account and for an access point an SDK puts a prefix before the host, and such a name of
    the loopback's address resolves nowhere. What was signed stays: the name is that of the request.
    """
    place = urlsplit(endpoint).netloc

    def kept(request: Any, **_: Any) -> None:
        asked = urlsplit(str(request.url))
        if asked.netloc.endswith(f".{place}"):
            request.headers["Host"] = asked.netloc
            request.url = asked._replace(netloc=place).geturl()

    return kept
