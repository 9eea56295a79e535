"""Rows that were written before a column changed are right after it."""

import time

from local_aws.athena.athena import Athena
from local_aws.athena.conftest import COLUMNS
from local_aws.iceberg.lake import Lake, field

PLACE = {
    "type": "struct",
    "fields": [{"id": 10, "name": "city", "type": "string", "required": False}],
}
WIDER = {
    "type": "struct",
    "fields": [
        {"id": 10, "name": "town", "type": "string", "required": False},
        {"id": 11, "name": "zip", "type": "string", "required": False},
    ],
}
BEFORE = [field(1, "id"), field(2, "n", "int"), field(3, "place", PLACE), field(4, "gone")]


def test_old_rows_are_right_after_every_kind_of_change(athena: Athena, lake: Lake) -> None:
    lake.glue.delete_table(DatabaseName="sales", Name="orders")
    lake.create(BEFORE)
    place = "CAST(ROW('Rome') AS ROW(city varchar))"
    athena.run(f"INSERT INTO orders SELECT 'a', 7, {place}, 'old'")

    lake.update(
        [
            field(2, "count", "long"),
            field(1, "id"),
            field(3, "place", WIDER),
            field(5, "gone"),
            field(6, "note"),
        ]
    )

    wide = "CAST(ROW('Oslo', '1') AS ROW(town varchar, zip varchar))"
    athena.run(f"INSERT INTO orders SELECT CAST(5000000000 AS bigint), 'b', {wide}, 'new', 'x'")
    assert athena.rows("SELECT * FROM orders ORDER BY id") == [
        ("7", "a", "{town=Rome, zip=null}", None, None),
        ("5000000000", "b", "{town=Oslo, zip=1}", "new", "x"),
    ]
    assert athena.changed("DELETE FROM orders WHERE place.town = 'Rome'") == 1
    assert athena.rows("SELECT id FROM orders") == [("b",)]


def test_files_of_a_partition_become_one_and_old_snapshots_go(athena: Athena, lake: Lake) -> None:
    for number in range(3):
        athena.run(f"INSERT INTO orders (order_id, count) VALUES ('{number}', {number})")
    before = athena.rows("SELECT * FROM orders ORDER BY order_id")

    athena.run("OPTIMIZE sales.orders REWRITE DATA USING BIN_PACK")
    athena.run("OPTIMIZE sales.orders REWRITE DATA USING BIN_PACK")

    assert athena.rows("SELECT * FROM orders ORDER BY order_id") == before
    assert len(athena.rows('SELECT DISTINCT "$path" FROM orders')) == 1
    assert len(lake.metadata()["snapshots"]) == 4
    lake.update(COLUMNS, properties={"vacuum_max_snapshot_age_seconds": "0"})
    time.sleep(0.01)
    athena.run("VACUUM sales.orders")
    assert len(lake.metadata()["snapshots"]) == 1
    assert athena.rows("SELECT * FROM orders ORDER BY order_id") == before
