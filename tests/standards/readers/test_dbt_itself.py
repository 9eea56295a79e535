"""What dbt itself writes of a project becomes a product: nothing of it is dropped in silence."""

import json
import re
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from meshwright.standards.odcs.imported import Imported
from meshwright.standards.readers import dbt
from standards.odcs.contracts import product_of, written
from standards.oracle import dbt_artifacts
from standards.readers.reading import columns, taken, told, types

PROJECT = Path(__file__).with_name("dbt_project")


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dbt") / "shop"
    shutil.copytree(PROJECT, folder)
    return dbt_artifacts(folder)


def read_from(target: Path, *select: str) -> Imported:
    catalog = (target / "catalog.json").read_bytes()
    read = partial(dbt.read, select=select, beside=lambda _: catalog)
    return taken(read, (target / "manifest.json").read_bytes(), "target/manifest.json")


@pytest.fixture(scope="module")
def found(target: Path) -> Imported:
    return read_from(target)


def kept(found: Imported) -> dict[str, Any]:
    return product_of(found).spec.extensions["odcs"]["schema"]


def test_each_model_that_is_a_table_is_one(found: Imported) -> None:
    assert found.product == "sales.shop"
    assert {*product_of(found).tables} == {
        *("customers", "order_lines", "orders", "orders_v1", "parcels"),
        *("stg_customers", "stg_orders", "undescribed"),
    }


def test_versions_of_a_model_stand_beside_each_other(found: Imported) -> None:
    now, before = columns(found, "orders"), columns(found, "orders_v1")

    assert (now["amount"].type.text, before["amount"].type.text) == ("decimal(12,2)", "double")
    assert kept(found)["orders"]["physicalName"] == "orders_v2"
    assert kept(found)["orders_v1"]["customProperties"][0] == {
        "property": "deprecationDate",
        "value": "2026-12-31T00:00:00+00:00",
    }


def test_contracts_tests_and_what_the_database_told(found: Imported) -> None:
    orders, customers = columns(found, "orders"), columns(found, "customers")

    assert product_of(found).tables["order_lines"].primary_key == ("order_id", "line")
    assert (orders["order_id"].required, orders["order_id"].unique) == (True, True)
    assert not orders["customer_id"].required
    assert orders["status"].enum == ("open", "paid", "{{odd")
    assert orders["amount"].enum is None
    assert str(orders["status"].description).startswith("Where an order stands.")
    assert (customers["email"].pii, customers["email"].classification) == (True, "confidential")
    assert [dict(r.arguments) for r in product_of(found).tables["order_lines"].quality] == [
        {"properties": ["order_id", "sku"]}
    ]
    assert types(found, "undescribed") == {
        "order_id": "bigint",
        "parts": "struct<a:int,b_c:string>",
        "numbers": "array<int>",
        "pairs": "map<string,int>",
        "seen_at": "timestamptz",
        "share": "float",
        "id": "uuid",
        "huge": "decimal(38,0)",
        "bytes": "binary",
        "small": "int",
        "clock": "string",
        "span": "string",
        "doc": "string",
        "day": "date",
        "yes": "boolean",
    }


def test_references_lead_to_the_models_version(found: Imported) -> None:
    assert columns(found, "orders")["customer_id"].references == ("customers.customer_id",)
    assert columns(found, "order_lines")["order_id"].references == ("orders.order_id",)
    together = kept(found)["parcels"]["relationships"]
    assert together == [
        {
            "type": "foreignKey",
            "from": ["parcels.order_id", "parcels.line"],
            "to": ["order_lines.order_id", "order_lines.line"],
        }
    ]
    (parcels,) = (each for each in written(found)["schema"] if each["name"] == "parcels")
    assert parcels["relationships"] == together


def test_the_rest_is_told(found: Imported) -> None:
    notes = [each.partition(" ")[2].replace("IMP015 ", "", 1) for each in told(found)]
    # In which order dbt lists what it has found is not said.
    left = {re.sub(", first of [^)]+", "", n) for n in notes if n.endswith(" is left out")}

    assert left == {
        "the SQL of a model (8 times) is left out",
        "the setting 'contract' (5 times) is left out",
        "the setting 'materialized' (8 times) is left out",
        "a constraint 'check' (2 times) is left out",
        "the setting 'access' of customers is left out",
        "the setting 'unique_key' of order_lines is left out",
        "an ephemeral model, which is no table, is left out",
        "a node of kind analysis is left out",
        "a test 'no_refunds' of what is no table here is left out",
        "a node of kind seed (2 times) is left out",
        "a node of kind snapshot is left out",
        "'quote' of orders.amount is left out",
        "a conditional test 'not_null' (2 times) is left out",
        "a conditional test 'accepted_values' of orders.amount is left out",
        "a test 'no_line_twice' of order_lines is left out",
        "a test 'unique' of what is no table here (2 times) is left out",
        "a test 'not_null' of what is no table here is left out",
        "an entry of 'sources' is left out",
        "an entry of 'exposures' is left out",
        "'slack' of a group's owner is left out",
        "a disabled model is left out",
        "an entry of 'unit_tests' is left out",
    }
    assert "IMP016 undescribed.span: the type 'INTERVAL' is read as string" in notes


def test_an_owner_is_the_products_where_all_its_models_have_it(
    target: Path, found: Imported
) -> None:
    marts = read_from(target, "orders", "customers")

    assert product_of(marts).spec.owner == "team-finance@shop.example"
    assert {*product_of(marts).tables} == {"orders", "orders_v1", "customers"}
    assert {*product_of(read_from(target, "orders.v1")).tables} == {"orders_v1"}
    own = {"property": "owner", "value": "team-finance@shop.example"}
    assert own in kept(found)["customers"]["customProperties"]
    assert own not in kept(found)["stg_orders"]["customProperties"]


def test_a_manifest_says_much_that_nobody_wrote(target: Path) -> None:
    said = json.loads((target / "manifest.json").read_text("utf-8"))

    nodes = [each for each in said["nodes"].values() if each["resource_type"] == "model"]
    assert all("doc_blocks" in c for each in nodes for c in each["columns"].values())
