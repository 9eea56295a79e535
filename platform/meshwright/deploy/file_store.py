"""A backend in a folder of this machine."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from meshwright.deploy.store import (
    CHECKPOINT_SUFFIXES,
    LOCKS,
    RECORDS,
    STACKS,
    is_lock_of,
    stack_of_file,
)


@dataclass(frozen=True, slots=True)
class FileStore:
    """A `file://` backend; a stack's fingerprint is the SHA-256 of its checkpoint."""

    root: Path

    @classmethod
    def at(cls, url: str) -> "FileStore":
        """The store of a URL such as `file:///srv/state` or `file://~`."""
        parts = urlsplit(url)
        return cls(Path(unquote(parts.netloc + parts.path)).expanduser().absolute())

    def stacks(self) -> frozenset[str]:
        folder = self.root / STACKS
        if not folder.is_dir():
            return frozenset()
        return frozenset(s for file in folder.iterdir() if (s := stack_of_file(file.name)))

    def fingerprint(self, stack: str) -> str | None:
        # The engine may have changed from plain to compressed files: the newest is in force.
        files = [self.root / STACKS / (stack + suffix) for suffix in CHECKPOINT_SUFFIXES]
        present = [file for file in files if file.is_file()]
        if not present:
            return None
        newest = max(present, key=lambda file: file.stat().st_mtime_ns)
        return hashlib.sha256(newest.read_bytes()).hexdigest()

    def read_record(self, stack: str) -> bytes | None:
        try:
            return self._record(stack).read_bytes()
        except FileNotFoundError:
            return None

    def write_record(self, stack: str, content: bytes) -> None:
        record = self._record(stack)
        record.parent.mkdir(parents=True, exist_ok=True)
        # Renamed into place: a half-written record is never seen.
        draft = record.with_suffix(".new")
        draft.write_bytes(content)
        draft.replace(record)

    def delete_record(self, stack: str) -> None:
        self._record(stack).unlink(missing_ok=True)

    def release_lock(self, stack: str, *, host: str, pid: int) -> None:
        for lock in (self.root / LOCKS / stack).glob("*.json"):
            if is_lock_of(lock.read_bytes(), host=host, pid=pid):
                lock.unlink(missing_ok=True)
                lock.with_name(lock.name + ".attrs").unlink(missing_ok=True)

    def _record(self, stack: str) -> Path:
        return self.root / RECORDS / f"{stack}.json"
