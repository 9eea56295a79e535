"""What fails is told when it fails, and nothing else is."""

from types import SimpleNamespace
from typing import Any

import pytest

from telling import Telling


class Terminal:
    """Remembers its lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def ensure_newline(self) -> None:
        pass

    def section(self, title: str, **_: bool) -> None:
        self.lines.append(title)

    def line(self, text: str) -> None:
        self.lines.append(text)


def report(*, failed: bool) -> Any:
    return SimpleNamespace(
        failed=failed, when="call", nodeid="tests/x.py::test_y", longreprtext="E  assert 0"
    )


@pytest.mark.parametrize(
    ("failed", "lines"),
    [(True, ["call failed: tests/x.py::test_y", "E  assert 0"]), (False, [])],
)
def test_a_failure_is_told_with_its_traceback(failed: bool, lines: list[str]) -> None:
    terminal = Terminal()

    Telling(terminal).pytest_runtest_logreport(report(failed=failed))

    assert terminal.lines == lines
