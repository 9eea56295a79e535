import json
from collections.abc import Callable

import jsonschema
import pytest

from meshwright.plan import plan
from meshwright.plan.declaration import Declaration
from meshwright.plan.entry import documents
from meshwright.specs.environment import Environment

from meshes import TODAY, MeshOf, pick

Find = Callable[[str, str, str], Declaration]


@pytest.fixture
def entry(find: Find) -> dict:
    return json.loads(find("dev.sales.orders", "BucketObjectv2", "entry").inputs["content"])


def test_an_entry_lies_in_the_catalog_bucket_under_the_products_id(find: Find) -> None:
    declared = find("dev.sales.orders", "BucketObjectv2", "entry").inputs

    assert declared["bucket"] == "mesh-dev--111122223333--catalog"
    assert declared["key"] == "products/sales.orders.json"


def test_an_entry_says_who_owns_the_product_and_who_reads_it(entry: dict) -> None:
    assert entry["owner"] == "team-sales@acme.example"
    assert entry["kind"] == "sourceAligned"
    assert entry["readBy"] == ["finance.reporting", "sales.invoices"]


def test_an_entry_says_which_columns_are_protected(entry: dict) -> None:
    protected = {c["name"]: c["protected"] for c in entry["tables"][0]["columns"]}

    assert protected == {
        "order_id": False,
        "customer_email": True,
        "margin": True,
        "ordered_on": False,
    }


def test_an_entrys_example_query_reads_what_everyone_in_the_domain_may(entry: dict) -> None:
    query = entry["tables"][0]["exampleQuery"]

    assert query == "select order_id, ordered_on from sales__orders.orders limit 10"


def test_an_entry_names_its_agreements_with_their_state(entry: dict) -> None:
    (agreement,) = entry["agreements"]

    assert agreement["consumer"] == "finance.reporting"
    assert agreement["status"] == "active"
    assert agreement["files"] is False
    assert agreement["tables"] == {"orders": ["order_id", "margin"]}
    assert agreement["expires"] == "2026-12-31"


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ("expires: 2026-05-31", "expired"),
        ("starts: 2026-06-02\nexpires: 2099-12-31", "pending"),
    ],
)
def test_an_agreement_that_does_not_hold_is_still_in_the_entry(
    mesh_of: MeshOf, dev: Environment, dates: str, status: str
) -> None:
    text = f"purpose: p\ntables: {{orders: {{columns: all}}, missing: {{}}}}\n{dates}\n"
    changed = mesh_of({"sales/orders/access/finance.reporting.yaml": text})
    planned = plan(changed, dev, as_of=TODAY)
    content = pick(planned, "dev.sales.orders", "BucketObjectv2", "entry").inputs["content"]
    (agreement,) = json.loads(content)["agreements"]

    assert agreement["status"] == status
    assert agreement["tables"] == {"orders": "all"}


def test_an_entry_gives_service_levels_in_seconds_and_percent(
    mesh_of: MeshOf, dev: Environment
) -> None:
    text = (
        "description: d\nsla: {freshness: 4h, availability: 99.5%, retention: 730d}\n"
        "tables: {t: {columns: {a: {type: string, pii: true}},"
        " quality: [{metric: rowCount, mustBeGreaterThan: 0}]}}\n"
    )
    planned = plan(mesh_of({"sales/invoices/product.yaml": text}), dev, as_of=TODAY)
    content = pick(planned, "dev.sales.invoices", "BucketObjectv2", "entry").inputs["content"]
    entry = json.loads(content)

    assert entry["sla"] == {
        "availabilityPercent": "99.5",
        "freshnessSeconds": 14400,
        "retentionSeconds": 63072000,
    }
    assert entry["tables"][0]["exampleQuery"] == "select count(*) from sales__invoices.t limit 10"
    assert entry["tables"][0]["quality"] == [{"metric": "rowCount", "mustBeGreaterThan": 0}]


def test_every_entry_of_the_sample_mesh_agrees_with_the_promised_schema(
    mesh_of: MeshOf, dev: Environment
) -> None:
    (schema,) = documents().values()
    validator = jsonschema.Draft202012Validator(json.loads(schema))
    planned = plan(mesh_of(), dev, as_of=TODAY)
    entries = [
        json.loads(d.inputs["content"])
        for stack in planned.stacks.values()
        for d in stack.declarations
        if d.name == "entry"
    ]

    assert len(entries) == 3
    assert [e.message for entry in entries for e in validator.iter_errors(entry)] == []
    assert not validator.is_valid({**entries[0], "surprise": 1})
