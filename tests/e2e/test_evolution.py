"""An Iceberg table with rows changes in place: old rows are right, the next preview is empty."""

from typing import Any

import pytest

from checkouts import keep_one_product, put

pytestmark = pytest.mark.e2e

FOLDER = "domains/sales/orders"
SPEC = f"{FOLDER}/product.yaml"
BEFORE = """\
description: Confirmed orders.
tables:
  lines:
    format: iceberg
    partitionBy: [sold_on]
    columns:
      order_id: string
      sku: {type: string, description: What was sold}
      pieces: int
      price: decimal(6,2)
      note: string
      parcel: struct<weight:float,paid:boolean>
      sold_on: date
"""
AFTER = """\
description: Confirmed orders, line by line.
tables:
  lines:
    format: iceberg
    partitionBy: [day]
    columns:
      line: int
      day: {type: date, renamedFrom: sold_on}
      article: {type: string, renamedFrom: sku, description: What was sold}
      order_id: string
      pieces: bigint
      price: decimal(12,2)
      parcel: struct<carrier:string,weight:double>
"""
AGAIN = AFTER.replace("    columns:\n", "    columns:\n      note: string\n")
ROWS = """\
insert into sales__orders.lines values
  ('A1', 'pen', 3, cast('1.50' as decimal(6,2)), 'gift',
   cast(row(0.5, true) as row(weight real, paid boolean)), date '2026-05-01'),
  ('A2', 'ink', null, cast('9.00' as decimal(6,2)), null, null, date '2026-05-02')
"""
LATER = """\
insert into sales__orders.lines (line, day, article, order_id, pieces, price)
values (1, date '2026-05-03', 'cap', 'A3', 5000000000, cast('1234567890.12' as decimal(12,2)))
"""


@pytest.fixture(scope="module")
def orders(small_checkout: Any) -> Any:
    """The product as it begins, with two rows."""
    keep_one_product(small_checkout)
    local = small_checkout.root / "platform/environments/local.yaml"
    local.write_text(local.read_text().replace("keepData: false", "keepData: true"))
    changed(small_checkout, BEFORE)
    asked(small_checkout, ROWS)
    return small_checkout


def changed(checkout: Any, spec: str) -> None:
    """Locks and brings up what a spec says; then nothing is left to do."""
    put(checkout.root / SPEC, spec)
    for words in (("lock",), ("up",)):
        done = checkout.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
    assert checkout.document("preview", "--no-skip")["changes"] == 0


def asked(checkout: Any, sql: str) -> list[list[str | None]]:
    answer = checkout.document("query", sql)
    assert answer["returncode"] == 0, answer
    return answer.get("rows", [])


def test_old_rows_are_right_after_each_change(orders: Any) -> None:
    changed(orders, AFTER)

    assert asked(
        orders,
        "select line, cast(day as varchar), article, order_id, pieces, cast(price as varchar),"
        " parcel.weight, parcel.carrier from sales__orders.lines order by order_id",
    ) == [
        [None, "2026-05-01", "pen", "A1", "3", "1.50", "0.5", None],
        [None, "2026-05-02", "ink", "A2", None, "9.00", None, None],
    ]

    asked(orders, LATER)
    changed(orders, AGAIN)

    assert asked(
        orders, "select note, line, pieces, article from sales__orders.lines order by order_id"
    ) == [
        [None, None, "3", "pen"],
        [None, None, None, "ink"],
        [None, "1", "5000000000", "cap"],
    ]


def test_the_ids_are_those_of_the_lock(orders: Any) -> None:
    lock = (orders.root / FOLDER / "product.lock.yaml").read_text()

    assert "    article: 2\n" in lock
    assert "    day: 7\n" in lock
    assert "  lines: [5, 9]\n" in lock
