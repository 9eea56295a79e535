"""The wish to stop: signals to `mesh` become a level that the running engines are told of."""

import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 300.0
"""Seconds after which engines that were asked to stop are told to terminate."""
LAST_PATIENCE = 20.0
"""Seconds after which engines that were told to terminate are killed."""


@dataclass(slots=True)
class Stop:
    """How urgently the run has to end: 0 not at all, 1 finish what is in flight, 2 now, 3 kill."""

    patience: float = PATIENCE
    last_patience: float = LAST_PATIENCE
    _asked: int = 0
    _since: float = 0.0

    def ask(self) -> None:
        """One more wish to stop; the second one means at once."""
        self._asked = min(self._asked + 1, 2)
        self._since = time.monotonic()

    @property
    def level(self) -> int:
        if not self._asked:
            return 0
        waited = time.monotonic() - self._since
        limits = (self.patience, self.last_patience)[self._asked - 1 :]
        passed = [waited > sum(limits[: n + 1]) for n in range(len(limits))]
        return self._asked + sum(passed)

    @property
    def is_asked(self) -> bool:
        return self._asked > 0


@contextmanager
def listening(stop: Stop) -> Generator[None]:
    """While the block runs, signals ask for a stop and do nothing else; main thread only."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.ask()

    before = {number: signal.signal(number, ask) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
