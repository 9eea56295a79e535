"""What holds data is deleted only where that was said: on the real engine, in an AWS to keep."""

import subprocess
from typing import Any

import pytest

from checkouts import keep_one_product

pytestmark = pytest.mark.e2e

LOCAL = "platform/environments/local.yaml"
PRODUCT = "domains/sales/orders/product.yaml"
LOCK = "domains/sales/orders/product.lock.yaml"
STACK = "local.sales.orders"
BUCKET = "mesh-local--sales--orders--123456789012"
RESULTS = "mesh-local--sales--123456789012--results"


@pytest.fixture
def orders(small_checkout: Any) -> Any:
    """One product with its domain, up where data is kept, as it is again after each test."""
    keep_one_product(small_checkout)
    local = small_checkout.root / LOCAL
    local.write_text(local.read_text().replace("keepData: false", "keepData: true"))
    assert "keepData: true" in local.read_text()
    done = small_checkout.run("up")
    assert done.returncode == 0, done.stdout + done.stderr
    return small_checkout


def spec(checkout: Any) -> str:
    return (checkout.root / PRODUCT).read_text()


def without_lines(text: str) -> str:
    return text[: text.index("  lines:")]


def with_lines_retired(text: str) -> str:
    return text.replace("  lines:\n", "  lines:\n    status: retired\n")


def tables(checkout: Any) -> set[str]:
    glue = checkout.client("glue")
    found = glue.get_tables(DatabaseName="sales__orders")["TableList"]
    return {table["Name"] for table in found}


def buckets(checkout: Any) -> set[str]:
    return {bucket["Name"] for bucket in checkout.client("s3").list_buckets()["Buckets"]}


def test_an_update_deletes_a_table_only_once_it_is_retired(orders: Any) -> None:
    text = spec(orders)
    with orders.edited(PRODUCT, without_lines(text)):
        lost = orders.document("up")
        assert [r["resource"] for r in lost["results"][-1]["reasons"]] == [
            "aws:glue/catalogTable:CatalogTable::lines"
        ]
        assert (lost["returncode"], lost["changes"]) == (5, 0)
        assert tables(orders) == {"orders", "lines"}
    with orders.edited(PRODUCT, with_lines_retired(text)):
        agreed = orders.document("up")
        assert (agreed["returncode"], tables(orders)) == (0, {"orders"})


def test_an_update_replaces_no_bucket(orders: Any) -> None:
    with orders.edited(LOCK, "origin: sales.elsewhere\n"):
        lost = orders.document("up")

    reasons = lost["results"][-1]["reasons"]
    assert lost["returncode"] == 5
    assert {"bucket", "database", "table"} == {r["message"].split()[1] for r in reasons}
    assert BUCKET in buckets(orders)


def test_plain_pulumi_is_stopped_by_protection(orders: Any) -> None:
    shell = orders.run("env").stdout + f"pulumi up -s {STACK} --yes --skip-preview"
    with orders.edited(PRODUCT, without_lines(spec(orders))):
        done = subprocess.run(
            ["bash", "-c", shell],
            cwd=orders.root,
            env=orders.variables,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    assert done.returncode != 0
    assert "cannot be deleted" in done.stdout + done.stderr
    assert tables(orders) == {"orders", "lines"}


def test_a_product_is_destroyed_once_it_is_retired_and_empty(orders: Any) -> None:
    text = spec(orders)
    lost = orders.document("destroy", "sales.orders")
    assert (lost["returncode"], lost["changes"]) == (5, 0)
    assert (BUCKET in buckets(orders), tables(orders)) == (True, {"orders", "lines"})

    s3 = orders.client("s3")
    version = s3.put_object(Bucket=BUCKET, Key="orders/a", Body=b"1")["VersionId"]
    with orders.edited(PRODUCT, f"status: retired\n{text}"):
        full = orders.document("destroy", "sales.orders")
        (reason,) = full["results"][0]["reasons"]
        assert (full["returncode"], full["changes"]) == (5, 0)
        assert reason["message"].endswith("holds 1 objects and old versions: orders/a")
        assert reason["fix"].startswith("empty the bucket first")
        assert (BUCKET in buckets(orders), tables(orders)) == (True, {"orders", "lines"})

        s3.delete_object(Bucket=BUCKET, Key="orders/a", VersionId=version)
        gone = orders.document("destroy", "sales.orders")
        assert (gone["returncode"], BUCKET in buckets(orders)) == (0, False)

        # A retired product's jobs write no more: its domain takes that right from them.
        again = orders.document("up")
        assert (again["returncode"], again["changes"], again["orphans"]) == (0, 1, [])
        assert orders.document("up")["changes"] == 0
        assert BUCKET not in buckets(orders)


def partitions(checkout: Any) -> list[list[str]]:
    glue = checkout.client("glue")
    found = glue.get_partitions(DatabaseName="sales__orders", TableName="orders")["Partitions"]
    return [partition["Values"] for partition in found]


def test_partitions_outlive_no_change_of_keys_and_come_back_with_their_table(orders: Any) -> None:
    text, s3, glue = spec(orders), orders.client("s3"), orders.client("glue")
    file = {"Bucket": BUCKET, "Key": "orders/ordered_on=2026-01-01/a"}
    version = s3.put_object(**file, Body=b"1")["VersionId"]
    table = glue.get_table(DatabaseName="sales__orders", Name="orders")["Table"]
    place = f"s3://{BUCKET}/orders/ordered_on=2026-01-01/"
    stored = {**table["StorageDescriptor"], "Location": place}
    made = {"Values": ["2026-01-01"], "StorageDescriptor": stored}
    glue.create_partition(DatabaseName="sales__orders", TableName="orders", PartitionInput=made)

    keyed = text.replace("[ordered_on]", "[sku, ordered_on]")
    keyed = keyed.replace("ordered_on: date", "ordered_on: date\n      sku: string")
    with orders.edited(PRODUCT, keyed):
        lost = orders.document("up")
    (reason,) = lost["results"][-1]["reasons"]
    assert (lost["returncode"], lost["changes"]) == (5, 0)
    assert reason["message"].startswith("LCY-001 1 partition, such as 2026-01-01,")

    retired = text.replace("  orders:\n", "  orders:\n    status: retired\n")
    with orders.edited(PRODUCT, retired):
        assert (orders.document("up")["returncode"], tables(orders)) == (0, {"lines"})
    back = orders.document("up")
    assert (back["returncode"], partitions(orders)) == (0, [["2026-01-01"]])
    # A bucket that holds anything is not destroyed by the tests after this.
    s3.delete_object(**file, VersionId=version)


def test_a_whole_environment_goes_by_the_flag_alone(orders: Any) -> None:
    lost = orders.document("destroy", "*")
    assert lost["returncode"] == 5
    assert {BUCKET, RESULTS} <= buckets(orders)

    orders.document("destroy", "sales", "--delete-data")

    assert not {BUCKET, RESULTS} & buckets(orders)
    keys = orders.client("kms")
    states = [
        keys.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"]
        for key in keys.list_keys()["Keys"]
    ]
    assert sorted(states) == ["Enabled", "PendingDeletion"]
