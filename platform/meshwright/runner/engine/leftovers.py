"""Ends what a killed run has left at work: its engines, language hosts, packs and plugins.

They end by themselves soon after the run: the language host sees that it is gone, and asks the
engine to stop after the calls in flight. What does not is ended here, since the stacks are settled
by asking AWS in any case. Only processes that carry the killed run's own name are touched.
"""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from meshwright.errors import MeshError
from meshwright.runner.engine import lifeline
from meshwright.runner.engine.processes import carriers, session_members

PATIENCE = 6.0
"""Seconds that a killed run's processes have to end by themselves."""
LAST_PATIENCE = 5.0
"""Seconds in which a process that was killed has to be gone."""
GLANCE = 0.1
SETTLE = 0.5
"""Seconds after the last process for calls that are already on their way to AWS."""


def end_killed_runs(
    private: Path, say: Callable[[str], None], *, patience: float = PATIENCE
) -> None:
    """Returns when nothing of an earlier run is at work in this checkout any more.

    Raises MeshError, naming the processes, where one cannot be ended.
    """
    runs = lifeline.of_killed_runs(private)
    if not runs:
        return
    end(lambda: at_work(runs), say, patience=patience)
    for run in runs:
        lifeline.remove(run)


def at_work(runs: Sequence[Path]) -> tuple[int, ...]:
    return carriers({lifeline.entry(run) for run in runs})


def end_session(session: int, run: str, *, patience: float = LAST_PATIENCE) -> None:
    """Ends what an engine that is no more has left of its session."""

    def left() -> tuple[int, ...]:
        members = session_members(session)
        return tuple(set(members) & set(carriers({run}))) if members else ()

    end(left, lambda _text: None, patience=patience)


def end(find: Callable[[], Sequence[int]], say: Callable[[str], None], *, patience: float) -> None:
    """Waits for processes to end by themselves, and ends those that do not."""
    found = find()
    if not found:
        return
    say(f"ending what a killed run has left: {named(found)}")
    if not _are_gone(find, patience):
        _kill(find)
    time.sleep(SETTLE)


def _kill(find: Callable[[], Sequence[int]]) -> None:
    deadline = time.monotonic() + LAST_PATIENCE
    while found := find():
        # All at once: none of them has the time to start another.
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            raise MeshError(
                f"{named(found)} of a killed run cannot be ended",
                fix="see what holds it (`ps`), then run this again",
            )
        time.sleep(GLANCE)


def _are_gone(find: Callable[[], Sequence[int]], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while find():
        if time.monotonic() > deadline:
            return False
        time.sleep(GLANCE)
    return True


def named(pids: Sequence[int]) -> str:
    what = "process" if len(pids) == 1 else "processes"
    return f"{what} {', '.join(map(str, pids))}"
