"""Reads what the topics of a local AWS have told people by mail, oldest first."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from localaws.signing import signed
from meshwright.local_instance import MAIL_PATH


def mails(endpoint: str) -> list[dict[str, Any]]:
    """Each with `to`, `topic`, `subject`, `message` and `sent`."""
    place = urlsplit(endpoint)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=30)
    try:
        connection.request("GET", MAIL_PATH, headers=signed("GET", endpoint + MAIL_PATH))
        return json.loads(connection.getresponse().read())["mails"]
    finally:
        connection.close()
