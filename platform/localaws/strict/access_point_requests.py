"""Requests through an access point, as requests to its bucket that know how they came.

An SDK puts the access point and its account before the host, or the alias in a bucket's place. moto
finds neither on the loopback.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-usage-examples.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from localaws.strict import s3_access_points
from localaws.strict.call import Fault

Environ = dict[str, Any]
THROUGH = "mesh.access_point"
"""Where a request keeps the ARN of the access point that it came through."""
OF_A_POINT = re.compile(r"(?P<name>[a-z0-9-]+)-(?P<account>[0-9]{12})\.(?P<host>.+)")
ALIAS_END = "-s3alias"
NOT_FOUND = Fault("NoSuchAccessPoint", "The specified accesspoint does not exist", 404)


def through(environ: Mapping[str, Any]) -> str:
    """The ARN of the access point that a request came through; empty for any other."""
    return str(environ.get(THROUGH, ""))


def routed(environ: Environ, account: str) -> Environ | Fault:
    """A request of S3 as one to a bucket; the very same where it names no access point."""
    path = str(environ.get("PATH_INFO", ""))
    first, _, rest = path.lstrip("/").partition("/")
    named = OF_A_POINT.fullmatch(str(environ.get("HTTP_HOST", "")))
    if named is not None:
        point = s3_access_points.found(named["account"], named["name"])
        return _to_bucket(environ, point, path.lstrip("/")) if point is not None else NOT_FOUND
    if first.endswith(ALIAS_END):
        point = s3_access_points.by_alias(account, first)
        # An alias of none is a bucket's name like others: nobody has such a bucket.
        return _to_bucket(environ, point, rest) if point is not None else environ
    return environ


def _to_bucket(environ: Environ, point: Any, key: str) -> Environ:
    path = f"/{point.bucket}/{key}"
    query = str(environ.get("QUERY_STRING", ""))
    # A WSGI server hands on the bytes of a path as latin-1.
    written = quote(path.encode("latin-1"))
    uri = f"{written}?{query}" if query else written
    named = OF_A_POINT.fullmatch(str(environ.get("HTTP_HOST", "")))
    host = named["host"] if named is not None else environ.get("HTTP_HOST", "")
    return {
        **environ,
        "PATH_INFO": path,
        "REQUEST_URI": uri,
        "RAW_URI": uri,
        "HTTP_HOST": host,
        THROUGH: point.arn,
    }
