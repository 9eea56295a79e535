"""The file that a run keeps locked while it lives: whatever it starts sees by it that it has ended.

The file's name cannot be guessed, and every process of the run has it in its environment: so a
later run knows what a killed one has left, and takes no stranger for it.
"""

import fcntl
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "MESH_RUN"
FOLDER = "runs"
PLANS = "plans"


@contextmanager
def lifeline(private: Path) -> Generator[Path]:
    """A run's file, for as long as the block runs."""
    folder = private / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / secrets.token_hex(16)
    with file.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield file
        finally:
            remove(file)


def of_killed_runs(private: Path) -> tuple[Path, ...]:
    """The files of runs that did not come to their end; only for who holds the checkout's lock."""
    return tuple(sorted((private / FOLDER).glob("*")))


def plans_of(run: Path) -> Path:
    """The folder in which a run hands plans on to the engine's programs."""
    return run.parent.with_name(PLANS) / run.name


def remove(run: Path) -> None:
    """Removes the file of a run that has ended, and what it has handed on."""
    shutil.rmtree(plans_of(run), ignore_errors=True)
    run.unlink(missing_ok=True)


def entry(run: Path) -> str:
    """What the environment of a run's processes holds."""
    return f"{VARIABLE}={run}"
