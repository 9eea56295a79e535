"""Coverage is not measured while tests run that only pass through what is measured.

Measuring makes pure Python two to three times slower, and these tests take most of the suite's
time. They hold what they hold all the same; what they pass through is covered by the tests of the
measured rooms and their neighbours, with `--cov-own-tests` by those alone (ADR 116, ADR 132).
"""

from typing import Any

import pytest

PASSING = (
    "tests/aws/",
    "tests/backend/",
    "tests/campaign/",
    "tests/ci/",
    "tests/cli/",
    "tests/differential/",
    "tests/docs/",
    "tests/drift/",
    "tests/e2e/",
    "tests/engine/",
    "tests/fleet/",
    "tests/gate/test_code_digest.py",
    "tests/gate/test_growth.py",
    "tests/governance/test_breakages.py",
    "tests/governance/test_conformance.py",
    "tests/governance/test_example_mesh.py",
    "tests/governance/test_work.py",
    "tests/guardrails/test_adversarial_documents.py",
    "tests/guardrails/test_missing_properties.py",
    "tests/hostile/",
    "tests/ingest/",
    "tests/local_aws/",
    "tests/operations/",
    "tests/program/",
    "tests/querying/",
    "tests/reports/",
    "tests/runner/",
    "tests/running/",
    "tests/sample/",
    "tests/specs/test_fuzz.py",
    "tests/surroundings/",
    "tests/test_ids.py",
    "tests/test_rooms.py",
    "tests/tools/",
    "tests/verbs/",
)
"""Files and folders whose tests run unmeasured."""
EXAMPLES = (
    "tests/cli/test_access_ending.py",
    "tests/cli/test_catalog.py",
    "tests/cli/test_catalog_build.py",
    "tests/cli/test_catalog_serve.py",
    "tests/cli/test_lineage.py",
    "tests/cli/test_lock.py",
    "tests/cli/test_move.py",
    "tests/cli/test_new_access.py",
    "tests/cli/test_use_standards.py",
    "tests/local_aws/test_catalog.py",
    "tests/local_aws/test_others.py",
    "tests/local_aws/test_publishing.py",
    "tests/local_aws/test_results.py",
    "tests/local_aws/test_samples.py",
    "tests/tools/docs/",
)
"""Files and folders of those that hold the examples of a measured room, and are measured."""


def is_measured(test: str) -> bool:
    """Whether a test, or the file it stands in, counts for coverage."""
    return test.startswith(EXAMPLES) or not test.startswith(PASSING)


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
