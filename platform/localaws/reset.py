"""Empties a local AWS without ending it; its id changes with that."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

from localaws.signing import signed
from meshwright.local_instance import RESET_PATH


def empty(endpoint: str) -> None:
    """Forgets all that is in a local AWS, as its administrator."""
    place = urlsplit(endpoint)
    connection = HTTPConnection(str(place.hostname), place.port, timeout=30)
    try:
        connection.request("POST", RESET_PATH, headers=signed("POST", endpoint + RESET_PATH))
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if answer.status >= 300:
        raise OSError(f"the local AWS was not emptied: {answer.status}")
