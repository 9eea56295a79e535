"""A run as it goes: a line for each stack that ends, and on a terminal what is going on."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from meshwright.cli.calling import as_typed
from meshwright.cli.status_line import StatusLine
from meshwright.runner.results import Change, Changes, StackResult, Status
from meshwright.visible import one_line

STYLES = {
    Status.DONE: "green",
    Status.SKIPPED: "dim",
    Status.FAILED: "bold red",
    Status.HELD: "yellow",
    Status.CANCELLED: "yellow",
}
TOLD = (Status.DONE, Status.FAILED)
DONE = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "keep": "kept",
}
PLANNED = {operation: f"to {operation}" for operation in DONE}


class Progress(StatusLine):
    """A `Reporter` on stderr: calm off a terminal."""

    def __init__(
        self, verb: str, console: Console | None = None, words: Mapping[str, str] = DONE
    ) -> None:
        super().__init__(console)
        self.verb = verb
        self.words = words
        self.going: dict[str, str] = {}

    def started(self, stack: str) -> None:
        self.going[stack] = ""
        self._refresh()
        if self.spinner is None:
            self.console.print(Text(one_line(f"{self.verb} {stack}")))

    def changed(self, stack: str, change: Change) -> None:
        kind, _, name = change.resource.partition("::")
        what = one_line(f"{kind.rpartition(':')[2]} {name}")
        self.going[stack] = f" ({what} {self.words[change.operation]})"
        self._refresh()

    def finished(self, result: StackResult) -> None:
        self.going.pop(result.stack, None)
        self._refresh()
        for note in result.notes:
            self.console.print(Text(one_line(f"state {result.stack}: {note}"), style="yellow"))
        for said in result.partitions:
            self.console.print(Text(one_line(f"partitions of {said}"), style="yellow"))
        for done in result.account:
            said = one_line(f"account {result.stack}: {done}")
            self.console.print(Text(said, style="yellow"))
        for role in result.taken_over:
            self.console.print(Text(one_line(f"role {result.stack}: takes over {role}")))
        # What never began is told at the end of the run, many at a time.
        if result.is_begun or result.status in TOLD:
            self.console.print(line(result, self.words))

    def stopping(self, stacks: Sequence[str]) -> None:
        waited = ", ".join(stacks) or "nothing"
        self.console.print(
            Text(
                f"stopping; waiting for the calls in flight of {waited} (once more: do not wait)",
                style="yellow",
            )
        )

    def _refresh(self) -> None:
        stacks = ", ".join(f"{stack}{last}" for stack, last in self.going.items())
        self.show(f"{self.verb} {stacks}")


def line(result: StackResult, words: Mapping[str, str] = DONE) -> Text:
    """One stack's outcome in one line."""
    text = Text(f"{result.status.value:<9}", style=STYLES[result.status])
    detail = result.message.partition("\n")[0] or described(result.changes, words)
    text.append(one_line(f" {result.stack}: {as_typed(detail)}"), style="default")
    return text.append(f" ({result.seconds:.1f} s)" if result.seconds else "", style="dim")


def described(changes: Changes, words: Mapping[str, str] = DONE) -> str:
    """`3 created, 1 updated`; `no change` where that is so."""
    counts = ((getattr(changes, operation), word) for operation, word in words.items())
    return ", ".join(f"{n} {word}" for n, word in counts if n) or "no change"
