"""The portal in the catalog bucket: what differs is written, what is gone goes, readers see no gap.

An object beside the pages tells what is there, by digests. A publication first writes into it which
files are about to change, on the condition that nobody else has written it since; it ends by
writing what there is now, on the same condition. Of two at once the one that loses begins anew, so
that in the end all files are of one build; one that was cut off is mended by the next.
Source: Amazon S3 user guide, "How to prevent object overwrites with conditional writes".
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from secrets import token_hex
from typing import Any, cast

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.catalog.portal.sending import CACHED, content_type
from meshwright.errors import MeshError
from meshwright.plan import names
from meshwright.runner.cloud import Cloud, error_code, or_none

MANIFEST = "published.json"
VERSION = 1
ATTEMPTS = 5
"""How often a publication begins anew before it gives way to others."""
AT_ONCE = 16
LOST = ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey")
"""What S3 says where somebody else has written, or taken away, the manifest."""
Digests = Mapping[str, str | None]
"""By file; None where it is not known what it holds, since somebody is writing it."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of the portal in the bucket."""

    files: int
    changed: int
    removed: int
    address: str


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The portal's place in a bucket."""

    client: Any
    bucket: str

    def manifest(self) -> tuple[Digests, str | None]:
        """What is there, and the version of what says so; None where nothing was published."""
        answer = or_none(
            self.client.get_object, "NoSuchKey", Bucket=self.bucket, Key=_key(MANIFEST)
        )
        return (_digests(answer["Body"].read()), answer["ETag"]) if answer else ({}, None)

    def write_manifest(self, files: Digests, before: str | None) -> str | None:
        """Its new version; None where somebody else was faster."""
        # The token keeps two equal manifests from having one version.
        told = {"version": VERSION, "write": token_hex(8), "files": dict(sorted(files.items()))}
        condition = {"IfNoneMatch": "*"} if before is None else {"IfMatch": before}
        try:
            return self._put(MANIFEST, json.dumps(told, indent=1).encode(), **condition)["ETag"]
        except ClientError as error:
            if error_code(error) in LOST:
                return None
            raise

    def put(self, name: str, text: bytes) -> None:
        self._put(name, text)

    def remove(self, name: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=_key(name))

    def _put(self, name: str, text: bytes, **condition: str) -> Any:
        return self.client.put_object(
            Bucket=self.bucket,
            Key=_key(name),
            Body=text,
            ContentType=content_type(name),
            CacheControl=CACHED,
            **condition,
        )


def publish(cloud: Cloud, files: Mapping[str, bytes]) -> Published:
    """Brings the portal in an environment's bucket to what it should hold.

    Raises MeshError where the bucket cannot be written, or others keep on publishing.
    """
    shelf = _Shelf(cloud.client("s3"), names.catalog_bucket(cloud.environment.place_of(None)))
    wanted = {name: hashlib.sha256(text).hexdigest() for name, text in files.items()}
    try:
        for _ in range(ATTEMPTS):
            done = _attempt(shelf, files, wanted)
            if done is not None:
                changed, removed = done
                return Published(len(files), changed, removed, address(cloud))
    except (ClientError, BotoCoreError) as error:
        where = cloud.environment.name
        raise MeshError(
            f"the portal cannot be published in {where}: {error}",
            fix=f"bring the foundation up first, and publish as who deploys: mesh up --env {where}",
        ) from error
    raise MeshError("others publish the portal at the same time", fix="publish again")


def address(cloud: Cloud) -> str:
    """Where the first page lies."""
    return f"s3://{names.catalog_bucket(cloud.environment.place_of(None))}/{_key('index.html')}"


def published(cloud: Cloud, name: str) -> bytes | None:
    """A file of the published portal; None where there is none. Raises MeshError where it cannot
    be read.
    """
    bucket = names.catalog_bucket(cloud.environment.place_of(None))
    get, absent = cloud.client("s3").get_object, ("NoSuchKey", "NoSuchBucket")
    try:
        answer = or_none(get, *absent, Bucket=bucket, Key=_key(name))
        return None if answer is None else answer["Body"].read()
    except (ClientError, BotoCoreError) as error:
        where = cloud.environment.name
        raise MeshError(f"the published portal of {where} cannot be read: {error}") from error


def published_at(cloud: Cloud) -> str | None:
    """Where the portal is, if it was published; None too where that cannot be asked."""
    bucket = names.catalog_bucket(cloud.environment.place_of(None))
    try:
        cloud.client("s3").head_object(Bucket=bucket, Key=_key(MANIFEST))
    except (ClientError, BotoCoreError):
        return None
    return address(cloud)


def _attempt(
    shelf: _Shelf, files: Mapping[str, bytes], wanted: Mapping[str, str]
) -> tuple[int, int] | None:
    """How many files it wrote and removed; None where somebody else came in between."""
    known, version = shelf.manifest()
    changed = [name for name, digest in wanted.items() if known.get(name) != digest]
    gone = [name for name in known if name not in wanted]
    if not changed and not gone:
        return 0, 0
    touched = dict.fromkeys((*changed, *gone))
    version = shelf.write_manifest({**known, **touched}, version)
    if version is None:
        return None
    for group in _in_order(changed):
        _each(lambda name: shelf.put(name, files[name]), group)
    for group in reversed([*_in_order(gone)]):
        _each(shelf.remove, group)
    if shelf.write_manifest(wanted, version) is None:
        return None
    return len(changed), len(gone)


def _in_order(names: Iterable[str]) -> Iterator[list[str]]:
    """Files in groups, each of which needs nothing of those behind it."""
    for _, group in groupby(sorted(names, key=lambda name: (_rank(name), name)), _rank):
        yield list(group)


def _rank(name: str) -> int:
    """What pages load comes before them, and the pages before those that lead to them."""
    if not name.endswith(".html"):
        return 0
    if name == "index.html":
        return 3
    return 1 if "/" in name else 2


def _each(call: Callable[[str], None], names: Iterable[str]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(call, names):
            pass


def _digests(text: bytes) -> Digests:
    """What a manifest says; nothing where it is of another kind, so that all is written anew."""
    try:
        told: Any = json.loads(text)
        files = cast("Mapping[str, object]", told["files"])
        if told["version"] != VERSION:
            return {}
        return {name: each if isinstance(each, str) else None for name, each in files.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _key(name: str) -> str:
    return f"{names.PORTAL}{name}"
