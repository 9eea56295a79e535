"""Runs the stacks of each wave side by side, one wave after the other, and tells of it in order.

Workers run engines; everything that is told is told from the caller's thread.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from meshwright.disk import WHAT_NOW, is_disk_fault, unwritable
from meshwright.errors import MeshError
from meshwright.gate.reasons import Reason
from meshwright.runner.engine.stop import Stop
from meshwright.runner.results import NOT_BEGUN, Change, StackResult, Status

GLANCE = 0.2
"""Seconds between two looks at the workers; signals are taken in between."""


class Reporter(Protocol):
    """Who follows a run."""

    def started(self, stack: str) -> None: ...

    def changed(self, stack: str, change: Change) -> None: ...

    def finished(self, result: StackResult) -> None: ...

    def stopping(self, stacks: Sequence[str]) -> None:
        """A stop was asked for, and these stacks are being waited for."""
        ...


@dataclass(slots=True)
class Withheld:
    """Tells of a run as it goes, but of what came up only when the whole is known to be right."""

    reporter: Reporter

    def started(self, stack: str) -> None:
        self.reporter.started(stack)

    def changed(self, stack: str, change: Change) -> None:
        self.reporter.changed(stack, change)

    def finished(self, result: StackResult) -> None:
        if result.status is not Status.DONE:
            self.reporter.finished(result)

    def stopping(self, stacks: Sequence[str]) -> None:
        self.reporter.stopping(stacks)

    def release(self, brought_up: Iterable[StackResult]) -> None:
        """Tells of what was withheld, as it has come out."""
        for result in brought_up:
            self.reporter.finished(result)


Step = Callable[[str, Callable[[Change], None]], StackResult]
"""What is done to one stack; it tells of each change as it happens."""
Veto = Callable[[str, Sequence[StackResult]], StackResult | None]
"""The result of a stack that is not to be touched, given all results so far; None to go on."""


@dataclass(slots=True)
class WaveExecutor:
    """The workers of a run."""

    step: Step
    veto: Veto
    stop: Stop
    reporter: Reporter
    workers: int

    def run(self, waves: Iterable[Sequence[str]]) -> tuple[StackResult, ...]:
        """The result of every stack, in the order of the waves."""
        results: list[StackResult] = []
        with ThreadPoolExecutor(self.workers) as pool:
            for wave in waves:
                results += self._wave(pool, wave, results)
        return tuple(results)

    def _wave(
        self, pool: ThreadPoolExecutor, wave: Sequence[str], before: Sequence[StackResult]
    ) -> list[StackResult]:
        done = {stack: self.veto(stack, before) for stack in wave}
        for result in filter(None, done.values()):
            self.reporter.finished(result)
        news: SimpleQueue[Callable[[], None]] = SimpleQueue()
        going = {s: pool.submit(self._one, s, news) for s, result in done.items() if result is None}
        try:
            self._follow(going, news)
        except BaseException:
            self.stop.ask()
            raise
        return [done[stack] or going[stack].result() for stack in wave]

    def _one(self, stack: str, news: "SimpleQueue[Callable[[], None]]") -> StackResult:
        if self.stop.is_asked:
            result = cancelled(stack)
        else:
            news.put(lambda: self.reporter.started(stack))
            result = self._attempt(stack, news)
        news.put(lambda: self.reporter.finished(result))
        return result

    def _attempt(self, stack: str, news: "SimpleQueue[Callable[[], None]]") -> StackResult:
        def seen(change: Change) -> None:
            news.put(lambda: self.reporter.changed(stack, change))

        try:
            return self.step(stack, seen)
        except MeshError as error:
            fix = f"\nfix: {error.fix}" if error.fix else ""
            return StackResult(stack, Status.FAILED, reasons=(Reason(f"{error}{fix}"),))
        except OSError as error:
            fix = f"\nfix: {WHAT_NOW}" if is_disk_fault(error) else ""
            reason = Reason(f"{unwritable(error)}{fix}")
            return StackResult(stack, Status.FAILED, reasons=(reason,))

    def _follow(
        self,
        going: dict[str, Future[StackResult]],
        news: "SimpleQueue[Callable[[], None]]",
    ) -> None:
        said = False
        while True:
            over = all(future.done() for future in going.values())
            told = self._tell(news, wait=not over)
            if over and not told:
                return
            if self.stop.is_asked and not said:
                said = True
                self.reporter.stopping([s for s, future in going.items() if future.running()])

    def _tell(self, news: "SimpleQueue[Callable[[], None]]", *, wait: bool) -> bool:
        try:
            news.get(block=wait, timeout=GLANCE)()
        except Empty:
            return False
        return True


def cancelled(stack: str) -> StackResult:
    return StackResult(stack, Status.CANCELLED, reasons=(NOT_BEGUN,))
