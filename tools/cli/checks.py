"""The checks that `mesh dev` runs over the platform's own code, each a command of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from meshwright.errors import ExitCode, UsageError

CLOSING = re.compile(r"\b(\d+ \w+|no tests ran)\b.* in \d[\d.]*s\b")
"""The line in which pytest says how it ended."""
COVERAGE = ("--cov", "--cov-own-tests", "--cov-report=term", "--cov-fail-under=100")
"""What has to be covered, branch by branch, stands in pyproject.toml; tests/measuring.py says
by which tests."""
WORKERS = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile")
"""The whole suite side by side, on as many cores as there are; tests/sharing.py says how."""
WHOLE_SUITE = (*COVERAGE, *WORKERS, "--durations=15")


@dataclass(frozen=True, slots=True)
class Check:
    """One question about the code, the command that answers it and the one that repairs it."""

    name: str
    command: tuple[str, ...]
    repair: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a check went."""

    name: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'passed' if self.passed else 'FAILED'}  {self.name} ({self.seconds:.1f} s)"

    def document(self) -> Mapping[str, str | bool | float]:
        return {"name": self.name, "passed": self.passed, "seconds": round(self.seconds, 1)}


TYPES = Check("types", ("pyright",))
"""As long as all others together, and on one core: it runs beside them (`tools.cli.beside`)."""
CHECKS = (
    Check("format", ("ruff", "format", "--check", "."), repair=("ruff", "format", ".")),
    Check("lint", ("ruff", "check", "."), repair=("ruff", "check", "--fix", ".")),
    Check("layers", ("lint-imports", "--no-logo")),
    Check("generated files", ("mesh", "dev", "docs", "--check"), repair=("mesh", "dev", "docs")),
)


def check(name: str, question: Callable[[], bool], out: TextIO) -> Verdict:
    """Asks one question under a heading."""
    print(f"── {name}", file=out, flush=True)
    started = time.monotonic()
    passed = question()
    return Verdict(name, passed, time.monotonic() - started)


def run_checks(root: Path, out: TextIO, *, fix: bool = False) -> list[Verdict]:
    """All checks but types and tests, whatever fails on the way."""
    return [asked(each, root, out, fix=fix) for each in CHECKS]


def asked(each: Check, root: Path, out: TextIO, *, fix: bool = False) -> Verdict:
    return check(each.name, lambda: answer(each, root, out, fix), out)


def answer(each: Check, root: Path, out: TextIO, fix: bool) -> bool:
    if fix and each.repair:
        subprocess.run(command_line(each.repair), cwd=root, stdout=out, check=False)
    done = subprocess.run(
        command_line(each.command), cwd=root, stdout=out, env=quiet(), check=False
    )
    return done.returncode == 0


def run_tests(
    root: Path, out: TextIO, arguments: Sequence[str], *, between: Callable[[], None] = lambda: None
) -> tuple[bool, str]:
    """Whether pytest passed, and its closing line; what it says is passed on as it comes.

    Between two of its lines others may say something.
    """
    color = "--color=yes" if out.isatty() else "--color=no"
    closing = ""
    with subprocess.Popen(
        command_line(("pytest", color, *arguments)),
        cwd=root,
        env=unprepared(),
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", file=out, flush=True)
            closing = line.rstrip() if CLOSING.search(line) else closing
            between()
    return process.returncode == ExitCode.DONE, closing


def command_line(command: Sequence[str]) -> list[str]:
    """The command with its program taken from .venv; UsageError where it is not there."""
    program, *arguments = command
    if program == "mesh":
        return [sys.executable, "-P", "-m", "tools", *arguments]
    path = Path(sys.executable).with_name(program)
    if not os.access(path, os.X_OK):
        raise UsageError(f"{program} is not installed in .venv", fix="run it as mesh dev …")
    return [str(path), *arguments]


def quiet() -> dict[str, str]:
    """This process's variables, without pyright's news about its own releases."""
    return os.environ | {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}


def unprepared() -> dict[str, str]:
    """This process's variables as they were before a shell was set up for a mesh.

    Tests would take this checkout, and its local AWS, for their own. Hundreds of processes are
    started by them, and where nobody may write bytecode each would compile the same modules.
    """
    prepared = ("MESH_", "PULUMI_", "AWS_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(prepared)}
