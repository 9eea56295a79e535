"""A backend in a folder of this machine."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from meshwright.backend.file_urls import folder_of
from meshwright.backend.folder import stacks_in
from meshwright.backend.layout import (
    BACKUP_SUFFIX,
    BACKUPS,
    CHECKPOINT_SUFFIXES,
    DAMAGED_SUFFIX,
    HISTORY,
    LAYOUT,
    LOCKS,
    META,
    RECORDS,
    RESERVE,
    STACKS,
    StackLock,
    empty_stack,
    packed,
    parse_lock,
    stack_of_file,
)
from meshwright.runner.state.renaming import moved_past, past_name

ATTRIBUTES = ".attrs"
"""Ends the name of the file in which the engine notes the kind and the checksum of another."""


@dataclass(frozen=True, slots=True)
class FileStore:
    """A `file://` backend; a stack's fingerprint is the SHA-256 of its checkpoint."""

    root: Path

    @classmethod
    def at(cls, url: str) -> "FileStore":
        """The store of a URL such as `file:///srv/state` or `file://~`."""
        return cls(folder_of(url))

    def stacks(self) -> frozenset[str]:
        return stacks_in(self.root)

    def fingerprint(self, stack: str) -> str | None:
        file = self._checkpoint(stack)
        return hashlib.sha256(file.read_bytes()).hexdigest() if file else None

    def read_record(self, stack: str) -> bytes | None:
        return _content(self._record(stack))

    def write_record(self, stack: str, content: bytes) -> None:
        write_whole(self._record(stack), content)

    def delete_record(self, stack: str) -> None:
        self._record(stack).unlink(missing_ok=True)

    @property
    def is_this_machines(self) -> bool:
        return True

    @property
    def reserve(self) -> Path | None:
        return self.root / RESERVE

    def locks(self, stack: str) -> tuple[StackLock, ...]:
        files = sorted((self.root / LOCKS / stack).glob("*.json"))
        found = ((str(file), _content(file)) for file in files)
        return tuple(parse_lock(place, text) for place, text in found if text is not None)

    def begin(self) -> None:
        """Says to the engine in which layout an empty folder is to be read."""
        meta = self.root / META
        meta.parent.mkdir(parents=True, exist_ok=True)
        meta.write_text(LAYOUT)

    def add_lock(self, stack: str, content: bytes) -> StackLock:
        file = self.root / LOCKS / stack / f"{uuid4()}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return parse_lock(str(file), content)

    def remove_lock(self, lock: StackLock) -> None:
        for name in (lock.place, f"{lock.place}{ATTRIBUTES}"):
            Path(name).unlink(missing_ok=True)

    def mend(self, stack: str) -> bool:
        # The engine writes them in place, beside files that it renames into place. It goes without
        # one that is missing, and reads nothing at all beside a half-written one.
        files = [
            *(self.root / STACKS / (stack + s + ATTRIBUTES) for s in CHECKPOINT_SUFFIXES),
            *(self.root / HISTORY / stack).glob(f"*{ATTRIBUTES}"),
            *(self.root / BACKUPS / stack).glob(f"*{ATTRIBUTES}"),
        ]
        halves = [file for file in files if file.is_file() and not _is_json(file)]
        for file in halves:
            file.unlink(missing_ok=True)
        return bool(halves)

    def read_checkpoint(self, stack: str) -> bytes | None:
        file = self._checkpoint(stack)
        return file.read_bytes() if file else None

    def make_stack(self, stack: str) -> bool:
        if not (self.root / META).is_file():
            return False
        write_whole(self.root / STACKS / f"{stack}.json", empty_stack(stack))
        return True

    def older_checkpoints(self, stack: str) -> Iterator[tuple[str, bytes]]:
        files = [
            *(self.root / STACKS / (stack + s + BACKUP_SUFFIX) for s in CHECKPOINT_SUFFIXES),
            *(self.root / HISTORY / stack).glob("*.checkpoint.json*"),
            *(self.root / BACKUPS / stack).glob("*.json*"),
        ]
        for file in files:
            if file.is_file() and file.suffix != ATTRIBUTES:
                yield str(file), file.read_bytes()

    def past_stacks(self) -> frozenset[str]:
        saved = (self.root / STACKS).glob(f"*{BACKUP_SUFFIX}")
        copies = {s for file in saved if (s := stack_of_file(file.stem))}
        folders = (*(self.root / HISTORY).glob("*/"), *(self.root / BACKUPS).glob("*/"))
        return frozenset(copies | {folder.name for folder in folders})

    def replace_checkpoint(self, stack: str, content: bytes) -> str:
        file = self._checkpoint(stack) or self.root / STACKS / f"{stack}.json"
        kept = file.with_name(file.name + DAMAGED_SUFFIX)
        if file.exists():
            shutil.copy2(file, kept)
        write_whole(file, packed(file.name, content))
        return str(kept)

    def move_past(self, old: str, new: str) -> None:
        for file in sorted((self.root / HISTORY / old).glob(f"{old}-*.json*")):
            target = self.root / HISTORY / new / past_name(file.name, old, new)
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.suffix != ATTRIBUTES:
                target.write_bytes(moved_past(file.name, file.read_bytes(), old, new))
            file.unlink(missing_ok=True)

    def remove(self, stack: str) -> None:
        for folder in (HISTORY, BACKUPS):
            shutil.rmtree(self.root / folder / stack, ignore_errors=True)
        self.delete_record(stack)
        for end in (BACKUP_SUFFIX, ""):
            for suffix in CHECKPOINT_SUFFIXES:
                file = self.root / STACKS / f"{stack}{suffix}{end}"
                file.with_name(file.name + ATTRIBUTES).unlink(missing_ok=True)
                file.unlink(missing_ok=True)

    def _checkpoint(self, stack: str) -> Path | None:
        # The engine may have changed from plain to compressed files: the newest is in force.
        files = [self.root / STACKS / (stack + suffix) for suffix in CHECKPOINT_SUFFIXES]
        present = [file for file in files if file.is_file()]
        return max(present, key=lambda file: file.stat().st_mtime_ns, default=None)

    def _record(self, stack: str) -> Path:
        return self.root / RECORDS / f"{stack}.json"


def write_whole(file: Path, content: bytes) -> None:
    """Writes a file that nobody ever sees half-written: it is renamed into place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(file.name + ".new")
    draft.write_bytes(content)
    draft.replace(file)


def _is_json(file: Path) -> bool:
    try:
        json.loads(file.read_bytes())
    except ValueError:
        return False
    return True


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None  # Never there, or taken away by who wrote it.
