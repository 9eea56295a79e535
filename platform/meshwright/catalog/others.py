"""The entries of other meshes, read from their portals: a bucket's, or a folder's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.catalog import exchange
from meshwright.catalog.exchange import Entry, UnreadError
from meshwright.catalog.merging import Other, Unread
from meshwright.errors import MeshError
from meshwright.runner.cloud import Cloud

SCHEME = "s3"
AT_ONCE = 16
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
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(partial(_entry, place, fetch), index.entries))
    entries = tuple(each for each in found if isinstance(each, Entry))
    return Other(place, index, entries, tuple(e for e in found if isinstance(e, Unread)))


def _entry(place: str, fetch: Fetch, name: str) -> Entry | Unread:
    try:
        found = exchange.read_entry(fetch(exchange.entry_path(name)))
    except (UnreadError, ClientError, BotoCoreError, OSError, ValueError) as error:
        return Unread(f"{place}: {name}", str(error))
    if found.product.id != name:
        return Unread(f"{place}: {name}", "its entry is of another product")
    return found
