"""Rules of a table, of which a run stages a part: they hold for the table as it will be."""

from typing import Any

import pytest

from jobs.interpreter import Failed
from jobs.lake import World, job, source_job

COLUMNS = {"k": "bigint", "v": "string", "w": "string"}
ROWS_3 = {"metric": "rowCount", "mustBeGreaterOrEqualTo": 3}
TWICE = {"metric": "duplicateValues", "mustBe": 0}
BOTH = {**TWICE, "arguments": {"properties": ["v", "w"]}}
PERCENT = {"metric": "duplicateValues", "unit": "percent", "mustBeLessOrEqualTo": 25}


def appended(*rules: dict[str, Any], of_v: tuple[dict[str, Any], ...] = ()) -> World:
    columns = {**COLUMNS, "v": {"type": "string", "quality": list(of_v)}}
    return World(source_job(columns, quality=list(rules)))


def told(made: World) -> tuple[Any, ...]:
    """What the last rule measured, and whether that is enough."""
    rule = made.objects["runs/out/run.json"]["tables"][0]["rules"][-1]
    return rule["measured"], rule["passed"]


def test_a_small_file_counts_with_the_rows_that_are_there() -> None:
    made = appended(ROWS_3)
    made.lake.land("1.csv", ("1", "a", "x"), ("2", "b", "x"), ("3", "c", "x"))
    made.run()
    made.lake.land("2.csv", ("3", "d", "x"), ("4", "d", "x"), hour=2)

    made.run()

    assert told(made) == (4, True)
    assert len(made.lake.made()) == 4


def test_too_few_rows_are_too_few_with_those_that_are_there() -> None:
    made = appended(ROWS_3)
    made.lake.land("1.csv", ("1", "a", "x"), ("2", "b", "x"))

    with pytest.raises(Failed, match=r"rowCount mustBeGreaterOrEqualTo 3: measured 2"):
        made.run()


@pytest.mark.parametrize(
    ("rules", "of_v", "measured", "is_met"),
    [
        ((), (TWICE,), 1, False),
        ((), (PERCENT,), 25, True),
        ((BOTH,), (), 1, False),
        (({**PERCENT, "arguments": {"properties": ["v", "w"]}},), (), 25, True),
        (({**TWICE, "arguments": {"properties": ["w", "k"]}},), (), 0, True),
    ],
)
def test_values_come_twice_where_a_row_that_stays_has_them(
    rules: tuple[Any, ...], of_v: tuple[Any, ...], measured: int, *, is_met: bool
) -> None:
    weighing = [{**rule, "severity": "warning"} for rule in (*rules, *of_v)]
    made = appended(*weighing[: len(rules)], of_v=tuple(weighing[len(rules) :]))
    made.lake.land("1.csv", ("1", "a", "x"), ("2", "b", "x"), ("3", "c", "x"))
    made.run()
    # The row of the key 2 is replaced, so that its old value is no other row's.
    made.lake.land("2.csv", ("2", "a", "x"), ("4", "b", "x"), hour=2)

    made.run()

    found = made.objects["runs/out/run.json"]["tables"][0]["rules"]
    metric = next(rule for rule in found if rule["rule"].startswith("duplicateValues"))
    assert (metric["measured"], metric["passed"]) == (measured, is_met)


def test_rules_of_rows_ask_the_rows_that_come() -> None:
    nulls = {"metric": "nullValues", "mustBeLessThan": 2, "severity": "warning"}
    made = appended(of_v=(nulls,))
    made.lake.land("1.csv", ("1", "", "x"))
    made.run()
    made.lake.land("2.csv", ("2", "", "x"), hour=2)

    made.run()

    found = made.objects["runs/out/run.json"]["tables"][0]["rules"]
    assert [r["measured"] for r in found if r["rule"].startswith("nullValues")] == [1]


def windowed(*rules: dict[str, Any]) -> World:
    columns = {"k": "bigint", "d": "date", "v": "string"}
    asked = {"primaryKey": ["k", "d"], "partitionBy": ["d"], "window": "3d", "quality": [*rules]}
    return World(job("SELECT k, d, v FROM src.given", columns, **asked))


def test_a_window_counts_with_the_days_that_stay() -> None:
    made = windowed(ROWS_3, {**TWICE, "arguments": {"properties": ["v"]}, "severity": "warning"})
    made.lake.given(
        "(1, DATE '2026-11-01', 'a'), (2, DATE '2026-11-02', 'b'), (3, DATE '2026-11-27', 'c'))"
        " t(k, d, v)"
    )
    made.run(day="2026-11-27")
    made.lake.duck.execute("UPDATE src.given SET v = 'a' WHERE k = 3")

    made.run(day="2026-11-27")

    found = made.objects["runs/out/run.json"]["tables"][0]["rules"]
    assert [rule["measured"] for rule in found[-2:]] == [3, 1]


def test_a_run_without_files_changes_nothing_and_says_so() -> None:
    delivered = {"format": "csv", "delivery": "snapshot"}
    made = World(source_job(COLUMNS, source=delivered))
    made.lake.land("1.csv", ("1", "a", "x"), ("2", "b", "x"))
    made.run()

    made.run()

    table = made.objects["runs/out/run.json"]["tables"][0]
    assert (table["state"], table["files"], table["changed"], table["rows"]) == (
        "unchanged",
        0,
        0,
        2,
    )
    assert made.events[-1]["Detail"]["rows"] == {"made": 2}
