"""Coverage is measured while the tests of the measured rooms run, and then alone."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from measuring import EXAMPLES, PASSING, Measuring, is_measured

ROOT = Path(__file__).parents[1]
ONE, TWO, OTHER = "tests/plan/test_iam.py::test_a", "tests/checks/test_b.py", "tests/e2e/test_c.py"


class Coverage:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def pause(self) -> None:
        self.asked.append("pause")

    def resume(self) -> None:
        self.asked.append("resume")


def item(nodeid: str) -> Any:
    return SimpleNamespace(nodeid=nodeid)


def test_what_is_not_measured_is_there() -> None:
    assert [path for path in PASSING if not (ROOT / path).exists()] == []


def test_what_is_measured_all_the_same_is_there_among_the_rest() -> None:
    assert [path for path in EXAMPLES if not (ROOT / path).exists()] == []
    assert [path for path in EXAMPLES if not path.startswith(PASSING)] == []


def test_only_what_passes_through_is_not_measured() -> None:
    measured = (ONE, TWO, "tests/test_recorded.py", "tests/cli/test_lock.py::test_d")
    passing = (OTHER, "tests/governance/test_conformance.py::test_e", "tests/cli/test_check.py")

    assert [is_measured(test) for test in (*measured, *passing)] == [True] * 4 + [False] * 3


def test_measuring_pauses_once_between_the_rooms_and_goes_on_at_the_end() -> None:
    coverage = Coverage()
    measuring = Measuring(coverage)

    for test in (ONE, TWO, OTHER, OTHER):
        measuring.pytest_runtest_logstart(test)
    before = list(coverage.asked)
    measuring.pytest_sessionfinish()

    assert before == ["pause"]
    assert coverage.asked == ["pause", "resume"]


def test_measured_tests_come_first_in_their_order() -> None:
    items = [item(test) for test in (OTHER, ONE, TWO)]

    Measuring(Coverage()).pytest_collection_modifyitems(items)

    assert [each.nodeid for each in items] == [ONE, TWO, OTHER]
