"""Statements of a whole refresh, run in duckdb."""

import random

import pytest

from meshwright.jobs.query import UnusableQueryError, embedded

from jobs.lake import Lake, job

COLUMNS = {"k": "bigint", "v": "string"}


def filled(rows: str) -> Lake:
    lake = Lake(job("SELECT k, v FROM src.given", COLUMNS))
    lake.given(f"{rows}) t(k, v)")
    return lake


def test_a_refresh_makes_the_table_equal_to_its_query() -> None:
    lake = filled("(1, 'a'), (2, NULL), (3, 'c')")
    lake.duck.execute("INSERT INTO out.made VALUES (1, 'x'), (2, 'b'), (9, 'gone')")

    answer = lake.run()

    assert lake.made() == [(1, "a"), (2, None), (3, "c")]
    assert (answer["rows"], answer["before"], answer["changed"]) == (3, 3, 4)


def test_a_second_refresh_changes_nothing() -> None:
    lake = filled("(1, 'a'), (2, NULL)")
    lake.run()

    answer = lake.run()

    assert (answer["changed"], lake.made()) == (0, [(1, "a"), (2, None)])


def test_what_a_run_has_left_in_the_stage_is_not_published() -> None:
    lake = filled("(1, 'a')")
    lake.duck.execute("INSERT INTO out.made__next VALUES (1, 'torn'), (7, 'torn')")

    lake.run()

    assert lake.made() == [(1, "a")]


def test_a_table_of_keys_alone_is_refreshed() -> None:
    lake = Lake(job("SELECT k FROM src.given", {"k": "bigint"}))
    lake.given("(1), (2)) t(k)")
    lake.duck.execute("INSERT INTO out.made VALUES (2), (3)")

    lake.run()

    assert lake.made() == [(1,), (2,)]


def test_a_merge_gives_what_replacing_the_table_would_give() -> None:
    chance = random.Random(14)  # noqa: S311 - a sample, not a secret
    for _ in range(20):
        lake = Lake(job("SELECT * FROM src.given", {"a": "int", "b": "string", "v": "int"},
                        primaryKey=["a", "b"]))  # fmt: skip
        for table in ("src.given", "out.made"):
            if table == "src.given":
                lake.duck.execute("CREATE TABLE src.given (a INTEGER, b VARCHAR, v INTEGER)")
            keys = chance.sample([(a, b) for a in range(4) for b in "xyz"], chance.randint(0, 9))
            for a, b in keys:
                value = chance.choice((None, 1, 2))
                lake.duck.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", [a, b, value])
        before = set(lake.made())

        answer = lake.run()

        wanted = lake.rows("SELECT * FROM src.given ORDER BY ALL")
        keys_changed = {row[:2] for row in before ^ set(wanted)}
        assert (lake.made(), answer["changed"]) == (wanted, len(keys_changed))


@pytest.mark.parametrize(
    ("query", "inside"),
    [
        ("select 1 as k;", "select 1 as k"),
        ("select 1 as k -- ) ; drop table x\n;\n", "select 1 as k"),
        ("/* ) */ select ')' as \"(\" from (t)", "select ')' as \"(\" from (t)"),
        ("select 'it''s; --' as k", "select 'it''s; --' as k"),
        ("select 4 / 2 - 1 as k", "select 4 / 2 - 1 as k"),
    ],
)
def test_a_query_stands_in_brackets_without_comments(query: str, inside: str) -> None:
    assert embedded(query) == inside


@pytest.mark.parametrize(
    "query",
    [
        "select 1) q; drop table x; select (1",
        "select 1 as k; drop table x",
        "select 1 as k)",
        "(select 1 as k",
        "select 'open as k",
        'select 1 as "open',
        "select 1 /* open",
        "select 'a' as k\0",
    ],
)
def test_a_query_that_would_leave_its_brackets_is_refused(query: str) -> None:
    with pytest.raises(UnusableQueryError):
        embedded(query)
