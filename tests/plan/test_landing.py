"""The tables beside one that files land for, and what a change may lose of them."""

from datetime import date
from typing import Any

import pytest

from meshwright.gate.data_loss import DataLossPolicy, Loss
from meshwright.jobs.casting import CASTABLE
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.specs.filling_fields import IN_TEXT

from living import LIVING
from meshes import TODAY, MeshOf, environment, pick

ORDERS = "dev.sales.orders"
SPEC = LIVING["sales/orders/product.yaml"] or ""
TABLE = "aws:glue/catalogTable:CatalogTable"


@pytest.fixture
def living(mesh_of: MeshOf) -> Plan:
    return plan(mesh_of(LIVING), environment(), as_of=TODAY)


def landed(mesh_of: MeshOf, kept: str) -> Any:
    spec = {**LIVING, "sales/orders/product.yaml": SPEC.replace("format: csv", f"format: {kept}")}
    planned = plan(mesh_of(spec), environment(), as_of=TODAY)
    return pick(planned, ORDERS, "CatalogTable", "orders__landing").inputs


@pytest.mark.parametrize(
    ("kept", "library", "types"),
    [
        ("csv", "org.apache.hadoop.hive.serde2.OpenCSVSerde", ["string"] * 3),
        ("json", "org.openx.data.jsonserde.JsonSerDe", ["string"] * 3),
        (
            "parquet",
            "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
            ["string", "string", "date"],
        ),
    ],
)
def test_landed_files_are_read_as_they_are(
    mesh_of: MeshOf, kept: str, library: str, types: list[str]
) -> None:
    table = landed(mesh_of, kept)
    descriptor = table["storageDescriptor"]

    assert descriptor["location"] == ("s3://mesh-dev--sales--orders--111122223333--landing/orders/")
    assert descriptor["serDeInfo"]["serializationLibrary"] == library
    assert [column["type"] for column in descriptor["columns"]] == types
    assert table["parameters"]["classification"] == kept


def test_all_that_is_known_of_files_and_rejects_is_kept(living: Plan) -> None:
    kept = {
        name: pick(living, ORDERS, "CatalogTable", f"orders__{name}").keep
        for name in ("next", "landing", "rejects", "files")
    }

    assert kept == {"next": False, "landing": False, "rejects": True, "files": True}


def test_a_products_own_jobs_write_what_they_keep_and_read_what_landed(living: Plan) -> None:
    rights = {
        d.name: d.inputs["permissions"]
        for d in living.stacks[ORDERS].declarations
        if d.type.endswith(":Permissions") and "__" in d.name
    }

    assert rights["orders__landing:runtime"] == ["SELECT"]
    assert "INSERT" in rights["orders__rejects:runtime"]
    assert "DELETE" in rights["orders__files:runtime"]
    assert {name.partition(":")[2] for name in rights} == {"runtime"}


def test_every_companion_is_tagged_as_nobodys_to_read(living: Plan) -> None:
    tagged = {
        d.name
        for d in living.stacks[ORDERS].declarations
        if d.type.endswith(":ResourceLfTags") and "__" in d.name
    }

    assert {f"orders__{name}" for name in ("next", "landing", "rejects", "files")} <= tagged


def test_specs_and_jobs_agree_on_what_a_text_can_be() -> None:
    assert IN_TEXT == CASTABLE


@pytest.mark.parametrize(
    ("change", "table", "is_refused"),
    [
        (("", ""), "orders", True),
        (("", ""), "orders__rejects", True),
        (("", ""), "orders__next", False),
        (("", ""), "orders__landing", False),
        (("    source: {format: csv}\n", ""), "orders__rejects", False),
        (("    source: {format: csv}\n", "    status: retired\n"), "orders__files", False),
        (("", ""), "gone__files", True),
    ],
)
def test_a_companion_goes_where_its_table_does_or_where_no_files_land(
    mesh_of: MeshOf, change: tuple[str, str], table: str, is_refused: bool
) -> None:
    mesh = mesh_of({**LIVING, "sales/orders/product.yaml": SPEC.replace(*change)})
    urn = f"urn:pulumi:{ORDERS}::mesh::{TABLE}::{table}"
    loss = Loss(urn, "delete", table, is_bound=False)

    found = DataLossPolicy(mesh, holds=True, as_of=date(2026, 6, 1)).refusals(
        "sales.orders", [loss], {}
    )

    assert bool(found) is is_refused
