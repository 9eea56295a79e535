"""Statements over Iceberg tables, as a client of Athena sees them."""

import pytest

from local_aws.athena.athena import Athena, texts
from local_aws.iceberg.lake import BUCKET, Lake, field

COLUMNS = [
    field(1, "order_id", required=True),
    field(2, "amount", "decimal(10,2)"),
    field(3, "day", "date"),
    field(4, "count", "long"),
]
ROWS = (
    "INSERT INTO orders VALUES ('a', 1.50, DATE '2026-01-01', 1),"
    " ('b', 2.25, DATE '2026-01-02', 2), ('c', NULL, DATE '2026-01-02', NULL)"
)


@pytest.fixture
def lake(client) -> Lake:
    lake = Lake.opened(client)
    lake.create(COLUMNS)
    return lake


@pytest.fixture
def athena(client, lake: Lake) -> Athena:
    assert lake
    client("athena").create_work_group(
        Name="analysts",
        Configuration={"ResultConfiguration": {"OutputLocation": f"s3://{BUCKET}/results/"}},
    )
    return Athena(client("athena"), "analysts")


def snapshots(lake: Lake) -> int:
    return len(lake.metadata()["snapshots"])


def test_rows_are_inserted_and_read(athena: Athena) -> None:
    assert athena.changed(ROWS) == 3

    assert athena.rows("SELECT * FROM orders ORDER BY order_id") == [
        ("a", "1.50", "2026-01-01", "1"),
        ("b", "2.25", "2026-01-02", "2"),
        ("c", None, "2026-01-02", None),
    ]


def test_an_answer_has_its_columns_and_a_header(athena: Athena) -> None:
    athena.run(ROWS)

    answer = athena.run("SELECT order_id, amount AS total, count(*) OVER () AS n FROM orders")

    assert texts(answer)[0] == ("order_id", "total", "n")
    assert [
        (c["Name"], c["Type"]) for c in answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    ] == [
        ("order_id", "varchar"),
        ("total", "decimal"),
        ("n", "bigint"),
    ]


def test_rows_are_deleted_in_one_snapshot(athena: Athena, lake: Lake) -> None:
    athena.run(ROWS)

    assert athena.changed("DELETE FROM orders WHERE day = DATE '2026-01-02'") == 2

    assert athena.rows("SELECT order_id FROM orders") == [("a",)]
    assert snapshots(lake) == 2


def test_a_delete_that_meets_nothing_makes_no_snapshot(athena: Athena, lake: Lake) -> None:
    athena.run(ROWS)

    assert athena.changed("DELETE FROM orders WHERE order_id = 'x'") == 0

    assert snapshots(lake) == 1


def test_a_table_is_emptied(athena: Athena, lake: Lake) -> None:
    assert athena.changed("DELETE FROM orders") == 0
    athena.run(ROWS)

    assert athena.changed("DELETE FROM orders") == 3

    assert athena.rows("SELECT order_id FROM orders") == []
    assert snapshots(lake) == 2


MERGE = (
    "MERGE INTO sales.orders t USING (SELECT * FROM (VALUES ('a', 9.00), ('b', NULL), ('d', 4.00))"
    " AS v (k, amount)) s ON t.order_id = s.k"
    " WHEN MATCHED AND s.amount IS NULL THEN DELETE"
    " WHEN MATCHED THEN UPDATE SET amount = s.amount"
    " WHEN NOT MATCHED AND s.amount > 1 THEN INSERT (order_id, amount) VALUES (s.k, s.amount)"
)


def test_a_merge_changes_adds_and_removes_in_one_snapshot(athena: Athena, lake: Lake) -> None:
    athena.run(ROWS)

    assert athena.changed(MERGE) == 3

    assert athena.rows("SELECT order_id, amount, count FROM orders ORDER BY 1") == [
        ("a", "9.00", "1"),
        ("c", None, None),
        ("d", "4.00", None),
    ]
    assert snapshots(lake) == 2
