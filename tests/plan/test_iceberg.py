"""Iceberg tables as Glue is told to make them, and how all others read them again."""

import json
from typing import Any

import pytest

from guardrails import glue_tables
from meshwright.changes.tables import ColumnFate, TableFate, table_changes
from meshwright.plan import plan
from meshwright.plan.declaration import Declaration, Plan
from meshwright.plan.difference import Operation, resource_changes
from meshwright.plan.iceberg import field_type
from meshwright.specs.environment import Environment
from meshwright.specs.types import parse_type

from living import LIVING
from meshes import TODAY, MeshOf, environment, pick

ORDERS = "dev.sales.orders"
SPEC = LIVING["sales/orders/product.yaml"] or ""


@pytest.fixture
def living(mesh_of: MeshOf, dev: Environment) -> Plan:
    return plan(mesh_of(LIVING), dev, as_of=TODAY)


def declared(planned: Plan, name: str) -> Any:
    inputs = pick(planned, ORDERS, "CatalogTable", name).inputs
    return inputs["openTableFormatInput"]["icebergInput"]["icebergTableInput"]


def test_glue_is_told_the_one_form_in_which_it_writes_the_metadata(living: Plan) -> None:
    inputs = pick(living, ORDERS, "CatalogTable", "orders").inputs
    iceberg = inputs["openTableFormatInput"]["icebergInput"]

    assert set(inputs) == {"catalogId", "databaseName", "name", "openTableFormatInput"}
    assert (iceberg["metadataOperation"], iceberg["version"]) == ("CREATE", "2")
    assert declared(living, "orders")["location"] == (
        "s3://mesh-dev--sales--orders--111122223333/orders/"
    )


def test_every_field_has_its_id_and_no_value_is_asked_for(living: Plan) -> None:
    fields = declared(living, "orders")["schema"]["fields"]

    assert [(f["id"], f["name"], f["required"]) for f in fields] == [
        (1, "order_id", False),
        (2, "customer_email", False),
        (3, "ordered_on", False),
    ]
    assert fields[0]["doc"] == "Shop order number"
    assert "doc" not in fields[1]
    assert json.loads(fields[0]["type"]) == "string"


def test_what_lies_in_a_field_has_ids_too(living: Plan) -> None:
    layout = declared(living, "places")["schema"]["fields"][1]

    assert json.loads(layout["type"])["fields"][1]["type"] == {
        "type": "list",
        "element-id": 5,
        "element-required": False,
        "element": "string",
    }


def test_a_partition_has_an_id_that_follows_from_its_columns(living: Plan) -> None:
    assert declared(living, "orders")["partitionSpec"] == {
        "fields": [{"fieldId": 1002, "name": "ordered_on", "sourceId": 3, "transform": "identity"}]
    }
    assert "partitionSpec" not in declared(living, "daily")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("decimal(18,2)", "decimal(18, 2)"),
        ("bigint", "long"),
        ("timestamptz", "timestamp"),
        ("uuid", "string"),
        (
            "map<string,int>",
            {
                "type": "map",
                "key-id": 2,
                "key": "string",
                "value-id": 3,
                "value-required": False,
                "value": "int",
            },
        ),
    ],
)
def test_a_type_is_written_as_iceberg_has_it_and_athena_reads_it(text: str, written: Any) -> None:
    column_type, ids = parse_type(text), {"c": 1, "c.key": 2, "c.value": 3}

    assert field_type(column_type, "c", ids) == written
    assert glue_tables.glue_type(written) == column_type.glue


def test_what_is_said_of_table_and_columns_stands_in_its_properties(living: Plan) -> None:
    properties = declared(living, "orders")["properties"]

    assert properties["comment"] == "One row per confirmed order."
    assert properties["mesh:classification"] == "confidential"
    assert properties["mesh:pii"] == "true"
    assert json.loads(properties["mesh:columns"])["customer_email"] == {
        "mesh:classification": "confidential",
        "mesh:pii": "true",
    }


def test_a_table_is_read_again_as_it_was_said(living: Plan) -> None:
    inputs = pick(living, ORDERS, "CatalogTable", "orders").inputs
    columns = {column.name: column for column in glue_tables.columns(inputs)}

    assert glue_tables.partitioned_by(inputs) == ("ordered_on",)
    assert glue_tables.description(inputs) == "One row per confirmed order."
    assert glue_tables.columns(pick(living, ORDERS, "CatalogTable", "places").inputs)[1].type == (
        "struct<lane:string,halls:array<string>>"
    )
    assert (columns["order_id"].classification, columns["order_id"].pii) == ("internal", "false")
    assert columns["order_id"].comment == "Shop order number"
    assert columns["ordered_on"].where == "schema.fields[2]"


@pytest.mark.parametrize("written", ["{", '"no mapping"', '{"order_id": 7}'])
def test_words_that_cannot_be_read_say_nothing_of_columns(living: Plan, written: str) -> None:
    inputs = {
        "openTableFormatInput": {
            "icebergInput": {
                "icebergTableInput": {
                    **declared(living, "orders"),
                    "properties": {"mesh:columns": written},
                }
            }
        }
    }

    assert {column.classification for column in glue_tables.columns(inputs)} == {None}


def test_a_type_that_is_none_is_read_as_nothing() -> None:
    assert glue_tables.glue_type({"type": "variant"}) == ""


def test_rows_are_staged_in_a_table_of_the_same_fields_without_partitions(living: Plan) -> None:
    staged, table = declared(living, "orders__next"), declared(living, "orders")

    assert staged["schema"] == table["schema"]
    assert "partitionSpec" not in staged
    assert staged["location"].endswith("/orders__next/")


def test_what_is_staged_is_the_products_own_jobs_alone(living: Plan) -> None:
    grants = [
        d
        for d in living.stacks[ORDERS].declarations
        if d.type.endswith(":Permissions") and "__next" in d.name
    ]
    tags = pick(living, ORDERS, "ResourceLfTags", "orders__next").inputs["lfTags"]

    assert {d.inputs["principal"].rpartition("/")[2] for d in grants} == {
        "mesh-dev--sales--orders--runtime"
    }
    assert {tag["key"]: tag["value"] for tag in tags} == {
        "classification": "restricted",
        "pii": "true",
    }


def test_staged_rows_are_not_kept_and_a_table_is_replaced_by_first_deleting_it(
    living: Plan,
) -> None:
    staged = pick(living, ORDERS, "CatalogTable", "orders__next")
    table = pick(living, ORDERS, "CatalogTable", "orders")

    assert (staged.keep, table.keep) == (False, True)
    assert staged.delete_first
    assert table.delete_first


def changed(mesh_of: MeshOf, old: str, new: str) -> tuple[Plan, Plan]:
    before = plan(mesh_of(LIVING), environment(), as_of=TODAY)
    spec = {**LIVING, "sales/orders/product.yaml": SPEC.replace(old, new)}
    return before, plan(mesh_of(spec), environment(), as_of=TODAY)


def resources(planned: Plan) -> dict[Any, Any]:
    return {d.key: d.inputs for d in planned.stacks[ORDERS].declarations}


def test_a_new_column_changes_the_table_in_place(mesh_of: MeshOf) -> None:
    before, after = changed(
        mesh_of, "ordered_on: date\n  places", "ordered_on: date\n      n: int\n  places"
    )

    changes = {
        c.key.name: c.operation
        for c in resource_changes(before.stacks[ORDERS], after.stacks[ORDERS])
        if c.key.type.endswith(":CatalogTable")
    }
    (told,) = table_changes(resources(before), resources(after))

    assert set(changes) == {"orders", "orders__next", "orders__landing"}
    assert set(changes.values()) == {Operation.UPDATE}
    assert (told.name, told.fate) == ("orders", TableFate.CHANGED)
    assert [(c.name, c.fate) for c in told.columns] == [("n", ColumnFate.ADDED)]


def test_another_description_is_told_and_so_is_that_of_a_column(mesh_of: MeshOf) -> None:
    before, after = changed(mesh_of, "One row per confirmed order.", "One row an order.")
    _, commented = changed(mesh_of, "Shop order number", "Number of the order")

    assert table_changes(resources(before), resources(after))[0].others == ("description",)
    assert table_changes(resources(before), resources(commented))[0].others == ("comments",)


def test_another_format_is_a_replacement_and_says_so(mesh_of: MeshOf) -> None:
    before, after = changed(
        mesh_of, "iceberg\n    query: daily.sql", "parquet\n    query: daily.sql"
    )

    (replaced,) = (
        c
        for c in resource_changes(before.stacks[ORDERS], after.stacks[ORDERS])
        if c.key.name == "daily" and c.key.type.endswith(":CatalogTable")
    )
    (told,) = table_changes(resources(before), resources(after))

    assert replaced.operation is Operation.REPLACE
    assert "openTableFormatInput" in replaced.forcing
    assert replaced.loses_data
    assert told.others == ("format",)


def test_what_is_staged_goes_without_loss(mesh_of: MeshOf) -> None:
    before, after = changed(
        mesh_of, "iceberg\n    query: daily.sql", "parquet\n    query: daily.sql"
    )

    (gone,) = (
        c
        for c in resource_changes(before.stacks[ORDERS], after.stacks[ORDERS])
        if c.key.name == "daily__next" and c.key.type.endswith(":CatalogTable")
    )

    assert gone.operation is Operation.DELETE
    assert not gone.loses_data


def test_a_table_stands_in_the_catalog_with_its_columns_as_they_are_declared(
    living: Plan,
) -> None:
    entry: Declaration = pick(living, ORDERS, "BucketObjectv2", "entry")
    tables = {table["name"]: table for table in json.loads(entry.inputs["content"])["tables"]}

    assert set(tables) == {"orders", "places", "daily"}
    assert [c["name"] for c in tables["orders"]["columns"]][-1] == "ordered_on"
    assert tables["orders"]["format"] == "iceberg"
    assert tables["orders"]["enforced"] is True
