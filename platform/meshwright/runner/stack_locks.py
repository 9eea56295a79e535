"""The engine's locks on a stack: a dead engine's is released, a living or foreign one's never."""

import json
import os
from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from meshwright.backend.layout import StackLock
from meshwright.errors import MeshError
from meshwright.runner.engine.process import HOST
from meshwright.runner.engine.processes import born_at
from meshwright.runner.state.store import StateStore

TOLERANCE = 5.0
"""Seconds by which two clocks of one machine may differ on when something was."""


@dataclass(frozen=True, slots=True)
class Released:
    """Locks that were taken away."""

    locks: tuple[StackLock, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(
            f"the lock held {lock} belonged to an engine that no longer runs: released"
            for lock in self.locks
        )


def release_dead(store: StateStore, stack: str, *, ours: frozenset[int]) -> Released:
    """Takes away the locks of dead engines.

    Where other machines write to the backend too, one of them may have this one's name: there only
    an engine that this checkout has started, and written down, counts as known to be dead.
    Raises MeshError, saying who and since when, where another lock remains.
    """
    released: list[StackLock] = []
    for lock in store.locks(stack):
        if not _is_dead(lock, surely_here=store.is_this_machines or lock.pid in ours):
            raise locked_by(store, stack, lock)
        store.remove_lock(lock)
        released.append(lock)
    return Released(tuple(released))


def release_ended(store: StateStore, stack: str, *, host: str, pid: int) -> None:
    """Takes away the lock that one engine, known to have ended, left on a stack, and no other."""
    for lock in store.locks(stack):
        if (lock.host, lock.pid) == (host, pid):
            store.remove_lock(lock)


@contextmanager
def held_here(
    store: StateStore, stacks: Collection[str], *, ours: frozenset[int]
) -> Generator[None]:
    """The engine's lock on each of some stacks, so that no engine begins on one of them.

    Raises MeshError, saying who and since when, where another one lives.
    """
    for stack in stacks:
        release_dead(store, stack, ours=ours)
    taken: list[StackLock] = []
    try:
        taken += (store.add_lock(stack, _content()) for stack in stacks)
        known = {lock.place for lock in taken}
        # As the engine does: looked at again, since two may have come at once.
        for stack in stacks:
            for other in store.locks(stack):
                if other.place not in known:
                    raise locked_by(store, stack, other)
        yield
    finally:
        for lock in taken:
            store.remove_lock(lock)


def _content() -> bytes:
    """A lock as the engine writes it."""
    since = datetime.now(UTC).isoformat()
    user = os.environ.get("USER") or str(os.getuid())
    holder = {"pid": os.getpid(), "username": user, "hostname": HOST, "timestamp": since}
    return json.dumps(holder).encode()


def breakable(store: StateStore, stack: str) -> tuple[StackLock, ...]:
    """The locks on a stack that a person may break: nobody can see here that their holder lives."""
    locks = store.locks(stack)
    return tuple(lock for lock in locks if not (store.is_this_machines and _lives_here(lock)))


def _lives_here(lock: StackLock) -> bool:
    return lock.host == HOST and not _is_dead(lock, surely_here=True)


def _is_dead(lock: StackLock, *, surely_here: bool) -> bool:
    if lock.host != HOST or not surely_here:
        return False
    born = born_at(lock.pid)
    return born is None or born > _moment(lock.since) + TOLERANCE


def _moment(text: str) -> float:
    """Seconds since the epoch; the end of time where nobody can tell."""
    try:
        # Nanoseconds are more than Python's dates hold.
        whole, _, rest = text.partition(".")
        zone = rest.lstrip("0123456789") if rest else ""
        return datetime.fromisoformat(whole + zone).timestamp()
    except ValueError:
        return float("inf")


def locked_by(store: StateStore, stack: str, lock: StackLock) -> MeshError:
    """What there is to say to who comes second: who holds the lock, and since when."""
    fix = f"wait for that run to end; if it is dead: mesh recover --release {stack}"
    if store.is_this_machines and _lives_here(lock):
        fix = f"wait for that run to end, or end it: kill -INT {lock.pid}"
    return MeshError(f"{stack} is locked {lock}; nothing was changed", fix=fix)
