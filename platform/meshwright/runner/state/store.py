"""The engine's backend as the runner sees it: checkpoints to know again, and records beside them.

Two kinds, `file://` and `s3://`, in the layout of Pulumi's self-managed backends; no engine starts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from meshwright.backend.layout import StackLock
from meshwright.errors import UsageError


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

    @property
    def is_this_machines(self) -> bool:
        """Whether no other machine writes here, so that a host's name in a lock is proof enough."""
        ...

    @property
    def reserve(self) -> Path | None:
        """The file that keeps room for the state; None where no disk of this machine holds it."""
        ...

    def locks(self, stack: str) -> tuple[StackLock, ...]: ...

    def add_lock(self, stack: str, content: bytes) -> StackLock:
        """A lock as the engine would take one; whether it is the only one is not asked."""
        ...

    def remove_lock(self, lock: StackLock) -> None: ...

    def mend(self, stack: str) -> bool:
        """Takes away what a killed engine left half-written beside checkpoints; whether it had."""
        ...

    def read_checkpoint(self, stack: str) -> bytes | None:
        """The checkpoint in force; None without a stack."""
        ...

    def make_stack(self, stack: str) -> bool:
        """Makes a stack that is not there, empty; whether it did.

        It does not where another machine could make it at the same time, nor the first of a
        backend: both are the engine's.
        """
        ...

    def older_checkpoints(self, stack: str) -> Iterator[tuple[str, bytes]]:
        """What the engine has kept of a stack's past, each with its place, in no order."""
        ...

    def past_stacks(self) -> frozenset[str]:
        """The names of all stacks that have a past; some may have no checkpoint any more."""
        ...

    def replace_checkpoint(self, stack: str, content: bytes) -> str:
        """Puts a checkpoint, as plain JSON, into force; says where the one before is kept."""
        ...

    def move_past(self, old: str, new: str) -> None:
        """Gives what the engine has noted of a stack's updates to the stack that it is now."""
        ...

    def remove(self, stack: str) -> None:
        """Takes a stack away, its copies and its record first, and its checkpoint last."""
        ...


def open_store(url: str, *, session: Any = None, seconds: float | None = None) -> StateStore:
    """The store behind a `PULUMI_BACKEND_URL`; raises UsageError for kinds without records.

    An object store is asked with a boto3 session, this shell's where none is given; with `seconds`
    each call has that long to answer, and is not tried again.
    """
    match urlsplit(url).scheme:
        case "file":
            from meshwright.runner.state.file_store import FileStore

            return FileStore.at(url)
        case "s3":
            from meshwright.runner.state.s3_store import S3Store  # boto3 takes 0.2 s to import

            return S3Store.at(url, session=session, seconds=seconds)
        case other:
            raise UsageError(
                f"backend {other}:// is not supported: skip records lie beside the state",
                fix="use a file:// or an s3:// backend",
            )
