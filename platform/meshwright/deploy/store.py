"""The engine's backend as the runner sees it: checkpoints to know again, and records beside them.

Two kinds, `file://` and `s3://`, in the layout of Pulumi's self-managed backends; no engine starts.
"""

import json
from typing import Any, Protocol
from urllib.parse import urlsplit

from meshwright.errors import UsageError

PROJECT = "mesh"
STACKS = f".pulumi/stacks/{PROJECT}/"
LOCKS = f".pulumi/locks/organization/{PROJECT}/"
RECORDS = ".pulumi/meshwright/"
CHECKPOINT_SUFFIXES = (".json", ".json.gz", ".json.zst")


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


def stack_of_file(name: str) -> str | None:
    """The stack whose checkpoint a file is; None for backups and side files."""
    for suffix in CHECKPOINT_SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return None


def is_lock_of(content: bytes, *, host: str, pid: int) -> bool:
    """Whether a lock file was written by that process."""
    try:
        lock: Any = json.loads(content)
    except ValueError:
        return False
    return isinstance(lock, dict) and lock.items() >= {"hostname": host, "pid": pid}.items()


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
