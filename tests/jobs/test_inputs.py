"""A table that never had rows waits for the inputs that it reads."""

from typing import Any

import pytest

from meshwright.jobs.query import named_tables
from meshwright.jobs.table import Input, TableJob

from jobs.interpreter import Failed
from jobs.lake import World, job, source_job

GIVEN = Input("src", "given", "shop.orders.given")
SIDE = Input("src", "side", "shop.side.side")
NOT_EMPTY = {"metric": "rowCount", "mustBeGreaterThan": 0}
QUERY = "SELECT g.k, s.v FROM src.given g LEFT JOIN src.side s ON g.k = s.k"


def world(*inputs: Input, query: str = QUERY, v: Any = "string", **spec: Any) -> World:
    plain = job(query, {"k": "bigint", "v": v}, **{"quality": [NOT_EMPTY], **spec})
    made = World(TableJob(plain.database, plain.name, plain.spec, plain.query, inputs))
    made.lake.given("(1)) t(k)")
    made.lake.duck.execute("CREATE TABLE src.side AS SELECT * FROM (VALUES (1, 'a')) t(k, v)")
    return made


def emptied(made: World, name: str) -> None:
    made.lake.duck.execute(f"DELETE FROM src.{name}")


def result(made: World) -> dict[str, Any]:
    return made.objects["runs/out/run.json"]


def test_a_run_waits_for_an_input_without_rows_and_tells_nobody() -> None:
    made = world(GIVEN, SIDE)
    emptied(made, "given")

    run = made.run()

    assert run.entered[-1] == "waited"
    assert (result(made)["state"], result(made)["waitingFor"]) == ("waiting", "shop.orders.given")
    assert (result(made)["tables"][0]["state"], result(made)["error"]) == ("waiting", None)
    assert made.events == []


def test_rows_that_rules_refuse_wait_for_an_input_without_rows() -> None:
    made = world(GIVEN, SIDE, v={"type": "string", "required": True})
    emptied(made, "side")

    made.run()

    assert result(made)["waitingFor"] == "shop.side.side"
    assert made.lake.made() == []


def test_all_inputs_without_rows_are_named() -> None:
    made = world(GIVEN, SIDE)
    emptied(made, "given")
    emptied(made, "side")

    made.run()

    assert result(made)["waitingFor"] == "shop.orders.given, shop.side.side"


def test_rows_that_fulfil_the_rules_wait_for_no_input() -> None:
    made = world(GIVEN, SIDE)
    emptied(made, "side")

    made.run()

    assert made.lake.made() == [(1, None)]
    assert result(made)["state"] == "succeeded"


def test_rules_that_are_broken_fail_where_all_inputs_have_rows() -> None:
    made = world(GIVEN, SIDE, query=f"{QUERY} WHERE g.k = 7")

    with pytest.raises(Failed, match=r"mesh\.QualityFailed"):
        made.run()


def test_an_input_that_had_rows_is_not_waited_for() -> None:
    made = world(GIVEN, SIDE)
    made.run()
    emptied(made, "given")

    with pytest.raises(Failed, match=r"mesh\.QualityFailed"):
        made.run()

    assert made.lake.made() == [(1, "a")]


def test_a_table_that_may_be_empty_does_not_wait_for_want_of_rows() -> None:
    allowed = {"allowEmpty": True}
    for in_spec, given in ((True, {}), (False, allowed)):
        made = world(GIVEN, SIDE, allowEmpty=in_spec, quality=[])
        emptied(made, "given")

        made.run(given)

        assert (result(made)["state"], len(made.events)) == ("succeeded", 1)


def test_where_the_inputs_cannot_be_asked_the_audit_is_judged() -> None:
    made = world(GIVEN, SIDE)
    emptied(made, "given")
    made.failures = [("AS inputs", "no such table")] * 3

    with pytest.raises(Failed, match=r"mesh\.QualityFailed"):
        made.run()


@pytest.mark.parametrize("given", [{}, {"from": "2026-11-01", "to": "2026-11-02"}])
def test_a_table_with_a_window_waits_as_long_as_it_has_no_rows(given: dict[str, str]) -> None:
    columns = {"k": "bigint", "d": "date"}
    asked = {"primaryKey": ["k", "d"], "partitionBy": ["d"], "window": "3d"}
    plain = job("SELECT k, d FROM src.given", columns, quality=[NOT_EMPTY], **asked)
    made = World(TableJob(plain.database, plain.name, plain.spec, plain.query, (GIVEN,)))
    made.lake.given("(1, DATE '2026-11-01')) t(k, d)")
    emptied(made, "given")
    made.run(given)
    assert result(made)["state"] == "waiting"
    made.lake.duck.execute("INSERT INTO src.given VALUES (1, DATE '2026-10-01')")
    made.run()
    assert result(made)["state"] == "succeeded"
    emptied(made, "given")

    # The days of the run hold no rows, others do.
    made.run()

    assert result(made)["tables"][0]["state"] == "unchanged"


def test_files_that_have_not_landed_are_no_inputs() -> None:
    query = "SELECT l.k FROM landing l JOIN src.given g ON g.k = l.k"
    plain = source_job({"k": "string"}, query, source={"format": "csv", "columns": ["k"]})
    made = World(TableJob(plain.database, plain.name, plain.spec, plain.query, (GIVEN,)))
    made.lake.given("('1')) t(k)")
    emptied(made, "given")

    made.run()
    assert result(made)["tables"][0]["state"] == "unchanged"
    made.lake.land("1.csv", ("1",))
    made.run()

    assert result(made)["state"] == "waiting"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("select * from a__b.c join A__B.d on c.x = d.x", ["c", "d"]),
        ('select "a__b"."c".x from "a__b" . "c" /* a__b.e */ -- a__b.f', ["c"]),
        ("select 'a__b.c', x.a__b.y from z", []),
        ("select 1 from other.a__b", []),
    ],
)
def test_the_tables_of_a_database_that_a_query_names(query: str, found: list[str]) -> None:
    assert [table for _, table in named_tables(query, ["a__b"])] == found
