"""Room on the state's disk that is kept for the moment in which the disk is full.

The engine (v3.259) puts a checkpoint into force even where it could write but half of it, and does
the same to the copy beside it: on a full disk both are cut off, and what was made is in no state.
So a run begins with a reserve. When little room is left the reserve is given up, the engine is
asked to stop, and what it then writes finds its place.
"""

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from meshwright.disk import WHAT_NOW
from meshwright.errors import MeshError

SIZE = 16 * 2**20
"""Bytes: some checkpoints of stacks that are brought up side by side."""
LITTLE = 4 * 2**20
"""Bytes: with less than that a disk counts as full."""
FULL = (errno.ENOSPC, errno.EDQUOT)
BLOCK = b"\1" * 2**20
"""Written out: a file of holes would keep no room."""


@dataclass(slots=True)
class Reserve:
    """The reserve of one backend."""

    file: Path | None = None
    """None for a backend that has no disk of this machine."""
    is_given_up: bool = False

    @contextmanager
    def held(self) -> Generator[None]:
        """Keeps the reserve while the block runs."""
        if self.file is not None:
            self._take(self.file)
        try:
            yield
        finally:
            self._drop()

    def check(self) -> None:
        """Raises MeshError where there is no room for an engine to begin."""
        if self.is_given_up:
            raise MeshError(self.fault, fix=WHAT_NOW)

    @property
    def fault(self) -> str:
        """What is wrong, in one line."""
        folder = self.file.parent.parent.parent if self.file else None
        return f"{folder}: the disk is full, with less than {(SIZE + LITTLE) // 2**20} MB left"

    def watch(self, *, is_full: bool = False) -> None:
        """Gives the reserve up where little room is left, or where the engine says so."""
        if self.file is None or self.is_given_up:
            return
        if is_full or _room(self.file) < LITTLE:
            self._drop()
            self.is_given_up = True

    def _take(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as reserve:
                for _ in range(SIZE // len(BLOCK)):
                    reserve.write(BLOCK)
        except OSError as error:
            # What may not be written at all is told by who has something to write.
            self.watch(is_full=error.errno in FULL)
        else:
            self.watch()

    def _drop(self) -> None:
        if self.file is not None:
            # On a disk that can only be read there is none, and asking is refused all the same.
            with suppress(OSError):
                self.file.unlink()


def _room(file: Path) -> int:
    try:
        disk = os.statvfs(file.parent)
    except OSError:
        return SIZE  # Nobody can say.
    return disk.f_bavail * disk.f_frsize
