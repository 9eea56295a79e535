"""A run of products as it goes: a line for each that ends, and on a terminal what is going on."""

from collections.abc import Iterator
from types import TracebackType

from rich.console import Console
from rich.text import Text

from meshwright.cli.calling import as_typed
from meshwright.cli.running import rule_lines, tables_text
from meshwright.cli.status_line import StatusLine
from meshwright.running.result import reason
from meshwright.running.values import Machine, Outcome, State
from meshwright.visible import one_line

STYLES = {
    State.SUCCEEDED: "green",
    State.FAILED: "bold red",
    State.HELD: "yellow",
    State.WAITING: "yellow",
    State.LEFT: "dim",
}
INDENT = " " * 10


class RunProgress(StatusLine):
    """A `Reporter` on stderr: calm off a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        super().__init__(console)
        self.going: list[str] = []

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        if error is not None and self.going:
            names = ", ".join(self.going)
            self.console.print(Text(f"goes on by itself: {names}; see `{as_typed('mesh runs')}`"))

    def started(self, machine: Machine) -> None:
        self.going.append(machine.product)
        if self.spinner is None:
            self.console.print(Text(f"running {machine.product}"))
        self._refresh()

    def finished(self, outcome: Outcome) -> None:
        if outcome.machine.product in self.going:
            self.going.remove(outcome.machine.product)
        self._refresh()
        self.console.print(line(outcome))
        for more in detail(outcome):
            self.console.print(Text(f"{INDENT}{one_line(more)}"))

    def _refresh(self) -> None:
        self.show(f"running {', '.join(self.going)}")


def line(outcome: Outcome) -> Text:
    """One product's outcome in one line."""
    text = Text(f"{outcome.state.value:<9}", style=STYLES[outcome.state])
    text.append(one_line(f" {outcome.machine.product}{_said(outcome)}"), style="default")
    return text.append(f" ({outcome.seconds:.1f} s)" if outcome.seconds else "", style="dim")


def _said(outcome: Outcome) -> str:
    if outcome.because:
        return f": {as_typed(outcome.because)}"
    if outcome.state is State.FAILED:
        return f": {outcome.execution.error or 'no error is told'}" if outcome.execution else ""
    if outcome.result is not None:
        return f": {tables_text(outcome.result)}"
    return ""


def detail(outcome: Outcome) -> Iterator[str]:
    """What its owner needs to know of a product that failed, and of rules that only warn."""
    if outcome.state is not State.WAITING:
        yield from rule_lines(outcome.result)
    if outcome.state is State.FAILED:
        if outcome.execution is not None and outcome.execution.cause:
            yield reason(outcome.execution.cause)
        if outcome.fix:
            yield f"fix: {as_typed(outcome.fix)}"
        yield f"owner: {outcome.machine.owner}"
