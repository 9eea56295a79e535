"""The design as OpenLineage events, held against its own classes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from meshwright.specs.models import Mesh
from meshwright.standards.lineage.openlineage import openlineage
from standards.oracle import problems

from .conftest import mesh_of
from meshes import FILES, TODAY, environment

COPIED = {"type": "DIRECT", "subtype": "IDENTITY"}
GLUE = "arn:aws:glue:eu-central-1:111122223333"


def events(mesh: Mesh) -> list[Any]:
    text = openlineage(mesh, mesh.products.values(), environment(), TODAY)
    return [json.loads(line) for line in text.splitlines()]


def job(found: list[Any], name: str) -> Any:
    (event,) = (e for e in found if e.get("job", {}).get("name") == name)
    return event


def test_openlineages_own_classes_take_every_event(mesh: Mesh) -> None:
    found = events(mesh)

    assert len(found) == 9
    assert problems("openlineage_events", found) == []


def test_the_classes_refuse_what_is_no_event(mesh: Mesh) -> None:
    event = events(mesh)[0]
    event["dataset"]["facets"]["schema"]["fields"][0].pop("name")
    event["dataset"]["facets"]["tags"]["colour"] = "red"

    told = problems("openlineage_events", [event])

    assert any("wants name" in problem for problem in told)
    assert any("has no colour" in problem for problem in told)


def test_a_query_is_a_job_with_columns(mesh: Mesh) -> None:
    event = job(events(mesh), "sales.invoices.invoices")

    assert event["job"]["namespace"] == "mesh-dev"
    assert event["inputs"] == [{"namespace": GLUE, "name": "table/sales__orders/orders"}]
    (output,) = event["outputs"]
    lineage = output["facets"]["columnLineage"]
    source = {"namespace": GLUE, "name": "table/sales__orders/orders"}
    assert lineage["fields"]["invoice_id"]["inputFields"] == [
        {**source, "field": "order_id", "transformations": [COPIED]}
    ]
    counted = lineage["fields"]["lines"]["inputFields"][0]["transformations"][0]
    assert counted == {"type": "DIRECT", "subtype": "AGGREGATION", "masking": True}
    assert {each["field"] for each in lineage["dataset"]} == {"order_id", "ordered_on"}


def test_a_product_that_others_write_is_a_job_of_its_declared_inputs(mesh: Mesh) -> None:
    event = job(events(mesh), "finance.reporting")

    assert [each["name"] for each in event["inputs"]] == [
        "table/sales__orders/orders",
        "table/sales__orders/lines",
    ]
    assert [each["name"] for each in event["outputs"]] == ["table/finance__reporting/revenue"]


def test_a_product_whose_rows_the_mesh_makes_is_a_job_above_those_of_its_tables(mesh: Mesh) -> None:
    event = job(events(mesh), "sales.invoices")

    assert event["job"]["facets"]["jobType"]["jobType"] == "JOB"
    assert event["inputs"] == event["outputs"] == []


def test_landed_files_are_what_the_job_of_their_table_reads(tmp_path: Path) -> None:
    spec = """\
description: Carts.
tables:
  carts:
    source: {format: csv, delivery: append}
    primaryKey: [cart_id]
    columns: {cart_id: string}
"""
    found = events(mesh_of(tmp_path, {**FILES, "sales/carts/product.yaml": spec}))
    event = job(found, "sales.carts.carts")

    bucket = "s3://mesh-dev--sales--carts--111122223333--landing"
    assert event["inputs"] == [{"namespace": bucket, "name": "carts"}]
    assert event["outputs"] == [
        {"namespace": GLUE, "name": "table/sales__carts/carts", "facets": {}}
    ]
    assert event["job"]["facets"]["jobType"]["jobType"] == "TASK"
    assert problems("openlineage_events", found) == []


def test_an_input_that_cannot_be_read_is_left_out_of_what_is_declared(mesh: Mesh) -> None:
    products = {i: p for i, p in mesh.products.items() if i != "sales.orders"}
    event = job(events(replace(mesh, products=products)), "finance.reporting")

    assert event["inputs"] == []


def test_a_table_says_who_owns_it_and_what_is_protected(mesh: Mesh) -> None:
    datasets = {e["dataset"]["name"]: e["dataset"] for e in events(mesh) if "dataset" in e}
    orders = datasets["table/sales__orders/orders"]

    assert orders["facets"]["ownership"]["owners"][0]["name"] == "team:team-sales@acme.example"
    tags = {(t["field"], t["key"], t["value"]) for t in orders["facets"]["tags"]["tags"]}
    assert ("customer_email", "pii", "true") in tags
    assert ("margin", "classification", "confidential") in tags


def test_events_of_one_day_are_equal_and_on_one_line_each(mesh: Mesh) -> None:
    text = openlineage(mesh, mesh.products.values(), environment(), TODAY)

    assert text == openlineage(mesh, mesh.products.values(), environment(), TODAY)
    assert all(e["eventTime"] == "2026-06-01T00:00:00Z" for e in events(mesh))
