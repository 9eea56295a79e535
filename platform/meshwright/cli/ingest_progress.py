"""Files as they are sent: a line for each, and on a terminal a bar over all their bytes."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from meshwright.cli.calling import as_typed
from meshwright.ingest.delivery import Outcome
from meshwright.visible import one_line


class IngestProgress(AbstractContextManager["IngestProgress"]):
    """A `Reporter` on stderr: calm off a terminal, and without colours under NO_COLOR."""

    def __init__(self, files: Sequence[Path], console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False, soft_wrap=True)
        self.total = sum(file.stat().st_size for file in files)
        self.bar: Progress | None = None
        self.task = TaskID(0)
        self.done = 0
        """Bytes of the files before the one that goes."""
        self.size = 0

    def __enter__(self) -> Self:
        if self.console.is_terminal and not self.console.is_dumb_terminal:
            columns = (TextColumn("sending"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
            self.bar = Progress(*columns, console=self.console, transient=True)
            self.task = self.bar.add_task("", total=self.total)
            self.bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    def began(self, file: Path, size: int) -> None:
        del file
        self.size = size

    def sent(self, size: int) -> None:
        if self.bar is not None:
            self.bar.advance(self.task, size)

    def ended(self, outcome: Outcome) -> None:
        self.done += self.size
        if self.bar is not None:
            self.bar.update(self.task, completed=self.done)
        self.console.print(line(outcome))
        if not outcome.has_landed:
            self.console.print(Text(one_line(f"          fix: {as_typed(outcome.fix)}")))


def line(outcome: Outcome) -> Text:
    """What became of one file."""
    name = one_line(str(outcome.file))
    if not outcome.has_landed:
        return Text("refused  ", style="bold red").append(
            one_line(f" {name}: {outcome.because}"), style="default"
        )
    state, style = ("sent", "green") if outcome.is_new else ("landed", "dim")
    more = "" if outcome.is_new else ": its content had landed before"
    return Text(f"{state:<9}", style=style).append(f" {name}{more}", style="default")
