"""One stack after a run that was killed: its lock, its checkpoint and what was begun are settled.

The order matters. Nothing of it may be at work any more (`deploy.leftovers`), then a dead engine's
lock goes, then a readable checkpoint is put into force, then what was begun is looked up in AWS.
Each step can itself be killed and is done again: what is in doubt stays in the state, pending or
marked, until it has been looked up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from meshwright.backend.layout import unpacked
from meshwright.errors import MeshError
from meshwright.recorded import resource_of
from meshwright.runner.engine import engines
from meshwright.runner.recovery import past, pending
from meshwright.runner.recovery.pending import FindId
from meshwright.runner.stack_locks import release_dead
from meshwright.runner.state.checkpoint import (
    Checkpoint,
    Json,
    is_damaged,
    parse_checkpoint,
)
from meshwright.runner.state.store import StateStore

DONE = {
    "creating": ("created, and is now in the state", "not created"),
    "updating": ("partly updated, and is read again", "gone"),
    "deleting": ("still there, and its deletion goes on", "deleted"),
}
"""What is told of a resource that is there, and of one that is not, by what had been begun."""

HALF_WRITTEN = "a file beside its checkpoint was half-written: taken away"


@dataclass(frozen=True, slots=True)
class Settled:
    """What a killed run, or one whose answer was lost, had begun; and what came of it."""

    urn: str
    operation: str
    """creating, updating or deleting."""
    is_there: bool
    """Whether AWS has the resource."""

    def __str__(self) -> str:
        there, gone = DONE[self.operation]
        return f"{resource_of(self.urn)} was {there if self.is_there else gone}"


class Engine(Protocol):
    """What recovery needs of the engine, for one stack."""

    def import_state(self, file: Path) -> str | None:
        """Replaces the stack's state; what went wrong, or None."""
        ...

    def refresh(self, urns: tuple[str, ...]) -> str | None:
        """Reads resources from AWS into the state; what went wrong, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A stack to recover, and what that takes."""

    name: str
    store: StateStore
    begin: Callable[[], Engine]
    """An engine for one operation: each has a log of its own."""
    find_id: FindId
    records: Path
    """Where the engines of this checkout are written down."""


def recover(stack: Place) -> tuple[str, ...]:
    """Settles a stack, and says what was found; nothing where no run was killed.

    Raises MeshError where it cannot: a lock of another host, no readable checkpoint, no AWS.
    """
    ours = frozenset(engine.pid for engine in engines.left_behind(stack.records))
    released = release_dead(stack.store, stack.name, ours=ours)
    engines.forget(stack.records, stack.name)
    mended = (HALF_WRITTEN,) if stack.store.mend(stack.name) else ()
    restored = restore(stack.store, stack.name)
    return (*released.notes, *mended, *restored, *map(str, _settle(stack)))


def look_up(stack: Place, not_created: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Takes into the state what AWS has made all the same, its answer lost; says what that was."""
    begun = [{"type": "creating", "resource": dict(state)} for state in not_created.values()]
    found = _settle(stack, begun)
    return tuple(str(s) for s in found if s.operation == "creating" and s.is_there)


def restore(store: StateStore, stack: str) -> tuple[str, ...]:
    """Puts the newest readable checkpoint into force where the one in force is damaged or lost."""
    content = store.read_checkpoint(stack)
    if content is not None and not is_damaged(content):
        return ()
    newest = past.newest(store, stack)
    if content is None and (newest is None or not newest.checkpoint.resources):
        return ()  # A new stack, or one whose destruction its past tells of.
    if newest is None:
        raise past.unreadable(stack)
    kept = store.replace_checkpoint(stack, unpacked(newest.content))
    what = "was gone" if content is None else f"could not be read (kept as {kept})"
    return (
        f"its checkpoint {what}: taken from {newest.place}, "
        f"written at {newest.checkpoint.written_at}",
    )


def check_readable(store: StateStore, stack: str) -> None:
    """Raises MeshError for what only looks, and so may not mend, where a checkpoint is not there.

    A damaged one is as good as none; what has no past was never there, and needs no checkpoint.
    """
    content = store.read_checkpoint(stack)
    if content is None and past.is_lost(store, stack):
        raise _to_recover(f"the checkpoint of {stack} is gone", stack)
    if content is not None and is_damaged(content):
        raise _to_recover(f"the checkpoint of {stack} cannot be read", stack)


def _to_recover(fault: str, stack: str) -> MeshError:
    return MeshError(fault, fix=f"bring back the newest readable one: mesh recover {stack}")


def _settle(stack: Place, begun: Sequence[Json] = ()) -> tuple[Settled, ...]:
    """Looks up what was begun, and takes it out of the state's doubts."""
    before = _checkpoint(stack)
    if before is None or (before.is_settled and not begun):
        return ()
    before = before.with_parts(before.resources, [*before.pending, *begun])
    doubts = pending.doubts(before, stack.find_id)
    if doubts.urns:
        _import(stack, before.with_parts(doubts.resources, before.pending))
        _check(stack, stack.begin().refresh(tuple(doubts.urns)), "AWS could not be asked")
    after = _checkpoint(stack) or before
    _import(stack, pending.settled(after, doubts.displaced))
    there = {r["urn"] for r in after.resources if not r.get("delete")}
    return tuple(Settled(urn, what, urn in there) for urn, what in doubts.urns.items())


def _checkpoint(stack: Place) -> Checkpoint | None:
    content = stack.store.read_checkpoint(stack.name)
    return parse_checkpoint(content) if content is not None else None


def _import(stack: Place, checkpoint: Checkpoint) -> None:
    # It may hold encrypted secrets: a folder of our own, gone at once.
    with TemporaryDirectory(prefix="mesh-") as folder:
        file = Path(folder) / "state.json"
        file.write_bytes(checkpoint.as_export())
        _check(stack, stack.begin().import_state(file), "its state could not be written")


def _check(stack: Place, fault: str | None, what: str) -> None:
    if fault is not None:
        raise MeshError(
            f"{stack.name} was left unfinished by a killed run, and {what}: {fault}",
            fix=f"put that right, then run: mesh recover {stack.name}",
        )
