"""The engines that are at work for a checkout, written down, so that a killed run's are known.

The lock of one is taken away only where it is surely dead, and none of its plugins at work.
"""

import json
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from meshwright.runner.engine.processes import birth, session_members


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
