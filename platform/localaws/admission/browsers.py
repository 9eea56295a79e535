"""Keeps web pages out: a browser says where a request comes from, and an AWS SDK never does.

A page may send simple requests to any port of the machine without asking first, and by DNS
rebinding it may even read the answer, under a host name of its own.
https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/
"""

import re
from collections.abc import Mapping
from typing import Any

OWN_NAME = re.compile(r"([a-z0-9.-]+\.)?(127\.0\.0\.1|localhost)", re.IGNORECASE)
"""The loopback address, or a name that leads nowhere else (RFC 6761), with a prefix as SDKs put
before it for an account or a bucket."""
TYPED = "none"
"""The value of Sec-Fetch-Site for an address that a person has entered."""


def refusal(environ: Mapping[str, Any], port: int) -> str | None:
    """Why a request comes from a page, or could; None for one that does not."""
    if not is_own_host(str(environ.get("HTTP_HOST", "")), port):
        return "the host that is asked for is not this one"
    if "HTTP_ORIGIN" in environ:
        return "the local AWS does not serve web pages"
    if environ.get("HTTP_SEC_FETCH_SITE", TYPED) != TYPED:
        return "the local AWS does not serve web pages"
    if environ.get("REQUEST_METHOD") == "OPTIONS":
        return "there is nothing here that a web page may ask for"
    return None


def is_own_host(host: str, port: int) -> bool:
    name, _, given = host.rpartition(":")
    return given == str(port) and OWN_NAME.fullmatch(name) is not None
