"""Ends the language host with the engine that started it, and the engine with the run of `mesh`.

Nothing here is Linux's alone: a process sees that its parent is gone by its parent's id, and that a
run is gone by the lock that the run holds as long as it lives.
"""

import fcntl
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

RUN = "MESH_RUN"
"""The file that a run of `mesh` keeps locked; plain `pulumi` has none."""
GLANCE = 0.25
"""Seconds between two looks at the parent."""
PATIENCE = 5.0
"""Seconds that the engine of an ended run has to finish the calls in flight."""


class EngineWatch:
    """The engine that started this process, as long as it is this process's parent."""

    def __init__(self) -> None:
        self.pid = os.getppid()

    @property
    def is_gone(self) -> bool:
        return os.getppid() != self.pid

    def signal(self, number: int) -> None:
        if not self.is_gone:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def stop_with_run(self) -> None:
        """Asks the engine to stop as soon as the run that started it is gone, then makes it."""
        run = os.environ.get(RUN)
        if run:
            threading.Thread(target=self._stop_after, args=(Path(run),), daemon=True).start()

    def _stop_after(self, run: Path) -> None:
        wait_for_end(run)
        self.signal(signal.SIGINT)
        deadline = time.monotonic() + PATIENCE
        while not self.is_gone and time.monotonic() < deadline:
            time.sleep(GLANCE)
        self.signal(signal.SIGKILL)


def wait_for_end(run: Path) -> None:
    """Returns when nobody holds the run's lock any more."""
    with suppress(FileNotFoundError), run.open() as file:
        fcntl.flock(file, fcntl.LOCK_SH)


def end_with_host(pipe: int) -> None:
    """Ends this process when the other end of a pipe is closed: its holder is gone."""

    def wait() -> None:
        while os.read(pipe, 4096):
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
