"""The engine's backend as the runner sees it: checkpoints to know again, and records beside them.

Two kinds, `file://` and `s3://`, in the layout of Pulumi's self-managed backends; no engine starts.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from meshwright.errors import UsageError

PROJECT = "mesh"
STACKS = f".pulumi/stacks/{PROJECT}/"
LOCKS = f".pulumi/locks/organization/{PROJECT}/"
HISTORY = f".pulumi/history/{PROJECT}/"
BACKUPS = f".pulumi/backups/{PROJECT}/"
RECORDS = ".pulumi/meshwright/"
RESERVE = RECORDS + "reserve"
CHECKPOINT_SUFFIXES = (".json", ".json.gz", ".json.zst")
BACKUP_SUFFIX = ".bak"
DAMAGED_SUFFIX = ".damaged"
"""Added to the name of a checkpoint that was replaced because nobody could read it."""


@dataclass(frozen=True, slots=True)
class StackLock:
    """The engine's lock on a stack, and who holds it."""

    place: str
    """Where it lies in its store."""
    host: str = ""
    pid: int = 0
    user: str = ""
    since: str = ""

    def __str__(self) -> str:
        if not self.host:
            return "by nobody knows whom"
        return f"by {self.user}@{self.host} (process {self.pid}) since {self.since}"


class StateStore(Protocol):
    """Where the engine keeps its stacks, and the runner its records."""

    def stacks(self) -> frozenset[str]:
        """The names of all stacks of the project, of every environment."""
        ...

    def fingerprint(self, stack: str) -> str | None:
        """What changes whenever the stack's checkpoint is written; None without a stack."""
        ...

    def read_record(self, stack: str) -> bytes | None: ...

    def write_record(self, stack: str, content: bytes) -> None: ...

    def delete_record(self, stack: str) -> None: ...

    def release_lock(self, stack: str, *, host: str, pid: int) -> None:
        """Removes the lock that one dead engine left on a stack, and no other."""
        ...

    @property
    def is_this_machines(self) -> bool:
        """Whether no other machine writes here, so that a host's name in a lock is proof enough."""
        ...

    @property
    def reserve(self) -> Path | None:
        """The file that keeps room for the state; None where no disk of this machine holds it."""
        ...

    def locks(self, stack: str) -> tuple[StackLock, ...]: ...

    def remove_lock(self, lock: StackLock) -> None: ...

    def mend(self, stack: str) -> bool:
        """Takes away what a killed engine left half-written beside checkpoints; whether it had."""
        ...

    def read_checkpoint(self, stack: str) -> bytes | None:
        """The checkpoint in force; None without a stack."""
        ...

    def older_checkpoints(self, stack: str) -> Iterator[tuple[str, bytes]]:
        """What the engine has kept of a stack's past, each with its place, in no order."""
        ...

    def replace_checkpoint(self, stack: str, content: bytes) -> str:
        """Puts a checkpoint, as plain JSON, into force; says where the one before is kept."""
        ...


def stack_of_file(name: str) -> str | None:
    """The stack whose checkpoint a file is; None for backups and side files."""
    for suffix in CHECKPOINT_SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return None


def packed(place: str, content: bytes) -> bytes:
    """A checkpoint's plain JSON as the file of that name wants it."""
    return gzip.compress(content) if place.endswith(".gz") else content


def parse_lock(place: str, content: bytes) -> StackLock:
    """The lock in a file; of one that cannot be read only its place is known."""
    try:
        lock: Any = json.loads(content)
        return StackLock(
            place,
            host=str(lock["hostname"]),
            pid=int(lock["pid"]),
            user=str(lock.get("username", "")),
            since=str(lock.get("timestamp", "")),
        )
    except (ValueError, KeyError, TypeError):
        return StackLock(place)


def open_store(url: str) -> StateStore:
    """The store behind a `PULUMI_BACKEND_URL`; raises UsageError for kinds without records."""
    match urlsplit(url).scheme:
        case "file":
            from meshwright.deploy.file_store import FileStore

            return FileStore.at(url)
        case "s3":
            from meshwright.deploy.s3_store import S3Store  # boto3 takes 0.2 s to import

            return S3Store.at(url)
        case other:
            raise UsageError(
                f"backend {other}:// is not supported: skip records lie beside the state",
                fix="use a file:// or an s3:// backend",
            )
