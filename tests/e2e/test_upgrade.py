"""Whoever has deployed a table with a query as Parquet files loses no row by the upgrade."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from checkouts import keep_one_product, put

pytestmark = pytest.mark.e2e

MODELS = "platform/meshwright/specs/models/table.py"
LOCAL = "platform/environments/local.yaml"
SPEC = "domains/sales/sums/product.yaml"
SUMS = """\
description: Orders by day.
inputs: [sales.orders]
tables:
  sums:
    primaryKey: [ordered_on]
    query: sums.sql
    columns: {ordered_on: date, orders: bigint}
"""
SQL = "select ordered_on, count(*) as orders from sales__orders.orders group by ordered_on\n"
OLD, NEW = (f'FORMAT_OF_QUERIES: TableFormat = "{word}"' for word in ("parquet", "iceberg"))
KEPT = SUMS.replace("    primaryKey", "    format: parquet\n    primaryKey")
BESIDE = KEPT.replace("    format", "    sunset: 2099-06-30\n    format").replace(
    "    query: sums.sql\n", ""
) + SUMS.partition("tables:\n")[2].replace("  sums:\n", "  sums_v2:\n    supersedes: sums\n")


@contextmanager
def released(checkout: Any, default: str) -> Iterator[None]:
    """The code with one of the two defaults: of the release before, and of the one after."""
    text = (checkout.root / MODELS).read_text()
    found = next(line for line in (OLD, NEW) if line in text)
    with checkout.edited(MODELS, text.replace(found, default)):
        yield


@pytest.fixture(scope="module")
def released_before(small_checkout: Any) -> Any:
    """The product, up by the release before where data is kept, with rows that others wrote."""
    keep_one_product(small_checkout)
    local = small_checkout.root / LOCAL
    local.write_text(local.read_text().replace("keepData: false", "keepData: true"))
    put(small_checkout.root / SPEC, SUMS)
    put(small_checkout.root / "domains/sales/sums/sums.sql", SQL)
    with released(small_checkout, OLD):
        done = small_checkout.run("up")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = io.BytesIO()
    pq.write_table(pa.table({"orders": pa.array([3, 4], pa.int64())}), rows)
    bucket, _, prefix = location(small_checkout).removeprefix("s3://").partition("/")
    key = f"{prefix.rstrip('/')}/others.parquet"
    small_checkout.client("s3").put_object(Bucket=bucket, Key=key, Body=rows.getvalue())
    return small_checkout


def table(checkout: Any, name: str = "sums") -> Any:
    return checkout.client("glue").get_table(DatabaseName="sales__sums", Name=name)["Table"]


def location(checkout: Any) -> str:
    return table(checkout)["StorageDescriptor"]["Location"]


def orders(checkout: Any) -> list[int]:
    """The rows in the table's files."""
    bucket, _, prefix = location(checkout).removeprefix("s3://").partition("/")
    s3 = checkout.client("s3")
    found = s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]
    files = [s3.get_object(Bucket=bucket, Key=f["Key"])["Body"].read() for f in found if f["Size"]]
    return [n for file in files for n in pq.read_table(io.BytesIO(file))["orders"].to_pylist()]


@pytest.mark.parametrize("command", ["preview", "up"])
def test_the_table_is_named_with_what_to_write_and_nothing_is_touched(
    released_before: Any, command: str
) -> None:
    before = table(released_before)
    with released(released_before, NEW):
        said = released_before.document(command)

    (reason,) = said["results"][-1]["reasons"]
    assert said["returncode"] == 5
    assert reason["resource"] == "aws:glue/catalogTable:CatalogTable::sums"
    assert reason["fix"].startswith(f"write `format: parquet` at tables.sums in {SPEC}: "), reason
    assert "`supersedes`" in reason["fix"]
    assert (table(released_before), orders(released_before)) == (before, [3, 4])


def test_the_check_names_the_table_as_well(released_before: Any) -> None:
    with released(released_before, NEW):
        found = released_before.document("check")["findings"]

    assert [f["where"] for f in found if f["code"] == "CHK146"] == ["tables.sums"]


def test_a_table_that_says_parquet_stays_as_it_is(released_before: Any) -> None:
    before = table(released_before)
    with released(released_before, NEW), released_before.edited(SPEC, KEPT):
        done = released_before.document("up")

    changed = {r["stack"]: r["changed"] for r in done["results"]}
    assert done["returncode"] == 0
    assert changed.get("local.sales.sums", []) == []
    assert (table(released_before), orders(released_before)) == (before, [3, 4])


def test_the_new_table_comes_beside_the_old_one(released_before: Any) -> None:
    with released(released_before, NEW), released_before.edited(SPEC, BESIDE):
        done = released_before.document("up")

    assert done["returncode"] == 0
    assert table(released_before, "sums_v2")["Parameters"]["table_type"].upper() == "ICEBERG"
    assert orders(released_before) == [3, 4]
