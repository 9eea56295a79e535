import dataclasses

import pytest

from meshwright.errors import MeshError
from meshwright.sample import deployed

SHOP = {
    "orders": {
        "partitionBy": ["day"],
        "columns": {"id": "string", "at": "timestamptz", "day": "date"},
    }
}


@pytest.fixture
def orders(folder_lake, product, mesh, local):
    shop = mesh(product("shop.orders", SHOP))
    folder_lake.deploy(shop, local)
    table = deployed.deployed_table(
        folder_lake.lake, "shop.orders.orders", "shop__orders", "orders"
    )
    return shop.products["shop.orders"].spec.tables["orders"], table


def days(count: int) -> list[tuple[str, ...]]:
    return [(f"day-{number:03}",) for number in range(count)]


def test_a_table_that_is_not_deployed_says_what_to_do(folder_lake) -> None:
    with pytest.raises(MeshError, match=r"shop\.orders\.orders is not deployed") as refused:
        deployed.deployed_table(folder_lake.lake, "shop.orders.orders", "shop__orders", "orders")

    assert refused.value.fix == "run `mesh up` first"


def test_a_table_lies_where_the_catalog_says(orders) -> None:
    _, table = orders

    assert table.bucket == "mesh-local--shop--orders--123456789012"
    assert table.prefix == "orders/"
    assert table.partition_prefix(("2026-01-01",)) == "orders/day=2026-01-01/"


def test_a_partitions_value_cannot_leave_its_folder(orders) -> None:
    _, table = orders

    assert table.partition_prefix(("../a=b/é",)) == "orders/day=..%2Fa%3Db%2F%C3%A9/"


def test_a_table_deployed_as_its_spec_says_is_taken(orders) -> None:
    spec, table = orders

    deployed.require_columns(table, spec)


def test_a_table_deployed_from_another_spec_is_refused(orders) -> None:
    spec, table = orders
    older = dataclasses.replace(table, columns={**table.columns, "at": "string"})

    with pytest.raises(MeshError, match="other columns than its spec"):
        deployed.require_columns(older, spec)


def test_partitions_are_registered_a_hundred_at_a_time(folder_lake, orders) -> None:
    _, table = orders

    deployed.register_partitions(folder_lake.lake, table, days(230))

    assert folder_lake.glue.calls == [("create", 100), ("create", 100), ("create", 30)]
    assert [p.values for p in deployed.partitions(folder_lake.lake, table)] == days(230)


def test_a_partition_lies_below_its_table(folder_lake, orders) -> None:
    _, table = orders
    deployed.register_partitions(folder_lake.lake, table, days(1))

    (partition,) = deployed.partitions(folder_lake.lake, table)

    assert partition.path == "mesh-local--shop--orders--123456789012/orders/day=day-000"


def test_registering_again_calls_nothing(folder_lake, orders) -> None:
    _, table = orders
    deployed.register_partitions(folder_lake.lake, table, days(3))
    folder_lake.glue.calls.clear()

    deployed.register_partitions(folder_lake.lake, table, days(3))

    assert folder_lake.glue.calls == []


def test_partitions_that_are_no_longer_wanted_go_25_at_a_time(folder_lake, orders) -> None:
    _, table = orders
    deployed.register_partitions(folder_lake.lake, table, days(40))
    folder_lake.glue.calls.clear()

    deployed.register_partitions(folder_lake.lake, table, days(5))

    assert folder_lake.glue.calls == [("delete", 25), ("delete", 10)]
    assert [p.values for p in deployed.partitions(folder_lake.lake, table)] == days(5)


def test_a_partition_follows_its_tables_columns(folder_lake, orders) -> None:
    _, table = orders
    deployed.register_partitions(folder_lake.lake, table, days(1))
    wider = {**table.storage, "Columns": [{"Name": "id", "Type": "bigint"}]}

    changed = dataclasses.replace(table, storage=wider)
    deployed.register_partitions(folder_lake.lake, changed, days(1))

    (partition,) = deployed.partitions(folder_lake.lake, changed)
    assert partition.storage["Columns"] == wider["Columns"]
    assert folder_lake.glue.calls == [("create", 1), ("update", 1)]


def test_a_partition_that_glue_refuses_is_named(folder_lake, orders) -> None:
    _, table = orders
    folder_lake.glue.refuses = "day-001"

    with pytest.raises(MeshError, match=r"day-001.*shop\.orders\.orders: not today"):
        deployed.register_partitions(folder_lake.lake, table, days(2))
