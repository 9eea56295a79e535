"""The definition of a product's machine, run state by state."""

import json
from dataclasses import replace
from typing import Any

import pytest

from meshwright.jobs.machine import Machine, definition
from meshwright.jobs.outcome import Counted
from meshwright.jobs.table import Input, TableJob

from jobs.interpreter import Failed
from jobs.lake import World, job

COLUMNS = {"k": "bigint", "v": "string"}


def world(rows: str = "(1, 'a'), (2, 'b')", **spec: Any) -> World:
    made = World(job("SELECT k, v FROM src.given", {**COLUMNS}, **spec))
    made.lake.given(f"{rows}) t(k, v)")
    return made


def states_of(*tables: TableJob) -> dict[str, Any]:
    counted = Counted("mesh-dev", "sales.orders")
    prefix = "runs/sales.orders/"
    machine = Machine("sales.orders", tables, "group", "mesh-dev", "catalog", prefix, counted)
    return json.loads(definition(machine))["States"]


def nexts(state: dict[str, Any]) -> set[str]:
    choices = [choice["Next"] for choice in state.get("Choices", ())]
    caught = [catch["Next"] for catch in state.get("Catch", ())]
    return {*choices, *caught, *(state[key] for key in ("Next", "Default") if key in state)}


@pytest.mark.parametrize("inputs", [(), (Input("x", "y", "x.y.y"),)])
@pytest.mark.parametrize(
    "spec", [{}, {"partitionBy": ["d"]}, {"partitionBy": ["d"], "window": "3d"}]
)
def test_every_state_is_reached_and_every_way_leads_to_one(
    spec: Any, inputs: tuple[Input, ...]
) -> None:
    columns = {"k": "bigint", "d": "date"}
    made = replace(job("SELECT 1 AS k, d FROM x", columns, **spec), inputs=inputs)
    states = states_of(made)

    reached = {"begin"}.union(*(nexts(state) for state in states.values()))

    assert reached == set(states)


def test_a_run_makes_the_table_writes_its_result_and_tells_readers() -> None:
    made = world()

    made.run(name="first")

    assert made.lake.made() == [(1, "a"), (2, "b")]
    assert made.objects["runs/out/first.json"] == {
        "version": 1,
        "product": "out",
        "execution": "first",
        "started": "2026-11-27T02:00:00.123Z",
        "finished": "2026-11-27T02:00:05.000Z",
        "state": "succeeded",
        "input": {},
        "error": None,
        "tables": [
            {
                "table": "made",
                "state": "published",
                "staged": 2,
                "before": 0,
                "rows": 2,
                "changed": 2,
                "parts": 1,
                "window": None,
                "failed": "",
                "rules": [
                    {"rule": "primaryKey k", "severity": "error", "measured": 0, "passed": True},
                    {"rule": "required k", "severity": "error", "measured": 0, "passed": True},
                ],
            }
        ],
    }
    assert [(e["EventBusName"], e["Detail"]) for e in made.events] == [
        ("bus", {"product": "out", "tables": ["made"], "rows": {"made": 2},
                 "window": {"made": None}, "execution": "first"})
    ]  # fmt: skip


def test_a_run_that_is_done_is_counted() -> None:
    made = world()

    made.run()
    made.run({"maintain": True})

    count = {"MetricName": "Refreshed", "Dimensions": [{"Name": "Product", "Value": "out"}]}
    assert made.counts == [
        {"Namespace": "mesh", "MetricData": [{**count, "Value": 1, "Unit": "Count"}]}
    ]


def test_a_second_run_merges_nothing() -> None:
    made = world()
    made.run()
    made.statements.clear()

    made.run(name="second")

    assert not any(statement.startswith("MERGE") for statement in made.statements)
    assert made.objects["runs/out/second.json"]["tables"][0]["state"] == "unchanged"
    assert len(made.events) == 2


def test_a_broken_rule_of_severity_error_keeps_the_old_rows() -> None:
    made = world()
    made.run()
    made.lake.given("(1, 'x'), (1, 'y')) t(k, v)")

    with pytest.raises(Failed) as failure:
        made.run(name="bad")

    assert failure.value.error == "mesh.QualityFailed"
    assert failure.value.cause == "made: primaryKey k: measured 1"
    assert made.lake.made() == [(1, "a"), (2, "b")]
    result = made.objects["runs/out/bad.json"]
    assert (result["state"], result["tables"][0]["state"]) == ("failed", "refused")
    assert result["error"] == {"Error": failure.value.error, "Cause": failure.value.cause}
    assert len(made.events) == 1


def test_a_broken_rule_of_severity_warning_is_told_and_publishes() -> None:
    rule = {"metric": "rowCount", "mustBeGreaterThan": 5, "severity": "warning"}
    made = world(quality=[rule])

    made.run()

    assert made.lake.made() == [(1, "a"), (2, "b")]
    told = made.objects["runs/out/run.json"]["tables"][0]["rules"][-1]
    assert told == {
        "rule": "rowCount mustBeGreaterThan 5",
        "severity": "warning",
        "measured": 2,
        "passed": False,
    }


def test_no_row_where_there_were_some_is_not_published() -> None:
    made = world()
    made.run()
    made.lake.duck.execute("DELETE FROM src.given")

    with pytest.raises(Failed, match=r"mesh\.EmptyResult"):
        made.run()

    assert made.lake.made() == [(1, "a"), (2, "b")]


def test_an_empty_table_is_published_where_the_run_or_the_table_allows_it() -> None:
    for made, given in ((world(), {"allowEmpty": True}), (world(allowEmpty=True), {})):
        made.run()
        made.lake.duck.execute("DELETE FROM src.given")

        made.run(given)

        assert made.lake.made() == []


def test_a_failed_statement_is_tried_again_from_the_stage_on() -> None:
    made = world()
    made.failures = [("^INSERT", "lost"), ("^SELECT", "lost"), ("^MERGE", "lost")]

    made.run()

    assert made.lake.made() == [(1, "a"), (2, "b")]


def test_a_statement_that_keeps_failing_ends_the_run_with_what_athena_says() -> None:
    made = world()
    made.failures = [("^INSERT", "no such table")] * 20

    with pytest.raises(Failed, match="no such table"):
        made.run()

    assert made.objects["runs/out/run.json"]["tables"] == [
        {"table": "made", "state": "not reached"}
    ]


def test_tables_are_made_in_the_order_given() -> None:
    first = job("SELECT k, v FROM src.given", COLUMNS)
    second = job("SELECT k FROM out.made", {"k": "bigint"}, name="later")
    made = World(first, second)
    made.lake.given("(1, 'a')) t(k, v)")

    made.run()

    assert made.lake.made("later") == [(1,)]
    assert [t["table"] for t in made.objects["runs/out/run.json"]["tables"]] == ["made", "later"]


def test_a_long_name_of_a_table_is_cut_in_the_names_of_states() -> None:
    first = job("SELECT 1 AS k", {"k": "bigint"})
    long = [TableJob("out", "t" * 90 + end, first.spec, "SELECT 1 AS k") for end in "ab"]

    states = states_of(*long)

    assert max(map(len, states)) <= 80
    assert len([name for name in states if name.endswith(": stage")]) == 2


@pytest.mark.parametrize(
    ("modified", "is_late"), [("2026-11-27", False), ("2026-10-28", False), ("2026-10-27", True)]
)
def test_maintenance_looks_after_a_long_promise(modified: str, *, is_late: bool) -> None:
    made = World(job("SELECT 1 AS k", {"k": "bigint"}), promised_days=30)
    made.run()
    made.modified = f"{modified}T23:00:00Z"

    if is_late:
        with pytest.raises(Failed, match=r"mesh\.Stale: rows are older than the 30 days"):
            made.run({"maintain": True})
    else:
        made.run({"maintain": True})


def test_rows_that_never_came_are_late() -> None:
    made = World(job("SELECT 1 AS k", {"k": "bigint"}), promised_days=30)

    with pytest.raises(Failed, match=r"mesh\.Stale"):
        made.run({"maintain": True})

    assert made.objects["runs/out/run.json"]["error"]["Error"] == "mesh.Stale"


def test_maintenance_compacts_and_refreshes_nothing() -> None:
    made = world()

    made.run({"maintain": True})

    assert made.statements == [
        'OPTIMIZE "out".made REWRITE DATA USING BIN_PACK',
        'VACUUM "out".made',
        'VACUUM "out".made__next',
    ]
    assert set(made.objects) == {"runs/out/lock"}
