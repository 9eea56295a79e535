"""What results of runs say to who browses: the last run, and what each rule measured over time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meshwright.catalog.runs import Runs, runs_of
from meshwright.running.result import Result

Rule = dict[str, Any]
HELD: Rule = {"rule": "required id", "measured": 0, "passed": True}
BROKEN: Rule = {"rule": "required id", "measured": 3, "passed": False}
GONE: Rule = {"rule": "unique id", "severity": "warning", "passed": False}


def result(day: int, *rules: Rule, state: str = "succeeded", **more: Any) -> Result:
    moment = f"2026-05-{day:02}T10:00:00.75+02:00"
    table = {"table": "orders", "rows": 7, "rules": rules, **more.pop("table", {})}
    said = {"product": "sales.orders", "execution": f"run-{day}", "state": state}
    return Result.model_validate(
        {"started": moment, "finished": moment, "tables": [table], **said, **more}
    )


def runs(*results: Result) -> Runs:
    told = runs_of(results)
    assert told
    return told


def at(day: int) -> datetime:
    return datetime(2026, 5, day, 8, tzinfo=UTC)


def test_without_results_nothing_is_said() -> None:
    assert runs_of(()) is None


def test_the_last_run_is_told_whatever_order_results_come_in() -> None:
    failure = {"Error": "mesh.QualityFailed", "Cause": "a rule is broken"}
    told = runs(result(2, state="failed", error=failure), result(3, state="failed"), result(1))

    assert (told.state, told.finished, told.refreshed) == ("failed", at(3), at(1))
    assert [(t.table, t.state, t.rows) for t in told.tables] == [("orders", "published", 7)]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"error": {"Error": "mesh.Stale", "Cause": "too old"}}, "mesh.Stale: too old"),
        ({"error": {"Error": "mesh.Stale"}}, "mesh.Stale"),
        ({"error": "no more"}, "no more"),
        ({"state": "waiting", "waitingFor": "sales.carts"}, "sales.carts"),
        ({}, ""),
    ],
)
def test_why_a_run_brought_nothing_is_told(more: Any, said: str) -> None:
    assert runs(result(1, **{"state": "failed", **more})).reason == said


def test_each_rule_has_its_last_result_and_its_trend() -> None:
    told = runs(result(1, HELD, GONE), result(2, BROKEN, GONE), result(3, HELD), result(4, BROKEN))

    (rule,) = told.rules
    assert (rule.table, rule.rule, rule.severity) == ("orders", "required id", "error")
    assert [each.passed for each in rule.trend] == [False, True, False, True]
    assert (rule.last.measured, rule.last.finished, rule.passes) == ("3", at(4), 2)
    assert told.broken == (rule,)


def test_a_run_without_new_files_asks_no_rule() -> None:
    told = runs(result(1, HELD), result(2, BROKEN, table={"files": 0}), result(3))

    assert [len(rule.trend) for rule in told.rules] == [1]
    assert told.broken == ()


def test_what_was_not_measured_is_empty_and_a_moment_without_zone_is_utc() -> None:
    bare = "2026-05-01T08:00:00"
    told = runs(result(1, GONE, started=bare, finished=bare))

    assert told.rules[0].last.measured == ""
    assert told.finished == at(1)


def test_a_product_fails_with_its_last_run_or_with_a_rule() -> None:
    later = runs(result(2), result(1, state="failed"))

    assert runs(result(1, state="failed")).is_failing
    assert runs(result(1, BROKEN)).is_failing
    assert not later.is_failing
    assert not runs(result(2, HELD), result(1, BROKEN)).is_failing


def test_rows_are_due_for_a_refresh_when_they_get_older_than_promised() -> None:
    told = runs(result(2, state="failed"), result(1))

    assert told.due(3600) == at(1) + timedelta(hours=1)
    assert told.due(None) is None
    assert runs(result(1, state="failed")).due(3600) is None
