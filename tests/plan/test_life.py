"""What is deployed of a product follows from where it stands in its life."""

import json
from datetime import date
from typing import Any

import pytest

from meshwright.plan import plan
from meshwright.plan.build import stack_plan
from meshwright.plan.declaration import Plan

from meshes import FILES, TODAY, MeshOf, environment, pick

SPEC = "sales/orders/product.yaml"
ORDERS = FILES[SPEC]
DRAFT = "status: draft\n" + ORDERS
ENDING = "status: deprecated\nsunset: 2026-06-11\nsuccessor: sales.invoices\n" + ORDERS
STACK = "dev.sales.orders"


def planned(mesh_of: MeshOf, text: str, as_of: date = TODAY, **fields: Any) -> Plan:
    return plan(mesh_of({SPEC: text}), environment(**fields), as_of=as_of)


def names(found: Plan, kind: str) -> set[str]:
    declared = found.stacks[STACK].declarations
    return {d.name for d in declared if d.type.endswith(f":{kind}")}


def entry(found: Plan) -> Any:
    return json.loads(pick(found, STACK, "BucketObjectv2", "entry").inputs["content"])  # type: ignore[arg-type]


def test_a_draft_is_deployed_where_its_environment_takes_drafts(mesh_of: MeshOf) -> None:
    assert STACK not in planned(mesh_of, DRAFT).stacks
    assert STACK in planned(mesh_of, DRAFT, drafts=True).stacks
    assert entry(planned(mesh_of, DRAFT, drafts=True))["listed"] is False
    assert entry(planned(mesh_of, ORDERS))["listed"] is True


def test_a_domain_holds_no_role_for_a_draft_that_is_not_deployed(mesh_of: MeshOf) -> None:
    without, taken = planned(mesh_of, DRAFT), planned(mesh_of, DRAFT, drafts=True)
    roles = [
        [d.name for d in found.stacks["dev.sales"].declarations if "runtime" in d.name]
        for found in (without, taken)
    ]

    assert all("sales.orders" not in name for name in roles[0])
    assert any("sales.orders" in name for name in roles[1])


def test_a_table_is_a_draft_by_itself(mesh_of: MeshOf) -> None:
    text = ORDERS.replace("  lines:\n", "  lines:\n    status: draft\n")

    assert names(planned(mesh_of, text), "CatalogTable") == {"orders"}
    assert names(planned(mesh_of, text, drafts=True), "CatalogTable") == {"orders", "lines"}


def test_one_stack_alone_is_what_the_plan_says_of_it(mesh_of: MeshOf) -> None:
    mesh = mesh_of({SPEC: DRAFT})
    found = [
        stack_plan(mesh, environment(drafts=drafts), subject="sales.orders", as_of=TODAY)
        for drafts in (False, True)
    ]

    assert found[0] is None
    assert found[1] == plan(mesh, environment(drafts=True), as_of=TODAY).stacks[STACK]


def test_of_a_retired_product_writes_and_grants_end_and_the_data_stays(mesh_of: MeshOf) -> None:
    before = planned(mesh_of, ORDERS)
    after = planned(mesh_of, "status: retired\n" + ORDERS)

    assert names(before, "Permissions") > names(after, "Permissions") == set()
    for kind in ("Bucket", "CatalogDatabase", "CatalogTable"):
        assert names(after, kind) == names(before, kind)
    writes = [
        "s3:PutObject"
        in json.dumps(
            [
                d.inputs
                for d in found.stacks["dev.sales"].declarations
                if "runtime:sales.orders" in d.name
            ]
        )
        for found in (before, after)
    ]
    assert writes == [True, False]


def test_the_entry_of_what_ends_says_how_many_days_are_left(mesh_of: MeshOf) -> None:
    found = entry(planned(mesh_of, ENDING))

    assert (found["sunset"], found["daysLeft"]) == ("2026-06-11", 10)
    assert found["successor"] == "sales.invoices"
    assert entry(planned(mesh_of, ENDING, date(2026, 6, 12)))["daysLeft"] == 0


def test_a_table_that_is_superseded_names_what_takes_its_place(mesh_of: MeshOf) -> None:
    text = ORDERS.replace("  lines:\n", "  lines:\n    sunset: 2026-06-11\n")
    text += "  lines_v2:\n    supersedes: lines\n    columns: {order_id: string}\n"
    tables = {table["name"]: table for table in entry(planned(mesh_of, text))["tables"]}

    assert (tables["lines"]["successor"], tables["lines"]["daysLeft"]) == ("lines_v2", 10)
    assert (tables["orders"]["successor"], tables["orders"]["daysLeft"]) == (None, None)


@pytest.mark.parametrize(
    ("text", "day", "turns"),
    [
        (ENDING, TODAY, date(2026, 6, 2)),
        (ENDING, date(2026, 6, 11), date(2027, 1, 1)),
        (ORDERS, TODAY, date(2027, 1, 1)),
    ],
    ids=["ends", "has ended", "goes on"],
)
def test_while_it_ends_every_day_is_another(
    mesh_of: MeshOf, text: str, day: date, turns: date
) -> None:
    assert planned(mesh_of, text, day).stacks[STACK].next_change == turns
