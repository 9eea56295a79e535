"""Whether a URL leads to this machine itself."""

from ipaddress import ip_address
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
