import json
from dataclasses import fields

import pytest

from guardrails import catalog_entry as form
from meshwright.plan import plan
from meshwright.plan.entry import CatalogEntry

from meshes import TODAY, MeshOf, environment, pick

ENTRY = {
    "id": "sales.orders",
    "inputs": [],
    "readBy": ["finance.reporting"],
    "agreements": [
        {"principal": None, "status": "active", "tables": {"orders": ["a"], "t": "all"}}
    ],
    "access": {"readerRole": "r", "runtimeRole": "j"},
    "tables": [],
}


def test_what_the_plan_writes_is_read_back_whole(mesh_of: MeshOf) -> None:
    planned = plan(mesh_of(), environment(), as_of=TODAY)
    text = pick(planned, "dev.sales.orders", "BucketObjectv2", "entry").inputs["content"]

    entry = form.entry_of(text)

    assert entry is not None
    table = entry.tables[0]
    (agreement,) = entry.agreements
    assert entry.read_by == ("finance.reporting", "sales.invoices")
    assert (table.database, table.name) == ("sales__orders", "orders")
    assert [c.name for c in table.columns if c.protected] == ["customer_email", "margin"]
    assert agreement.tables == {"orders": ("order_id", "margin")}
    assert entry.access.runtime_role.endswith("sales--orders--runtime")


def test_every_field_that_rules_read_is_one_of_the_plans_entry() -> None:
    assert {f.name for f in fields(form.CatalogEntry)} < {f.name for f in fields(CatalogEntry)}
    assert issubclass(CatalogEntry, form.CatalogEntry)


def test_an_agreement_opens_columns_or_all() -> None:
    entry = form.entry_of(json.dumps(ENTRY | {"more": 1}))

    assert entry is not None
    assert entry.agreements[0].tables == {"orders": ("a",), "t": "all"}
    assert entry.agreements[0].principal is None


@pytest.mark.parametrize(
    "changed",
    [
        {"id": None},
        {"inputs": "a"},
        {"inputs": [1]},
        {"agreements": [{"principal": 1, "status": "active", "tables": {}}]},
        {"agreements": [{"principal": "p", "status": "active", "tables": {"t": "some"}}]},
        {"agreements": [{"principal": "p", "status": "active", "tables": {"t": [1]}}]},
        {"agreements": [{"principal": "p", "status": "active", "tables": []}]},
        {"access": {"readerRole": "r"}},
        {"tables": [1]},
    ],
)
def test_what_is_no_entry_is_not_read(changed: dict) -> None:
    assert form.entry_of(json.dumps(ENTRY | changed)) is None


@pytest.mark.parametrize("text", ["{", "[]", "null", "[" * 100_000, None, 1])
def test_what_is_no_document_is_not_read(text: object) -> None:
    assert form.entry_of(text) is None
