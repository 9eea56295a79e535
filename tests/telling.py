"""Failures are told as they happen: a log that is cut off has them all the same.

Pytest tells them at the end of a run, which for the whole suite is many minutes later.
"""

from typing import Any

import pytest


class Telling:
    """A plugin that prints what failed, and why, when it is known."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.failed:
            return
        self.terminal.ensure_newline()
        self.terminal.section(f"{report.when} failed: {report.nodeid}", red=True)
        self.terminal.line(report.longreprtext)


def tell_failures_at_once(config: pytest.Config) -> None:
    """Nothing in a worker of xdist, which has no terminal."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        config.pluginmanager.register(Telling(terminal))
