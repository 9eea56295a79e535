"""A product moves to another domain on the real engine: its data stays, also where a run dies."""

import io
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from checkouts import Checkout

pytestmark = pytest.mark.e2e

OLD, NEW = "local.sales.orders", "local.finance.orders"
BUCKET = "mesh-local--sales--orders--123456789012"
READERS = ("mesh-local--sales--reader", "mesh-local--sales--invoices--runtime")
NEW_READER = "mesh-local--finance--reader"
STACKS = ".mesh/local/state/.pulumi/stacks/mesh"
BEGIN = 120.0
"""Seconds in which a run comes to the stack that moves; a slow machine has four times that."""


@pytest.fixture(scope="module")
def moved(small_checkout: Checkout) -> Checkout:
    """Two products of one domain, one of which reads the other, up and in a repository."""
    shutil.rmtree(small_checkout.root / "domains/finance/reporting")
    shutil.rmtree(small_checkout.root / "domains/sales/orders/access")
    git(small_checkout, "init", "-q", "-b", "main")
    git(small_checkout, "add", "domains")
    git(small_checkout, "commit", "-q", "-m", "begin")
    up = small_checkout.run("up")
    assert up.returncode == 0, up.stdout + up.stderr
    rows = io.BytesIO()
    pq.write_table(pa.table({"order_id": ["1", "2"], "sku": ["a", "b"]}), rows)
    client = small_checkout.client("s3")
    client.put_object(Bucket=BUCKET, Key="lines/1.parquet", Body=rows.getvalue())
    return small_checkout


def git(checkout: Checkout, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", "-C", str(checkout.root), *identity, *arguments], check=True)


def rows(checkout: Checkout) -> list[dict[str, Any]]:
    """The rows of the table `lines`, from where Glue says that they are."""
    found = checkout.client("glue").get_table(DatabaseName="sales__orders", Name="lines")
    place = found["Table"]["StorageDescriptor"]["Location"].removeprefix("s3://")
    bucket, _, prefix = place.partition("/")
    stored = checkout.client("s3").get_object(Bucket=bucket, Key=f"{prefix}1.parquet")
    return pq.read_table(io.BytesIO(stored["Body"].read())).to_pylist()


def holding(checkout: Checkout) -> dict[str, Any]:
    """What tells one bucket, table, key and role from another of the same name."""
    s3, glue, kms, iam = (checkout.client(name) for name in ("s3", "glue", "kms", "iam"))
    buckets = {b["Name"]: b["CreationDate"] for b in s3.list_buckets()["Buckets"]}
    tables = glue.get_tables(DatabaseName="sales__orders")["TableList"]
    encryption = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]
    return {
        "buckets": buckets,
        "tables": {table["Name"]: table["CreateTime"] for table in tables},
        "keys": {key["KeyId"] for key in kms.list_keys()["Keys"]},
        "encryption": encryption,
        "roles": {role["Arn"]: role["RoleId"] for role in iam.list_roles()["Roles"]},
    }


def readers(checkout: Checkout) -> set[tuple[str, str, tuple[str, ...]]]:
    """Who may select which columns of the product, by the role's name and the table."""
    lake = checkout.client("lakeformation")
    granted = lake.list_permissions()["PrincipalResourcePermissions"]
    found: set[tuple[str, str, tuple[str, ...]]] = set()
    for entry in granted:
        opened = entry["Resource"].get("TableWithColumns", {})
        role = entry["Principal"]["DataLakePrincipalIdentifier"].rpartition("/")[2]
        if opened.get("DatabaseName") == "sales__orders" and "SELECT" in entry["Permissions"]:
            columns = tuple(sorted(opened.get("ColumnNames", ())))
            found.add((role, opened["Name"], columns))
    return found


def kill_once_renamed(checkout: Checkout) -> None:
    """Ends a run, with all that it has started, as soon as the stack has its new name."""
    run = subprocess.Popen(
        checkout.command("up"),
        cwd=checkout.root,
        env=checkout.variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    file = Path(checkout.root, STACKS, f"{NEW}.json")
    until = time.monotonic() + 4 * BEGIN
    while not file.exists() and run.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert file.exists()


def test_a_moved_product_keeps_its_rows_and_its_readers(moved: Checkout) -> None:
    before, read, had = holding(moved), rows(moved), readers(moved)
    assert {role for role, _, _ in had} >= {*READERS}
    move = moved.run("move", "sales.orders", "finance.orders")
    assert move.returncode == 0, move.stderr
    git(moved, "commit", "-q", "-m", "move")

    seen = moved.document("preview")
    (shown,) = (result for result in seen["results"] if result["stack"] == NEW)
    replaced = {c["resource"] for c in shown["changed"] if c["operation"] == "replace"}
    assert {name.partition(":")[2].partition("/")[0] for name in replaced} == {
        "lakeformation",
        "s3",
    }
    assert not any(name.endswith("::data") for name in replaced)

    assert not any(
        "iam/role" in change["resource"] and change["operation"] != "update"
        for result in seen["results"]
        for change in result["changed"]
    )

    kill_once_renamed(moved)
    up = moved.document("up")
    assert up["returncode"] == 0, up
    assert (holding(moved), rows(moved)) == (before, read)
    assert readers(moved) >= had
    assert {role for role, _, _ in readers(moved) - had} == {NEW_READER}

    again = moved.document("up")
    assert (again["returncode"], again["changes"]) == (0, 0)
    assert again["skipped"] == again["stacks"]


def test_the_domain_that_it_left_cannot_be_destroyed(moved: Checkout) -> None:
    done = moved.document("destroy", "sales", "--delete-data")
    found = {result["stack"]: result for result in done["results"]}

    assert done["returncode"] == 5
    assert {result["status"] for result in found.values()} == {"held"}
    assert found.keys() == {"local.sales", "local.sales.invoices"}
    assert "the files of finance.orders, moved away from sales" in found["local.sales"]["message"]
    assert rows(moved)


@pytest.mark.long
def test_moved_back_it_has_all_that_it_had(moved: Checkout) -> None:
    before, read = holding(moved), rows(moved)
    move = moved.run("move", "finance.orders", "sales.orders")
    assert move.returncode == 0, move.stderr
    git(moved, "commit", "-q", "-m", "move back")
    up = moved.document("up")
    (shown,) = (result for result in up["results"] if result["stack"] == OLD)
    replaced = [c["resource"] for c in shown["changed"] if c["operation"] == "replace"]
    roles = [c for r in up["results"] for c in r["changed"] if "iam/role" in c["resource"]]

    assert up["returncode"] == 0, up
    assert (holding(moved), rows(moved)) == (before, read)
    assert {role for role, _, _ in readers(moved)} >= {*READERS}
    assert not any(name.endswith("::data") or "glue" in name for name in replaced)
    assert {change["operation"] for change in roles} <= {"update"}
    again = moved.document("up")
    assert (again["returncode"], again["changes"]) == (0, 0)
    assert not (moved.root / "domains/sales/orders/product.lock.yaml").exists()
