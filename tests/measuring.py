"""Coverage is not measured while tests run that only pass through what is measured.

Measuring makes pure Python two to three times slower, and these tests take most of the suite's
time. They hold what they hold all the same; what they pass through is covered by the tests of the
measured rooms and their neighbours, with `--cov-own-tests` by those alone (ADR 116).
"""

from typing import Any

import pytest

PASSING = (
    "tests/campaign/",
    "tests/cli/test_affected_suffices.py",
    "tests/cli/test_random_changes.py",
    "tests/e2e/",
    "tests/engine/",
    "tests/governance/test_breakages.py",
    "tests/governance/test_conformance.py",
    "tests/guardrails/test_adversarial_documents.py",
    "tests/guardrails/test_missing_properties.py",
    "tests/hostile/",
    "tests/specs/test_fuzz.py",
    "tests/surroundings/",
)
"""Files and folders whose tests run unmeasured."""


def is_measured(test: str) -> bool:
    """Whether a test, or the file it stands in, counts for coverage."""
    return not test.startswith(PASSING)


class Measuring:
    """A plugin that pauses pytest-cov while tests run that are not measured."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.is_paused = False

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Measured tests come first: what is cached by then was computed while measured."""
        items.sort(key=lambda item: not is_measured(item.nodeid))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.turn(on=is_measured(nodeid))

    def pytest_sessionfinish(self) -> None:
        """Pytest-cov stops what is running."""
        self.turn(on=True)

    def turn(self, *, on: bool) -> None:
        """Measures from here on, or no longer; nothing is done where it is so already."""
        if on != self.is_paused:
            return
        (self.coverage.resume if on else self.coverage.pause)()
        self.is_paused = not on
