"""Some rows of a table are shown once it was refreshed; where that fails, the run goes on."""

import json
from dataclasses import replace
from typing import Any

import pytest

from meshwright.jobs import sample
from meshwright.jobs.table import TableJob
from meshwright.running.sample import parse

from .test_machine import nexts, states_of
from jobs.interpreter import Failed
from jobs.lake import World, job

COLUMNS = {"k": "bigint", "v": "string"}
KEY = "runs/out/made.sample"


def shown(*columns: str, **spec: Any) -> TableJob:
    return replace(job("SELECT k, v FROM src.given", {**COLUMNS}, **spec), sampled=columns)


def world(rows: str = "(1, 'a')", *columns: str) -> World:
    made = World(shown(*(columns or ("v", "k"))))
    made.lake.given(f"{rows}) t(k, v)")
    return made


def told(made: World) -> Any:
    found = parse(json.dumps(made.objects[KEY]).encode(), "out", "made")
    assert found is not None
    return found


def test_the_first_rows_by_key_are_shown_each_value_as_a_text_that_is_cut() -> None:
    made = world("(10, 'x'), (9, NULL), (3, 'null'), (2, ''), (4, '=q'), (1, repeat('é', 99))")

    made.run(name="first")

    assert told(made).columns == ("v", "k")
    assert told(made).rows == (
        ("é" * 80, "1"),
        ("", "2"),
        ("null", "3"),
        ("=q", "4"),
        (None, "9"),
    )
    assert made.objects[KEY]["execution"] == "first"
    assert "sample" not in made.objects["runs/out/first.json"]["tables"][0]


def test_a_column_that_is_not_shown_is_not_asked_for() -> None:
    made = world("(1, 'secret')", "k")

    made.run()

    assert "secret" not in json.dumps(made.objects[KEY])
    assert sample.statement(made.lake.job) == (
        "SELECT coalesce('=' || substr(CAST(o.k AS varchar), 1, 80), '') AS k"
        ' FROM "out".made o ORDER BY o.k LIMIT 5'
    )


def test_a_row_that_is_gone_goes_from_the_sample_and_equal_rows_make_an_equal_one() -> None:
    made = world("(1, 'a'), (2, 'b')")
    made.run(name="first")
    before = told(made)
    made.run(name="again")
    assert told(made) == before
    made.lake.given("(2, 'b')) t(k, v)")

    made.run(name="second")

    assert told(made).rows == (("b", "2"),)


@pytest.mark.parametrize("times", [1, 3])
def test_a_sample_that_fails_is_tried_again_and_the_run_succeeds_all_the_same(times: int) -> None:
    made = world()
    made.failures += [("LIMIT 5", "no time")] * times

    made.run(name="first")

    result = made.objects["runs/out/first.json"]
    assert (result["state"], made.lake.made()) == ("succeeded", [(1, "a")])
    failed = result["tables"][0].get("sample")
    assert (KEY in made.objects, failed) == (
        (True, None) if times == 1 else (False, {"error": "States.TaskFailed"})
    )
    assert made.events


def test_a_table_that_is_refused_leaves_its_sample_as_it_was() -> None:
    made = world()
    made.run(name="first")
    before = made.objects[KEY]
    made.lake.given("(2, 'b'), (2, 'c')) t(k, v)")

    with pytest.raises(Failed):
        made.run(name="second")

    assert made.objects[KEY] is before


def test_the_states_lead_on_whether_a_sample_was_written_or_not() -> None:
    first, second = shown("k"), shown("v", name="more")
    plain = states_of(replace(first, sampled=()), replace(second, sampled=()))
    states = states_of(first, second)

    assert {*states} - {*plain} == {
        f"{name}: {what}" for name in ("made", "more") for what in ("sample", "no sample")
    }
    assert {"begin"}.union(*map(nexts, states.values())) == {*states}
    assert states["made: sample"]["Next"] == states["made: no sample"]["Next"] == "more: stage"
    assert states["made: published"]["Next"] == "made: sample"


def test_the_widest_sample_fits_into_a_state() -> None:
    # What is uncatchable is a state that is given more (`States.DataLimitExceeded`).
    from meshwright.specs.models.samples import MOST_COLUMNS

    value = {"VarCharValue": "=" + "\x01" * sample.CHARACTERS}
    rows = [{"Data": [value] * MOST_COLUMNS}] * (sample.ROWS + 1)
    columns = [
        {
            "CaseSensitive": True,
            "CatalogName": "hive",
            "Label": "c" * 128,
            "Name": "c" * 128,
            "Nullable": "UNKNOWN",
            "Precision": 2147483647,
            "Scale": 0,
            "SchemaName": "",
            "TableName": "",
            "Type": "varchar",
        }
    ] * MOST_COLUMNS

    answer = {"ResultSet": {"Rows": rows, "ResultSetMetadata": {"ColumnInfo": columns}}}
    assert len(json.dumps(answer)) < 262_144 * 2 / 3
