"""The engines that are at work for a checkout, written down, so that a killed run's are found.

An engine goes on when the `mesh` that started it is killed, and a plugin may outlive its engine for
a while. Both stand in the session that was opened for the engine, which is how they are found.
"""

import json
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from meshwright.deploy.processes import birth, session_members
from meshwright.errors import MeshError

PATIENCE = 300.0
"""Seconds that an engine of a killed run may take to end its work."""
GLANCE = 0.2
SETTLE = 0.5
"""Seconds after the last process for calls that are already on their way to AWS."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine that was started: its id is also that of its session."""

    pid: int
    birth: str
    stack: str
    since: str

    @property
    def is_at_work(self) -> bool:
        """Whether it, or a plugin of its, is still there."""
        now = birth(self.pid)
        if now is not None:
            return now == self.birth
        # While a member lives, the machine gives the session's id to nobody else.
        return bool(session_members(self.pid))


@contextmanager
def recorded(folder: Path, pid: int, stack: str) -> Generator[None]:
    """While the block runs, the folder says that an engine is at work."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{pid}.json"
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(asdict(Engine(pid, birth(pid) or "", stack, since))))
    draft.replace(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def left_behind(folder: Path) -> Iterator[Engine]:
    """The engines that a folder speaks of, dead or alive."""
    for file in sorted(folder.glob("*.json")):
        try:
            yield Engine(**json.loads(file.read_text()))
        except FileNotFoundError:
            continue  # Another worker's engine has just ended.
        except (ValueError, TypeError):
            file.unlink(missing_ok=True)


def forget(folder: Path, stack: str) -> None:
    """Takes out the dead engines of a stack, once nothing asks for them any more."""
    for engine in left_behind(folder):
        if engine.stack == stack and not engine.is_at_work:
            (folder / f"{engine.pid}.json").unlink(missing_ok=True)


def wait(folder: Path, say: Callable[[str], None], *, patience: float = PATIENCE) -> None:
    """Waits until nothing of a killed run is at work any more.

    Raises MeshError, naming the process, for an engine that goes on for longer than that.
    """
    at_work = [engine for engine in left_behind(folder) if engine.is_at_work]
    for engine in at_work:
        say(f"waiting for the engine of a killed run, process {engine.pid}, on {engine.stack}")
    deadline = time.monotonic() + patience
    for engine in at_work:
        _wait_for(engine, deadline)
    if at_work:
        time.sleep(SETTLE)


def _wait_for(engine: Engine, deadline: float) -> None:
    while engine.is_at_work:
        if time.monotonic() > deadline:
            raise _still_at_work(engine)
        time.sleep(GLANCE)


def _still_at_work(engine: Engine) -> MeshError:
    members = session_members(engine.pid)
    # The engine, asked to stop, ends its plugins in order; without it they are all there is to end.
    asked = (engine.pid,) if engine.pid in members else members
    return MeshError(
        f"the engine of a killed run is still at work on {engine.stack} since "
        f"{engine.since}: process {', '.join(map(str, members))}",
        fix=f"wait for it, or end it: kill -INT {' '.join(map(str, asked))}",
    )
