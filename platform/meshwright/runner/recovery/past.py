"""What the engine has kept of a stack's past, for one whose checkpoint is lost.

The engine copies each checkpoint aside before it writes the next (`.bak`), and after each update
(history, backups). A stack that it removes keeps such copies too, but their newest holds nothing:
so a stack whose newest copy holds resources is not one that was destroyed.
"""

from dataclasses import dataclass

from meshwright.errors import MeshError
from meshwright.runner.state.checkpoint import Checkpoint, is_damaged, parse_checkpoint
from meshwright.runner.state.store import StateStore


@dataclass(frozen=True, slots=True)
class Copy:
    """One checkpoint of the past."""

    place: str
    content: bytes
    checkpoint: Checkpoint

    @property
    def age(self) -> tuple[str, str]:
        return self.checkpoint.written_at, self.place


def newest(store: StateStore, stack: str) -> Copy | None:
    """The newest copy that can be read; None without any.

    Raises MeshError where there are copies and all are damaged: nobody can say what was deployed.
    """
    files = tuple(store.older_checkpoints(stack))
    read = ((place, content, parse_checkpoint(content)) for place, content in files)
    copies = [Copy(place, content, found) for place, content, found in read if found is not None]
    if not copies and any(is_damaged(content) for _, content in files):
        raise unreadable(stack)
    return max(copies, key=lambda copy: copy.age, default=None)


def is_lost(store: StateStore, stack: str) -> bool:
    """Whether a stack without a checkpoint had one that was never destroyed."""
    last = newest(store, stack)
    return last is not None and bool(last.checkpoint.resources)


def lost(store: StateStore) -> frozenset[str]:
    """The stacks whose checkpoint is lost."""
    gone = store.past_stacks() - store.stacks()
    return frozenset(stack for stack in gone if _may_be_lost(store, stack))


def _may_be_lost(store: StateStore, stack: str) -> bool:
    try:
        return is_lost(store, stack)
    except MeshError:
        return True  # Who turns to it is told; the others need not be.


def unreadable(stack: str) -> MeshError:
    return MeshError(
        f"the checkpoint of {stack} cannot be read, and no older one can",
        fix="bring it back from a backup of the state",
    )
