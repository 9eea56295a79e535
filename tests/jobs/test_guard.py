"""Which of several runs works, waits or ends."""

from typing import Any

import pytest

from jobs.interpreter import Run
from jobs.lake import World, job


class Queue(World):
    """A list of runs that the test changes between two looks at it."""

    def __init__(self, *looks: list[tuple[str, Any]]) -> None:
        super().__init__(job("SELECT 1 AS k", {"k": "bigint"}))
        self.looks = [*looks]

    def listed(self) -> list[str]:
        self.running = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        return [arn for arn, _ in self.running]


ME = ("arn:run", {})


def passed(*looks: list[tuple[str, Any]], given: Any = None) -> Run:
    return Queue(*looks).run(given)


def test_the_oldest_run_works_at_once() -> None:
    run = passed([("arn:later", {}), ME])

    assert "wait" not in run.entered
    assert "made: stage" in run.entered


def test_a_run_waits_for_an_older_one() -> None:
    run = passed([ME, ("arn:older", {})], [ME, ("arn:older", {})], [ME])

    assert run.entered.count("wait") == 2
    assert "made: stage" in run.entered


def test_a_run_that_is_not_listed_yet_waits_until_it_is() -> None:
    run = passed([], [("arn:older", {})], [ME])

    assert run.entered.count("wait") == 2
    assert "made: stage" in run.entered


@pytest.mark.parametrize("newest", [{}, {"full": True}, {"allowEmpty": True}, [], "text"])
def test_a_waiting_run_ends_when_a_later_one_does_all_that_it_would(newest: Any) -> None:
    run = passed([("arn:newest", newest), ("arn:between", {}), ME, ("arn:older", {})])

    assert run.entered[-1] == "superseded"
    assert "made: stage" not in run.entered


@pytest.mark.parametrize("newest", [{"from": "2026-01-01", "to": "2026-01-02"}, {"maintain": True}])
def test_a_waiting_run_stays_when_the_later_one_does_something_else(newest: Any) -> None:
    run = passed([("arn:newest", newest), ME, ("arn:older", {})], [("arn:newest", newest), ME])

    assert "made: stage" in run.entered


@pytest.mark.parametrize(
    "given",
    [{"from": "2026-01-01", "to": "2026-01-02"}, {"full": True}, {"allowEmpty": True}],
)
def test_a_run_that_asks_for_more_than_the_later_one_stays(given: Any) -> None:
    run = passed([("arn:newest", {}), ME, ("arn:older", {})], [("arn:newest", {}), ME], given=given)

    assert "made: stage" in run.entered


def test_of_four_starts_at_once_one_works_one_waits_and_the_rest_end() -> None:
    runs = [("arn:d", {}), ("arn:c", {}), ("arn:b", {}), ("arn:a", {})]

    ends = {name: _end(name, runs) for name in "abcd"}

    assert ends == {"a": "working", "b": "superseded", "c": "superseded", "d": "waiting"}


def _end(name: str, runs: list[tuple[str, Any]]) -> str:
    """What a run does while the list stays as it is."""
    queue = Queue(runs, runs, [(f"arn:{name}", {})])
    run = queue.run(name=name)
    if run.entered[-1] == "superseded":
        return "superseded"
    return "waiting" if "wait" in run.entered else "working"
