"""A check that runs beside the others, so that no core waits for it."""

import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from meshwright.errors import ExitCode
from tools.cli.checks import Check, Verdict, command_line, quiet


@dataclass
class Beside:
    """A running check; what it says is told whole, between what the others say."""

    name: str
    out: TextIO
    process: "subprocess.Popen[str]"
    words: TextIO
    started: float = field(default_factory=time.monotonic)
    told: Verdict | None = None

    def tell_if_ended(self) -> None:
        if self.told is None and self.process.poll() is not None:
            self.verdict()

    def verdict(self) -> Verdict:
        """How it went, told as soon as it has ended."""
        if self.told is None:
            passed = self.process.wait() == ExitCode.DONE
            self.told = Verdict(self.name, passed, time.monotonic() - self.started)
            self.words.seek(0)
            print(f"── {self.name}\n{self.words.read()}", end="", file=self.out, flush=True)
        return self.told


@contextmanager
def beside(each: Check, root: Path, out: TextIO) -> Generator[Beside]:
    """A check that runs while the block does, which asks for its verdict."""
    with (
        TemporaryFile("w+", errors="replace") as words,
        subprocess.Popen(
            command_line(each.command), cwd=root, env=quiet(), stdout=words, text=True
        ) as process,
    ):
        yield Beside(each.name, out, process, words)
