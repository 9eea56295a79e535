"""Runs that make some days anew."""

from typing import Any

import pytest

from jobs.interpreter import Failed
from jobs.lake import World, job

COLUMNS = {"k": "bigint", "d": "date", "v": "string"}


def world(query: str = "SELECT k, d, v FROM src.given", **spec: Any) -> World:
    asked = {"primaryKey": ["k", "d"], "partitionBy": ["d"], "window": "3d", **spec}
    made = World(job(query, COLUMNS, **asked))
    made.lake.given(
        "(1, DATE '2026-11-20', 'old'), (2, DATE '2026-11-24', 'first'),"
        " (3, DATE '2026-11-27', 'today'), (4, DATE '2026-12-01', 'to come')) t(k, d, v)"
    )
    return made


def changed(made: World) -> None:
    made.lake.duck.execute("UPDATE src.given SET v = 'new'")


def values(made: World) -> list[str]:
    return [row[2] for row in made.lake.made()]


def test_the_first_run_makes_all_days() -> None:
    made = world()

    made.run(day="2026-11-27")

    assert values(made) == ["old", "first", "today", "to come"]
    assert made.objects["runs/out/run.json"]["tables"][0]["window"] is None


def test_a_later_run_makes_the_last_days_and_those_to_come() -> None:
    made = world()
    made.run(day="2026-11-27")
    changed(made)

    made.run(day="2026-11-27")

    assert values(made) == ["old", "new", "new", "new"]
    told = made.objects["runs/out/run.json"]["tables"][0]
    assert told["window"] == {"from": "2026-11-24", "to": None}
    assert (told["rows"], told["staged"], told["before"], told["changed"]) == (4, 3, 3, 3)


def test_a_run_of_given_days_makes_these_and_no_others() -> None:
    made = world()
    made.run(day="2026-11-27")
    changed(made)

    made.run({"from": "2026-11-20", "to": "2026-11-24"})

    assert values(made) == ["new", "new", "today", "to come"]
    told = made.objects["runs/out/run.json"]["tables"][0]
    assert told["window"] == {"from": "2026-11-20", "to": "2026-11-24"}


def test_a_full_run_makes_all_days() -> None:
    made = world()
    made.run(day="2026-11-27")
    changed(made)

    made.run({"full": True})

    assert values(made) == ["new"] * 4


def test_a_row_that_is_gone_from_the_window_goes_and_one_before_it_stays() -> None:
    made = world()
    made.run(day="2026-11-27")
    made.lake.duck.execute("DELETE FROM src.given WHERE k < 3")

    made.run(day="2026-11-27")

    assert values(made) == ["old", "today", "to come"]


def test_a_window_that_had_rows_is_not_emptied() -> None:
    made = world()
    made.run(day="2026-11-27")
    made.lake.duck.execute("DELETE FROM src.given WHERE k > 1")

    with pytest.raises(Failed, match=r"mesh\.EmptyResult"):
        made.run(day="2026-11-27")

    assert values(made) == ["old", "first", "today", "to come"]


def test_a_row_without_a_day_is_made_by_every_run() -> None:
    made = world(primaryKey=["k"])
    made.lake.duck.execute("INSERT INTO src.given VALUES (9, NULL, 'no day')")
    made.run(day="2026-11-27")
    changed(made)

    made.run(day="2026-11-27")

    assert {row[0]: row[2] for row in made.lake.made()}[9] == "new"


def test_a_key_that_stands_outside_of_the_window_too_is_refused() -> None:
    made = world(primaryKey=["k"])
    made.run(day="2026-11-27")
    made.lake.duck.execute("UPDATE src.given SET d = DATE '2026-11-27' WHERE k = 1")

    with pytest.raises(Failed, match="primaryKey k, outside of the window: measured 1"):
        made.run(day="2026-11-27")

    assert values(made) == ["old", "first", "today", "to come"]


def test_a_unique_value_that_stands_outside_of_the_window_is_refused() -> None:
    columns = {**COLUMNS, "v": {"type": "string", "unique": True}}
    asked = {"primaryKey": ["k", "d"], "partitionBy": ["d"], "window": "3d"}
    made = World(job("SELECT k, d, v FROM src.given", columns, **asked))
    made.lake.given("(1, DATE '2026-11-20', 'a'), (2, DATE '2026-11-27', 'b')) t(k, d, v)")
    made.run(day="2026-11-27")
    made.lake.duck.execute("UPDATE src.given SET v = 'a' WHERE k = 2")

    with pytest.raises(Failed, match="unique v, outside of the window: measured 1"):
        made.run(day="2026-11-27")


@pytest.mark.parametrize(
    "given",
    [
        {"from": "2026-11-20"},
        {"to": "2026-11-20"},
        {"from": "2026-11-21", "to": "2026-11-20"},
        {"from": "2026-11-20' OR TRUE --", "to": "2026-11-20"},
        {"from": "2026-11-20", "to": "2026-11-31"},
        {"from": "2026-11-20T00:00:00Z", "to": "2026-11-21"},
        {"from": None, "to": "2026-11-20"},
        {"from": 20261120, "to": 20261121},
        {"from": {}, "to": []},
        {"from": "yesterday", "to": "today"},
    ],
)
def test_days_that_are_none_are_refused_before_any_statement(given: Any) -> None:
    made = world()

    with pytest.raises(Failed, match=r"mesh\.BadInput"):
        made.run(given)

    assert made.statements == []
    assert made.objects["runs/out/run.json"]["state"] == "failed"


@pytest.mark.parametrize("given", [[], "text", 5, {"full": "yes"}, {"window": 3}])
def test_an_input_that_asks_for_nothing_known_is_a_plain_run(given: Any) -> None:
    made = world()

    made.run(given, day="2026-11-27")

    assert values(made) == ["old", "first", "today", "to come"]


def test_more_than_a_hundred_partitions_are_published_a_hundred_at_a_time() -> None:
    made = world(query="SELECT k, d, v FROM src.many", primaryKey=["k"])
    made.lake.duck.execute(
        "CREATE TABLE src.many AS SELECT range AS k, CAST(DATE '2026-01-01' +"
        " to_days(CAST(range // 2 AS int)) AS date) AS d, 'x' AS v FROM range(500)"
    )

    made.run()

    merges = [statement for statement in made.statements if statement.startswith("MERGE")]
    assert (len(merges), len(made.lake.made())) == (3, 500)
    assert made.objects["runs/out/run.json"]["tables"][0]["state"] == "published"


def test_a_first_run_that_ends_between_two_hundreds_of_partitions_is_made_up_for() -> None:
    made = world(query="SELECT k, d, v FROM src.many", primaryKey=["k"])
    made.lake.duck.execute(
        "CREATE TABLE src.many AS SELECT range AS k, CAST(DATE '2026-01-01' +"
        " to_days(CAST(range AS int)) AS date) AS d, 'x' AS v FROM range(250)"
    )

    def broken() -> None:
        if sum(statement.startswith("MERGE") for statement in made.statements) > 1:
            raise Failed("States.TaskFailed", "lost")

    made.watch = broken
    with pytest.raises(Failed, match="lost"):
        made.run(day="2026-11-27")
    assert len(made.lake.made()) == 100
    made.watch = lambda: None

    made.run(day="2026-11-27")

    assert len(made.lake.made()) == 250
    assert made.objects["runs/out/run.json"]["tables"][0]["window"] is None
    made.run(day="2026-11-27")
    assert made.objects["runs/out/run.json"]["tables"][0]["window"] is not None


def test_days_that_rules_have_kept_back_are_made_up_for_once_they_leave_the_window() -> None:
    columns = {**COLUMNS, "v": {"type": "string", "required": True}}
    asked = {"primaryKey": ["k", "d"], "partitionBy": ["d"], "window": "3d"}
    made = World(job("SELECT k, d, v FROM src.given", columns, **asked))
    made.lake.given("(1, DATE '2026-11-20', 'a'), (2, DATE '2026-11-21', 'b')) t(k, d, v)")
    made.run(day="2026-11-21")
    made.lake.duck.execute("INSERT INTO src.given VALUES (3, DATE '2026-11-22', NULL)")
    with pytest.raises(Failed, match="required v"):
        made.run(day="2026-11-22")
    made.lake.duck.execute("UPDATE src.given SET v = 'c' WHERE k = 3")

    made.run(day="2026-11-27")

    assert values(made) == ["a", "b", "c"]
