"""What goes on, in one line on stderr: moving on a terminal, and not there off one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status as Spinner
from rich.text import Text


class StatusLine(AbstractContextManager["StatusLine"]):
    """A line that is shown while its context is open, without colours under NO_COLOR."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False, soft_wrap=True)
        self.spinner: Spinner | None = None
        """None off a terminal."""

    def __enter__(self) -> Self:
        if self.console.is_terminal and not self.console.is_dumb_terminal:
            self.spinner = self.console.status("")
            self.spinner.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.spinner is not None:
            self.spinner.stop()

    def aside(self, printing: Callable[[], None]) -> None:
        """Prints a result to stdout: while the line is there, stdout is the line's."""
        if self.spinner is not None:
            self.spinner.stop()
        printing()
        if self.spinner is not None:
            self.spinner.start()

    def show(self, text: str) -> None:
        """Puts another text in the line, cut at the terminal's width."""
        if self.spinner is not None:
            self.spinner.update(Text(text[: self.console.width - 4]))
