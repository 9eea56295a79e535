"""A lock on a file that processes take in turn, and that dies with its holder."""

import fcntl
import time
from typing import IO, Any

from meshwright.errors import MeshError

PAUSE = 0.05


def take(file: IO[Any], *, seconds: float) -> None:
    """Takes the lock on an open file, which closing it gives back.

    Raises MeshError where another process does not give it back in that time.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise MeshError(
                    f"another process has held {file.name} for {seconds:.0f} seconds",
                    fix=f"see which one it is (`lsof {file.name}`), and end it if it is stuck",
                ) from None
            time.sleep(PAUSE)
