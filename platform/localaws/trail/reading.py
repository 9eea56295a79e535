"""Reads the log of calls of a local AWS, as its administrator."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from localaws.signing import signed
from meshwright.local_instance import TRAIL_PATH

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Calls:
    """What a local AWS remembers."""

    records: Sequence[Mapping[str, Any]]
    """In the form of CloudTrail's, oldest first."""
    whole_since: datetime
    """Since when every call that tells who read what is among them."""


def calls(endpoint: str) -> Calls:
    """The calls that a local AWS has let pass since its life began, as far as it keeps them."""
    place = urlsplit(endpoint)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=SECONDS)
    try:
        connection.request("GET", TRAIL_PATH, headers=signed("GET", endpoint + TRAIL_PATH))
        document: Any = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return Calls(document["Records"], datetime.fromtimestamp(document["wholeSince"], UTC))
