"""The definition of a product's machine."""

import json
from typing import Any

from meshwright.jobs.machine import Machine, definition
from meshwright.jobs.table import TableJob

from jobs.lake import job


def states_of(*tables: TableJob) -> dict[str, Any]:
    machine = Machine("sales.orders", tables, "group", "mesh-dev", "catalog", "runs/sales.orders/")
    return json.loads(definition(machine))["States"]


def nexts(state: dict[str, Any]) -> set[str]:
    choices = [choice["Next"] for choice in state.get("Choices", ())]
    caught = [catch["Next"] for catch in state.get("Catch", ())]
    return {*choices, *caught, *(state[key] for key in ("Next", "Default") if key in state)}


def test_every_state_is_reached_and_every_way_leads_to_one() -> None:
    states = states_of(job("SELECT 1 AS k", {"k": "bigint"}))

    reached = {"begin"}.union(*(nexts(state) for state in states.values()))

    assert reached == set(states)


def test_a_failed_rule_ends_before_the_table_is_changed() -> None:
    states = states_of(job("SELECT 1 AS k", {"k": "bigint"}))

    assert states["made: judge"]["Default"] == "made: refuse"
    assert states["made: say why"]["Parameters"]["Error"] == "mesh.QualityFailed"
    assert states["made: say why"]["Next"] == "failed"


def test_tables_are_made_in_the_order_given() -> None:
    first = job("SELECT 1 AS k", {"k": "bigint"})
    second = TableJob("out", "later", first.spec, "SELECT k FROM out.made")

    states = states_of(first, second)

    assert states["made: published"]["Next"] == "later: stage"
    assert states["later: published"]["Next"] == "succeeded"


def test_a_long_name_of_a_table_is_cut_in_the_names_of_states() -> None:
    first = job("SELECT 1 AS k", {"k": "bigint"})
    long = [TableJob("out", "t" * 90 + end, first.spec, "SELECT 1 AS k") for end in "ab"]

    states = states_of(*long)

    assert max(map(len, states)) <= 80
    assert len([name for name in states if name.endswith(": stage")]) == 2
