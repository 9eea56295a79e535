"""How Pulumi's self-managed backends lay out their files, and where the runner's records lie."""

import gzip
import json
from dataclasses import dataclass
from typing import Any

PROJECT = "mesh"
STACKS = f".pulumi/stacks/{PROJECT}/"
LOCKS = f".pulumi/locks/organization/{PROJECT}/"
HISTORY = f".pulumi/history/{PROJECT}/"
BACKUPS = f".pulumi/backups/{PROJECT}/"
META = ".pulumi/meta.yaml"
"""Says which layout a backend has; the engine writes it with the first stack."""
RECORDS = ".pulumi/meshwright/"
LAYOUT = "version: 1\n"
"""What the file says of stacks in folders of their projects."""
RESERVE = RECORDS + "reserve"
GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
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
            return "by an unknown holder"
        return f"by {self.user}@{self.host} (process {self.pid}) since {self.since}"


def stack_of_file(name: str) -> str | None:
    """The stack whose checkpoint a file is; None for backups and side files."""
    for suffix in CHECKPOINT_SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return None


def empty_stack(stack: str) -> bytes:
    """The checkpoint of a stack that holds nothing yet."""
    address = f"organization/{PROJECT}/{stack}"
    return json.dumps({"version": 3, "checkpoint": {"stack": address, "latest": None}}).encode()


def packed(place: str, content: bytes) -> bytes:
    """A checkpoint's plain JSON as the file of that name wants it."""
    return gzip.compress(content) if place.endswith(".gz") else content


def unpacked(content: bytes) -> bytes:
    """A checkpoint's plain JSON, whatever its file is called; what zstd packed stays as it is."""
    return gzip.decompress(content) if content.startswith(GZIP) else content


def is_zstd(content: bytes) -> bool:
    """Whether a file is packed in a way that Python 3.11 cannot look into."""
    return content.startswith(ZSTD)


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
