"""A backend in an S3 bucket, or in what speaks S3; boto3 is imported with this module only."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import boto3  # pyright: ignore[reportMissingTypeStubs]
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.backend.layout import (
    BACKUP_SUFFIX,
    BACKUPS,
    CHECKPOINT_SUFFIXES,
    DAMAGED_SUFFIX,
    HISTORY,
    LOCKS,
    RECORDS,
    STACKS,
    StackLock,
    packed,
    parse_lock,
    stack_of_file,
)
from meshwright.errors import MeshError
from meshwright.runner.state.renaming import moved_past, past_name

ABSENT = frozenset({"404", "NoSuchKey"})


@dataclass(frozen=True, slots=True)
class S3Store:
    """An `s3://` backend; a stack's fingerprint is its checkpoint's ETag and version."""

    client: Any
    """boto3's S3 client, which threads may share."""
    bucket: str
    prefix: str

    @classmethod
    def at(cls, url: str, *, session: Any = None, seconds: float | None = None) -> "S3Store":
        """The store of a URL such as `s3://bucket/prefix?region=eu-central-1`.

        It is asked with a boto3 session, this shell's where none is given; with `seconds` each call
        has that long to answer, and is not tried again.
        """
        parts = urlsplit(url)
        prefix = parts.path.strip("/")
        client = _client(parts.query, session, seconds)
        return cls(client, parts.netloc, f"{prefix}/" if prefix else "")

    def stacks(self) -> frozenset[str]:
        names = (item["Key"].rpartition("/")[2] for item in self._list(STACKS))
        return frozenset(stack for name in names if (stack := stack_of_file(name)))

    def fingerprint(self, stack: str) -> str | None:
        newest = self._checkpoint(stack)
        if newest is None:
            return None
        # The ETag alone: a copy of the same bytes is the same state, whenever it was made.
        return hashlib.sha256(f"{newest['Key']} {newest['ETag']}".encode()).hexdigest()

    def read_record(self, stack: str) -> bytes | None:
        return self._read(f"{self.prefix}{RECORDS}{stack}.json")

    def write_record(self, stack: str, content: bytes) -> None:
        key = f"{self.prefix}{RECORDS}{stack}.json"
        self._call("put_object", Key=key, Body=content, ContentType="application/json")

    def delete_record(self, stack: str) -> None:
        self._call("delete_object", Key=f"{self.prefix}{RECORDS}{stack}.json")

    @property
    def is_this_machines(self) -> bool:
        return False

    @property
    def reserve(self) -> Path | None:
        return None

    def mend(self, stack: str) -> bool:
        del stack  # An object is written whole or not at all.
        return False

    def locks(self, stack: str) -> tuple[StackLock, ...]:
        keys = (item["Key"] for item in self._list(f"{LOCKS}{stack}/"))
        found = ((key, self._read(key)) for key in keys)
        return tuple(parse_lock(key, content) for key, content in found if content is not None)

    def add_lock(self, stack: str, content: bytes) -> StackLock:
        key = f"{self.prefix}{LOCKS}{stack}/{uuid4()}.json"
        self._call("put_object", Key=key, Body=content)
        return parse_lock(key, content)

    def remove_lock(self, lock: StackLock) -> None:
        self._call("delete_object", Key=lock.place)

    def read_checkpoint(self, stack: str) -> bytes | None:
        newest = self._checkpoint(stack)
        return self._read(newest["Key"]) if newest else None

    def make_stack(self, stack: str) -> bool:
        del stack  # Another machine may be making it.
        return False

    def older_checkpoints(self, stack: str) -> Iterator[tuple[str, bytes]]:
        baks = [f"{STACKS}{stack}{suffix}{BACKUP_SUFFIX}" for suffix in CHECKPOINT_SUFFIXES]
        histories = (item["Key"] for item in self._list(f"{HISTORY}{stack}/"))
        backups = (item["Key"] for item in self._list(f"{BACKUPS}{stack}/"))
        keys = [
            *(self.prefix + bak for bak in baks),
            *(key for key in histories if ".checkpoint.json" in key),
            *backups,
        ]
        for key in keys:
            if (content := self._read(key)) is not None:
                yield key, content

    def past_stacks(self) -> frozenset[str]:
        names = (item["Key"].rpartition("/")[2] for item in self._list(STACKS))
        saved = (n.removesuffix(BACKUP_SUFFIX) for n in names if n.endswith(BACKUP_SUFFIX))
        copies = {stack for name in saved if (stack := stack_of_file(name))}
        kept = (item for place in (HISTORY, BACKUPS) for item in self._list(place))
        folders = (item["Key"].rpartition("/")[0] for item in kept)
        return frozenset(copies | {folder.rpartition("/")[2] for folder in folders})

    def replace_checkpoint(self, stack: str, content: bytes) -> str:
        newest = self._checkpoint(stack)
        key = newest["Key"] if newest else f"{self.prefix}{STACKS}{stack}.json"
        if newest and (damaged := self._read(key)) is not None:
            self._call("put_object", Key=key + DAMAGED_SUFFIX, Body=damaged)
        self._call("put_object", Key=key, Body=packed(key, content))
        return key + DAMAGED_SUFFIX

    def move_past(self, old: str, new: str) -> None:
        for item in list(self._list(f"{HISTORY}{old}/{old}-")):
            name = item["Key"].rpartition("/")[2]
            if (content := self._read(item["Key"])) is not None:
                key = f"{self.prefix}{HISTORY}{new}/{past_name(name, old, new)}"
                self._call("put_object", Key=key, Body=moved_past(name, content, old, new))
                self._call("delete_object", Key=item["Key"])

    def remove(self, stack: str) -> None:
        kept = (item for place in (HISTORY, BACKUPS) for item in self._list(f"{place}{stack}/"))
        for key in [item["Key"] for item in kept]:
            self._call("delete_object", Key=key)
        self.delete_record(stack)
        for end in (BACKUP_SUFFIX, ""):
            for suffix in CHECKPOINT_SUFFIXES:
                key = f"{self.prefix}{STACKS}{stack}{suffix}{end}"
                self._call("delete_object", Key=key)

    def _checkpoint(self, stack: str) -> Any:
        """The newest of the objects that may be a stack's checkpoint; None without one."""
        wanted = {self.prefix + STACKS + stack + suffix for suffix in CHECKPOINT_SUFFIXES}
        found = [item for item in self._list(f"{STACKS}{stack}.json") if item["Key"] in wanted]
        return max(found, key=lambda item: item["LastModified"], default=None)

    def _read(self, key: str) -> bytes | None:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            response: Any = error.response  # pyright: ignore[reportUnknownMemberType]
            if response["Error"]["Code"] in ABSENT:
                return None
            raise self._failure(error) from error
        except BotoCoreError as error:
            raise self._failure(error) from error

    def _list(self, prefix: str) -> Iterator[Any]:
        pages = self.client.get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix + prefix):
                yield from page.get("Contents", ())
        except (ClientError, BotoCoreError) as error:
            raise self._failure(error) from error

    def _call(self, operation: str, **arguments: Any) -> None:
        try:
            getattr(self.client, operation)(Bucket=self.bucket, **arguments)
        except (ClientError, BotoCoreError) as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> MeshError:
        return MeshError(
            f"the backend s3://{self.bucket} cannot be used: {error}",
            fix="check the backend in the environment file, and the credentials of this shell",
        )


def _client(query: str, session: Any, seconds: float | None) -> Any:
    """A client as the engine would make it from the same URL."""
    options = {name: values[-1] for name, values in parse_qs(query).items()}
    endpoint = options.get("endpoint")
    if endpoint and "://" not in endpoint:
        endpoint = f"{'http' if options.get('disableSSL') == 'true' else 'https'}://{endpoint}"
    # The engine's older and newer name of the same option.
    path_style = "true" in (options.get("s3ForcePathStyle"), options.get("use_path_style"))
    named = {"profile_name": options.get("profile"), "region_name": options.get("region")}
    asking: Any = session or boto3.Session(**named)
    return asking.client(
        "s3",
        endpoint_url=endpoint,
        config=Config(
            s3={"addressing_style": "path" if path_style else "auto"},
            **({} if seconds is None else _bounded(seconds)),
        ),
    )


def _bounded(seconds: float) -> dict[str, Any]:
    retries = {"mode": "standard", "total_max_attempts": 1}
    return {"connect_timeout": seconds, "read_timeout": seconds, "retries": retries}
