"""A Glue database that was there before the mesh is taken over, as the page shows it."""

from pathlib import Path
from typing import Any

import pytest

import crawled_lake
from crawled_lake import BUCKET, DATABASE
from shown_commands import run, steps

from checkouts import keep_one_product

pytestmark = pytest.mark.e2e

PAGE = Path(__file__).parents[2] / "docs/how-to/adopt-a-glue-database.md"
WORDS = "mesh:"


def tables(glue: Any) -> dict[str, Any]:
    """What others read tables by: all but the mesh's own words."""
    found = {t["Name"]: t for t in glue.get_tables(DatabaseName=DATABASE)["TableList"]}
    return {name: _read_by(said) for name, said in found.items()}


def _read_by(said: dict[str, Any]) -> dict[str, Any]:
    descriptor = said["StorageDescriptor"]
    columns = [(c["Name"], c["Type"]) for c in descriptor["Columns"]]
    parameters = {k: v for k, v in said["Parameters"].items() if not k.startswith(WORDS)}
    parameters.pop("EXTERNAL", None)
    keys = [(c["Name"], c["Type"]) for c in said.get("PartitionKeys", ())]
    # What is false, or empty, is so too where nothing is said.
    said_of_files = {name: value for name, value in descriptor.items() if value}
    return {**said_of_files, "Columns": columns, "own": parameters, "keys": keys}


def objects(s3: Any) -> dict[str, str]:
    return {o["Key"]: o["ETag"] for o in s3.list_objects_v2(Bucket=BUCKET)["Contents"]}


def test_the_page_takes_a_database_over_and_leaves_its_rows(small_checkout: Any) -> None:
    keep_one_product(small_checkout)
    assert small_checkout.run("local", "start").returncode == 0
    s3, glue = small_checkout.client("s3"), small_checkout.client("glue")
    crawled_lake.fill(s3, glue)
    before, files = tables(glue), objects(s3)

    done = run(small_checkout, steps(PAGE))
    said = done.stdout + done.stderr

    assert done.returncode == 0, said
    assert "done      local.sales.crm: 17 to create, 4 to update" in said
    assert "done      local.sales.crm: no change" in said
    assert "taken back: IAM_ALLOWED_PRINCIPALS has ALL on table crm_raw.customers" in said
    assert "local: 3 stacks, no drift" in said
    assert "-- replace" not in said
    assert "done      local.sales.crm: 17 deleted, 4 kept" in said
    assert "17 changes, 4 kept in AWS" in said
    # The product is gone again, by the page's last step, and all is as it was.
    assert tables(glue) == before
    assert objects(s3) == files
    parts = glue.get_partitions(DatabaseName=DATABASE, TableName="customers")["Partitions"]
    assert [part["Values"] for part in parts] == [["de"]]
