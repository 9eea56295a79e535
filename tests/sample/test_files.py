from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from meshwright.errors import MeshError
from meshwright.sample import deployed, engine, files

SHOP = {
    "orders": {
        "primaryKey": ["id"],
        "partitionBy": ["day"],
        "columns": {
            "id": "string",
            "day": "date",
            "amount": "decimal(8,2)",
            "at": "timestamptz",
            "lines": "array<struct<sku:string,count:int>>",
        },
    },
    "totals": {"columns": {"orders": "bigint"}},
}
ROWS = """
    select id, day, 1.5 as amount, timestamptz '2026-01-01 12:00:00+00' as at,
        [{'sku': 'a', 'count': 2}] as lines
    from (
        values ('2', date '2026-01-02'), ('1', date '2026-01-01'), ('3', date '2026-01-02')
    ) as days (id, day)
"""
BUCKET = "mesh-local--shop--orders--123456789012"


@pytest.fixture
def shop(folder_lake, product, mesh, local):
    deployed_mesh = mesh(product("shop.orders", SHOP))
    folder_lake.deploy(deployed_mesh, local)
    return deployed_mesh.products["shop.orders"].spec.tables


@pytest.fixture
def replace(folder_lake, shop):
    def fill(query: str, name: str = "orders", **options: Any) -> files.Written:
        table = deployed.deployed_table(
            folder_lake.lake, f"shop.orders.{name}", "shop__orders", name
        )
        with engine.over_tables({}) as connection:
            asked = files.Query(query, **options)
            return files.replace_rows(folder_lake.lake, table, shop[name], connection, asked)

    return fill


@pytest.fixture
def read(folder_lake, shop):
    def rows(*columns: str, name: str = "orders"):
        table = deployed.deployed_table(
            folder_lake.lake, f"shop.orders.{name}", "shop__orders", name
        )
        return files.dataset(folder_lake.lake, table, shop[name], columns).to_table().to_pylist()

    return rows


def test_rows_lie_in_the_folders_of_their_partitions(folder_lake, replace) -> None:
    written = replace(ROWS)

    assert written == files.Written(rows=3, partitions=2)
    assert folder_lake.files() == [
        f"{BUCKET}/orders/day=2026-01-01/part-00000.parquet",
        f"{BUCKET}/orders/day=2026-01-02/part-00000.parquet",
    ]


def test_rows_come_back_with_the_declared_types(replace, read) -> None:
    replace(ROWS)

    assert read("id", "day", "amount", "at", "lines")[0] == {
        "id": "1",
        "day": date(2026, 1, 1),
        "amount": Decimal("1.50"),
        "at": datetime(2026, 1, 1, 12, tzinfo=UTC),
        "lines": [{"sku": "a", "count": 2}],
    }


def test_only_the_named_columns_can_be_read(replace, read) -> None:
    replace(ROWS)

    assert read("id") == [{"id": "1"}, {"id": "2"}, {"id": "3"}]


def test_a_partition_key_is_read_alone(replace, read) -> None:
    replace(ROWS)

    assert [row["day"].day for row in read("day")] == [1, 2, 2]


def test_only_registered_partitions_are_read(folder_lake, replace, read) -> None:
    replace(ROWS)
    folder_lake.glue.partitions.popitem()

    assert read("id") == [{"id": "1"}]


def test_a_table_without_partitions_is_one_file(folder_lake, replace, read) -> None:
    written = replace("select 3 as orders", "totals")

    assert written == files.Written(rows=1, partitions=0)
    assert folder_lake.files() == [f"{BUCKET}/totals/part-00000.parquet"]
    assert read("orders", name="totals") == [{"orders": 3}]


def test_a_table_without_rows_is_read_as_empty(replace, read) -> None:
    replace(f"{ROWS} where false")
    replace("select 3 as orders where false", "totals")

    assert read("id") == []
    assert read("orders", name="totals") == []


def test_writing_again_leaves_nothing_of_the_old(folder_lake, replace, read) -> None:
    replace(ROWS)
    stale = folder_lake.root / BUCKET / "orders/day=2026-01-01/part-00001.parquet"
    stale.write_bytes(b"half a file")
    beside = folder_lake.root / BUCKET / "orders_old/part-00000.parquet"
    beside.parent.mkdir()
    beside.write_bytes(b"another table")

    replace(f"{ROWS} where day > date '2026-01-01'")

    assert read("id") == [{"id": "2"}, {"id": "3"}]
    assert folder_lake.files() == [
        f"{BUCKET}/orders/day=2026-01-02/part-00000.parquet",
        f"{BUCKET}/orders_old/part-00000.parquet",
    ]


def test_writing_the_same_rows_gives_the_same_bytes(folder_lake, replace) -> None:
    replace(ROWS)
    before = {name: (folder_lake.root / name).read_bytes() for name in folder_lake.files()}

    replace(ROWS)

    after = {name: (folder_lake.root / name).read_bytes() for name in folder_lake.files()}
    assert after == before


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("select 1 as order_count", "does not select orders"),
        ("select 1 as orders, 2 as more", "selects more, which the spec does not have"),
        ("select '1' as orders", "gives orders as varchar, but its type is bigint"),
        ("select date '2026-01-01' as orders", "gives orders as date"),
        ("select none as orders", "fails: Binder Error"),
        ("select 1e30 as orders", "fails: Conversion Error"),
    ],
)
def test_a_query_that_does_not_fit_its_table_is_refused(replace, query, problem) -> None:
    with pytest.raises(MeshError, match=rf"the query of shop\.orders\.totals {problem}"):
        replace(query, "totals")


def test_a_query_may_end_in_a_comment(replace) -> None:
    assert replace("select 3 as orders -- for today", "totals").rows == 1


def test_a_row_without_a_partition_is_refused(folder_lake, replace) -> None:
    with pytest.raises(MeshError, match="without a value to partition them by"):
        replace(ROWS.replace("date '2026-01-01'", "null"))

    assert folder_lake.files() == []


EMPTYING = r"the query of shop\.orders\.orders gives no rows, but the table has 3"


def test_rows_are_not_replaced_by_none(folder_lake, replace, read) -> None:
    replace(ROWS)
    before = folder_lake.files()

    with pytest.raises(MeshError, match=EMPTYING):
        replace(f"{ROWS} where false")

    assert folder_lake.files() == before
    assert len(read("id")) == 3


def test_a_table_without_partitions_is_not_emptied_either(replace, read) -> None:
    replace("select 3 as orders", "totals")

    with pytest.raises(MeshError, match="gives no rows"):
        replace("select 3 as orders where false", "totals")

    assert read("orders", name="totals") == [{"orders": 3}]


def test_rows_are_replaced_by_none_where_that_is_said(folder_lake, replace, read) -> None:
    replace(ROWS)

    written = replace(f"{ROWS} where false", allow_empty=True)

    assert written.rows == 0
    assert read("id") == []
    assert folder_lake.files() == []


def test_a_message_names_the_file_of_the_query(replace) -> None:
    file = "domains/shop/orders/totals.sql"

    with pytest.raises(MeshError, match=rf"{file}: the query of shop\.orders\.totals fails"):
        replace("select none as orders", "totals", file=file)


def test_a_query_without_end_leaves_the_rows_as_they_were(folder_lake, replace, read) -> None:
    replace(ROWS)
    before = folder_lake.files()
    file = "domains/shop/orders/orders.sql"
    endless = f"""
        with recursive t(n) as (select 1 union all select n + 1 from t), o as ({ROWS})
        select o.* from o where (select max(n) from t) > 0"""  # noqa: S608 - of this file

    with pytest.raises(MeshError, match=rf"{file}: the query of shop\.orders\.orders was stopped"):
        replace(endless, file=file, seconds=0.5)

    assert folder_lake.files() == before
    assert len(read("id")) == 3
