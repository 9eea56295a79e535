import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from guardrails.types import DOMAIN, PRODUCT
from meshwright.governance.spec_documents import fields, spec_documents
from meshwright.specs.types import parse_type

from meshes import FILES, TODAY, MeshOf


def documents(mesh_of: MeshOf, **changes: Any) -> Mapping[str, Mapping[str, Any]]:
    named = {name.replace("__", "/") + ".yaml": text for name, text in changes.items()}
    return {d.id: d.values for d in spec_documents(mesh_of(named), as_of=TODAY)}


def granted(mesh_of: MeshOf, reader: str, **changes: Any) -> Mapping[str, list[str]]:
    (read,) = documents(mesh_of, **changes)[reader]["inputs"]
    return {table: list(columns) for table, columns in read["granted"].items()}


def test_domains_come_before_products_and_know_their_files(mesh_of: MeshOf) -> None:
    found = list(spec_documents(mesh_of(), as_of=TODAY))

    assert [(d.type, d.id) for d in found] == [
        (DOMAIN, "finance"),
        (DOMAIN, "sales"),
        (PRODUCT, "finance.reporting"),
        (PRODUCT, "sales.invoices"),
        (PRODUCT, "sales.orders"),
    ]
    assert found[0].source.path == "domains/finance/domain.yaml"
    assert found[4].source.path == "domains/sales/orders/product.yaml"


def test_a_domain_says_who_owns_it_and_where_to_ask(mesh_of: MeshOf) -> None:
    sales = documents(mesh_of)["sales"]

    assert (sales["owner"], sales["support"]) == (
        "team-sales@acme.example",
        {"channel": "#sales-data"},
    )


def test_a_domain_without_support_has_none_and_neither_have_its_products(mesh_of: MeshOf) -> None:
    bare = FILES["sales/domain.yaml"].replace('support: {channel: "#sales-data"}\n', "")
    found = documents(mesh_of, sales__domain=bare)

    assert (found["sales"]["support"], found["sales.orders"]["support"]) == (None, None)


def test_the_domains_defaults_are_applied(mesh_of: MeshOf) -> None:
    orders = documents(mesh_of)["sales.orders"]

    assert (orders["owner"], orders["classification"]) == ("team-sales@acme.example", "internal")
    assert orders["tables"]["lines"]["classification"] == "internal"
    assert orders["tables"]["orders"]["classification"] == "confidential"
    assert orders["tables"]["orders"]["columns"]["margin"] == {
        "type": "decimal(18,2)",
        "fields": None,
        "description": None,
        "classification": "confidential",
        "pii": False,
        "saysPii": False,
        "quality": 0,
    }


def test_promises_are_counted_in_minutes_and_days(mesh_of: MeshOf) -> None:
    text = FILES["sales/invoices/product.yaml"]
    sla = "sla: {freshness: 4h, availability: 99.5%, retention: 25h}\n"

    assert documents(mesh_of)["sales.invoices"]["sla"] == {
        "freshness": None,
        "availability": None,
        "retention": None,
    }
    assert documents(mesh_of, sales__invoices__product=text + sla)["sales.invoices"]["sla"] == {
        "freshness": 240,
        "availability": 99.5,
        "retention": 2,
    }


def test_to_say_that_a_column_is_not_personal_is_more_than_to_say_nothing(mesh_of: MeshOf) -> None:
    text = "description: d\ntables: {t: {columns: {a: string, b: {type: string, pii: false}}}}\n"
    columns = documents(mesh_of, sales__stores__product=text)["sales.stores"]["tables"]["t"]

    said = {name: (c["pii"], c["saysPii"]) for name, c in columns["columns"].items()}
    assert said == {"a": (False, False), "b": (False, True)}


def test_checks_of_tables_and_columns_are_counted(mesh_of: MeshOf) -> None:
    quality = "quality: [{metric: nullValues, mustBe: 0}, {metric: duplicateValues, mustBe: 0}]"
    text = f"description: d\ntables: {{t: {{columns: {{a: {{type: string, {quality}}}}}}}}}\n"
    table = documents(mesh_of, sales__stores__product=text)["sales.stores"]["tables"]["t"]

    assert (table["quality"], table["columns"]["a"]["quality"]) == (0, 2)


def test_an_input_of_the_own_domain_opens_the_unprotected_columns(mesh_of: MeshOf) -> None:
    assert granted(mesh_of, "sales.invoices") == {
        "orders": ["order_id", "ordered_on"],
        "lines": ["order_id", "sku"],
    }


def test_an_input_of_another_domain_opens_what_is_agreed(mesh_of: MeshOf) -> None:
    assert granted(mesh_of, "finance.reporting") == {"orders": ["order_id", "margin"]}


def test_an_agreement_on_everything_opens_every_column(mesh_of: MeshOf) -> None:
    text = (
        "purpose: p\nlegalBasis: contract\ntables: {orders: {columns: all}}\nexpires: 2026-12-31\n"
    )
    changes = {"sales__orders__access__finance.reporting": text}

    assert granted(mesh_of, "finance.reporting", **changes) == {
        "orders": ["order_id", "customer_email", "margin", "ordered_on"]
    }


def test_an_expired_agreement_opens_nothing(mesh_of: MeshOf) -> None:
    text = FILES["sales/orders/access/finance.reporting.yaml"].replace("2026-12-31", "2026-05-31")
    changes = {"sales__orders__access__finance.reporting": text}

    assert granted(mesh_of, "finance.reporting", **changes) == {}


def test_what_is_granted_is_described_as_in_its_own_product(mesh_of: MeshOf) -> None:
    found = documents(mesh_of)
    (read,) = found["finance.reporting"]["inputs"]

    # The very same, so that a mesh of many readers takes no more room.
    assert (
        read["granted"]["orders"]["margin"]
        is found["sales.orders"]["tables"]["orders"]["columns"]["margin"]
    )


def test_an_input_that_is_not_there_does_not_exist(mesh_of: MeshOf) -> None:
    text = FILES["sales/invoices/product.yaml"].replace("sales.orders", "sales.order")
    found = documents(mesh_of, sales__invoices__product=text)["sales.invoices"]

    assert found["inputs"] == [{"id": "sales.order", "exists": False, "granted": {}}]


def test_an_input_that_cannot_be_read_exists_all_the_same(mesh_of: MeshOf) -> None:
    found = documents(mesh_of, sales__orders__product="description: [\n")["sales.invoices"]

    assert found["inputs"] == [{"id": "sales.orders", "exists": True, "granted": {}}]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("array<string>", {"": ("string",)}),
        ("map<string,decimal(5,2)>", {"": ("string", "decimal")}),
        ("struct<a:int,b:struct<c:date>>", {"a": ("int",), "b.c": ("date",)}),
        ("array<struct<a:array<string>>>", {"a": ("string",)}),
    ],
)
def test_the_plain_types_of_a_nested_one_stand_at_their_fields(
    written: str, expected: Mapping[str, tuple[str, ...]]
) -> None:
    assert fields(parse_type(written)) == expected


def words(values, depth=0):
    """The names of fields, but for those that are names of tables, columns and inputs."""
    for name, value in values.items():
        yield name
        inner = value if isinstance(value, list) else [value]
        if name in ("tables", "columns", "granted", "agreements") and isinstance(value, dict):
            inner = list(value.values())
        for part in inner:
            if isinstance(part, dict) and name not in ("fields", "granted"):
                yield from words(part, depth + 1)


def test_every_field_that_a_rule_sees_is_in_the_how_to(mesh_of):
    page = (Path(__file__).parents[2] / "docs/how-to/write-a-rule.md").read_text()
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]*)`", page))))
    seen = {w for d in spec_documents(mesh_of(), as_of=TODAY) for w in words(d.values)}

    assert {"saysPii", "exists", "noncurrentDays", "reviewers"} <= seen
    assert sorted(seen - named) == []
