"""The entries of other meshes, read from their portals: a bucket's, or a folder's.

A place is nobody's here: what it names is asked for only where it can be the name of a product, it
is read to a size, and one that does not answer is not asked for each of its entries.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.catalog import exchange
from meshwright.catalog.exchange import Entry, UnreadError
from meshwright.catalog.merging import PRODUCT, Other, Unread, is_id
from meshwright.errors import MeshError
from meshwright.runner.cloud import Cloud

SCHEME = "s3"
AT_ONCE = 16
MOST, ALL = 20_000, 500_000_000
"""Entries of another mesh that are read, and bytes of them all."""
Fetch = Callable[[str], bytes]
"""A file of a portal, by its path there."""


def is_bucket(place: str) -> bool:
    """Whether a place is one of S3, rather than a folder."""
    return urlsplit(place).scheme == SCHEME


def in_bucket(place: str, cloud: Cloud) -> Fetch:
    """Files below `s3://bucket/prefix`, read as the caller."""
    told = urlsplit(place)
    prefix, client = told.path.strip("/"), cloud.client("s3")

    def fetch(path: str) -> bytes:
        key = "/".join(filter(None, (prefix, path)))
        body = client.get_object(Bucket=told.netloc, Key=key)["Body"]
        return body.read(exchange.LARGEST + 1)

    return fetch


def in_folder(place: str) -> Fetch:
    def fetch(path: str) -> bytes:
        with (Path(place) / path).open("rb") as file:
            return file.read(exchange.LARGEST + 1)

    return fetch


def read(place: str, fetch: Fetch) -> Other:
    """A mesh, with what of it cannot be read. Raises MeshError where there is none."""
    try:
        index = exchange.read_index(fetch(exchange.INDEX))
    except (UnreadError, ClientError, BotoCoreError, OSError) as error:
        raise MeshError(
            f"there are no entries of a mesh at {place}: {error}",
            fix="name the folder of a portal, such as s3://mesh-dev--111122223333--catalog/portal",
        ) from error
    asked = _Asked(place, fetch)
    listed = tuple(dict.fromkeys(index.entries))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(asked.entry, listed[:MOST]))
    entries = tuple(each for each in found if isinstance(each, Entry))
    unread = [each for each in found if isinstance(each, Unread)]
    if len(listed) > MOST:
        reason = f"of another mesh {MOST:,} products are shown at most"
        unread.append(Unread(f"{place}: {len(listed) - MOST:,} more", reason))
    return Other(place, index, entries, tuple(unread))


@dataclass
class _Asked:
    """A place while its entries are read, each in a thread."""

    place: str
    fetch: Fetch
    read: int = 0
    """Bytes so far."""
    fault: str = ""
    """Why nothing more is asked for."""

    def entry(self, name: str) -> Entry | Unread:
        try:
            found = exchange.read_entry(self._text(name))
        except (UnreadError, ClientError, BotoCoreError, OSError, ValueError) as error:
            return self._unread(name, str(error))
        if found.product.id != name:
            return self._unread(name, "its entry is of another product")
        return found

    def _text(self, name: str) -> bytes:
        if not is_id(name, PRODUCT):
            raise UnreadError("its id is none that a product can have")
        if self.fault:
            raise UnreadError(self.fault)
        try:
            text = self.fetch(exchange.entry_path(name))
        except BotoCoreError as error:
            # The place itself, and no single entry, does not answer.
            self.fault = str(error)
            raise
        self.read += len(text)
        if self.read > ALL:
            self.fault = f"the entries of its mesh have more than {ALL:,} bytes"
        return text

    def _unread(self, name: str, reason: str) -> Unread:
        return Unread(f"{self.place}: {name}", reason)
