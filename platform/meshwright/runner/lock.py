"""One run a checkout: a lock that says who holds it, and that dies with its holder."""

import fcntl
import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from meshwright.errors import MeshError

LOCK = "run.lock"


@contextmanager
def exclusive_run(folder: Path, command: str) -> Generator[None]:
    """Lets one command at a time change what a checkout has deployed.

    Raises MeshError at once, saying which process runs since when, where another one does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(_read(lock)) from None
        _write(lock, command)
        yield
        lock.truncate(0)


def _write(lock: TextIO, command: str) -> None:
    lock.truncate(0)
    since = datetime.now(UTC).isoformat(timespec="seconds")
    lock.write(json.dumps({"pid": os.getpid(), "since": since, "command": command}))
    lock.flush()


def _read(lock: TextIO) -> dict[str, Any]:
    lock.seek(0)
    try:
        return dict(json.loads(lock.read()))
    except ValueError:
        return {}  # Its holder has not got round to saying who it is.


def _busy(holder: dict[str, Any]) -> MeshError:
    if not holder:
        return MeshError("another run has just begun in this checkout", fix="wait for it to end")
    return MeshError(
        f"`mesh {holder['command']}` runs here as process {holder['pid']} since {holder['since']}",
        fix="wait for it to end; nothing was changed by this one",
    )
