"""`mesh run`, `runs` and `ingest` as a person calls them, against an AWS of this process."""

import json
from collections.abc import Mapping
from contextlib import contextmanager

import boto3
import pytest
from moto import mock_aws

from meshwright.cli import running
from meshwright.plan import names, run_names
from meshwright.runner.cloud import Cloud
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_environment

from .conftest import write

SPEC = """\
description: Orders as the shop sends them.
tables:
  orders:
    primaryKey: [order_id]
    source: {format: csv}
    query: orders.sql
    columns: {order_id: {type: string, required: true}}
sla: {freshness: 4h}
"""
READER = """\
description: Orders, counted.
inputs: [sales.shop]
tables:
  counts:
    format: iceberg
    primaryKey: [day]
    query: counts.sql
    columns: {day: int, orders: bigint}
"""
QUERY = "select 1 as day, count(*) as orders from sales__shop.orders"
PRODUCTS = ("sales.shop", "sales.counts")


def machine(result: Mapping[str, object] | None, key: str, bucket: str) -> dict[str, object]:
    """A machine that writes a result and succeeds; or that fails, where there is none."""
    if result is None:
        failed = {"Type": "Fail", "Error": "mesh.QualityFailed", "Cause": "rowCount of orders"}
        return {"StartAt": "fail", "States": {"fail": failed}}
    body = {**result} | {
        "execution.$": "$$.Execution.Name",
        "started.$": "$$.State.EnteredTime",
        "finished.$": "$$.State.EnteredTime",
    }
    write = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:s3:putObject",
        "Parameters": {
            "Bucket": bucket,
            "Key.$": f"States.Format('{key}{{}}.json', $$.Execution.Name)",
            "Body.$": "States.JsonToString($.body)",
        },
        "End": True,
    }
    say = {"Type": "Pass", "Parameters": {"body": body}, "Next": "write"}
    return {"StartAt": "say", "States": {"say": say, "write": write}}


@pytest.fixture
def place(checkout) -> Environment:
    return load_environment(checkout, "local")


@pytest.fixture
def aws(checkout, place: Environment, monkeypatch):
    """The buckets of the two products, and no machine yet."""
    write(
        checkout,
        {
            "domains/sales/shop/product.yaml": SPEC,
            "domains/sales/shop/orders.sql": "select order_id from landing",
            "domains/sales/counts/product.yaml": READER,
            "domains/sales/counts/counts.sql": QUERY,
        },
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        cloud = Cloud(place, boto3.Session(region_name=place.spec.region), {})

        @contextmanager
        def connected(*_):
            yield cloud

        monkeypatch.setattr(running, "connected", connected)
        here = place.place_of(None)
        where = {"LocationConstraint": place.spec.region}
        for bucket in (names.catalog_bucket(here), names.landing_bucket("sales.shop", here)):
            cloud.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
        yield cloud


@pytest.fixture
def deploy(aws, place):
    """Makes the machine of a product, which succeeds with so many rows or (None) fails."""

    def make(product: str, table: str, rows: int | None, **more: str) -> None:
        here = place.place_of(None)
        said = {"product": product, "version": 1, "state": "succeeded", **more}
        result = None if rows is None else said | {"tables": [{"table": table, "rows": rows}]}
        text = machine(result, names.runs_prefix(product), names.catalog_bucket(here))
        aws.client("stepfunctions").create_state_machine(
            name=run_names.state_machine(product, here),
            definition=json.dumps(text),
            roleArn=names.runtime_role_arn(product, here),
        )

    return make


def test_products_are_run_in_order_of_lineage(mesh, deploy):
    deploy("sales.shop", "orders", 3)
    deploy("sales.counts", "counts", 1)
    ended = mesh("run", *PRODUCTS)

    assert (ended.code, ended.out) == (0, "local: 2 products refreshed\n")
    said = [line.partition(" (")[0] for line in ended.err.splitlines()]
    assert said == [
        "running sales.shop",
        "succeeded sales.shop: orders 3 rows",
        "running sales.counts",
        "succeeded sales.counts: counts 1 rows",
    ]


def test_a_failed_product_holds_those_that_read_it(mesh, deploy):
    deploy("sales.shop", "orders", None)
    deploy("sales.counts", "counts", 1)
    ended = mesh("run", *PRODUCTS, "--json")

    shop, counts = ended.document["products"]
    assert ended.code == 1
    assert (shop["state"], shop["error"]) == ("failed", "mesh.QualityFailed")
    assert (counts["state"], counts["because"]) == ("held", "sales.shop was not refreshed")


def test_a_product_whose_inputs_never_had_rows_waits_and_those_that_read_it_too(mesh, deploy):
    deploy("sales.shop", "orders", 0, state="waiting", waitingFor="sales.carts.carts")
    deploy("sales.counts", "counts", 1)
    ended, stands = mesh("run", *PRODUCTS), mesh("runs", *PRODUCTS)

    assert (ended.code, ended.out) == (0, "local: 2 products waiting for inputs\n")
    assert "waiting   sales.shop: waiting for inputs: sales.carts.carts" in ended.err
    assert "waiting   sales.counts: waiting for inputs: sales.shop" in ended.err
    # Rows are promised, and there are none.
    assert stands.code == 1
    assert "sales.shop    waiting    waiting for inputs: sales.carts.carts" in stands.out


@pytest.mark.usefixtures("aws")
def test_a_product_that_is_not_deployed_says_what_to_do(mesh):
    ended = mesh("run", "sales.shop")

    assert ended.code == 1
    assert "the machine of sales.shop is not deployed in local" in ended.err
    assert "mesh up sales.shop" in ended.err


def test_a_product_can_be_started_and_left(mesh, deploy):
    deploy("sales.shop", "orders", 3)
    ended = mesh("run", *PRODUCTS, "--no-wait")

    assert (ended.code, ended.out) == (0, "local: 2 products not waited for\n")
    assert "left      sales.shop: started" in ended.err
    assert "left      sales.counts: starts by itself when sales.shop is refreshed" in ended.err


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("run", "sales.orders"), 1, "nothing to run"),
        (("run", "--from", "2026-01-01"), 2, "--from and --to go together"),
        (("run", "sales.shpo"), 2, "did you mean 'sales.shop'"),
        (("ingest", "sales.shop.ordres", "x.csv"), 2, "did you mean 'sales.shop.orders'"),
        (("ingest", "sales.shop.orders", "x.csv"), 2, "there is no file or folder x.csv"),
    ],
)
def test_what_cannot_be_meant_is_refused(mesh, words, code, said):
    ended = mesh(*words)

    assert ended.code == code
    assert said in ended.err


def test_how_products_stand_is_told_with_their_promises(mesh, deploy):
    deploy("sales.shop", "orders", 3)
    deploy("sales.counts", "counts", 1)
    never = mesh("runs", *PRODUCTS)
    mesh("run", *PRODUCTS)
    well = mesh("runs", *PRODUCTS, "--json")

    assert never.code == 1
    assert "sales.shop    never ran  STALE: no rows yet, promised 4 h" in never.out
    assert well.code == 0
    assert [product["stale"] for product in well.document["products"]] == [False, False]
    assert well.document["products"][0]["result"]["tables"][0]["rows"] == 3


def test_runs_are_told_as_events(mesh, deploy):
    deploy("sales.shop", "orders", 3)
    deploy("sales.counts", "counts", 1)
    never = mesh("runs", *PRODUCTS, "--format", "openlineage")
    for _ in range(2):
        mesh("run", *PRODUCTS)
    one = mesh("runs", "sales.shop", "--format", "openlineage", "--last", "1")
    all_of_them = mesh("runs", *PRODUCTS, "--format", "openlineage")

    assert (never.code, never.out) == (0, "")
    events = [json.loads(line) for line in one.out.splitlines()]
    assert [(e["job"]["name"], e["eventType"]) for e in events] == [
        ("sales.shop", "START"),
        ("sales.shop.orders", "START"),
        ("sales.shop.orders", "COMPLETE"),
        ("sales.shop", "COMPLETE"),
    ]
    assert one.code == all_of_them.code == 0
    assert len(all_of_them.out.splitlines()) == 16
    for words in (("--format", "json"), ("--format", "openlineage", "--json")):
        assert mesh("runs", *PRODUCTS, *words).document["command"] == "runs"


def test_files_are_sent_and_run(mesh, deploy, checkout):
    deploy("sales.shop", "orders", 3)
    (checkout / "export").mkdir()
    (checkout / "export/a.csv").write_text("order_id\n1\n")
    (checkout / "export/notes.txt").write_text("notes")
    first = mesh("ingest", "sales.shop.orders", "export")
    again = mesh("ingest", "sales.shop", "export/a.csv", "--json")

    assert first.code == 0
    assert first.out == "sales.shop.orders: 1 file sent\nlocal: 1 product refreshed\n"
    assert "left out: export/notes.txt" in first.err
    assert again.document["files"][0]["state"] == "landed before"
    assert again.document["products"][0]["state"] == "succeeded"


@pytest.mark.usefixtures("aws")
def test_files_can_be_sent_without_a_run(mesh, checkout):
    (checkout / "a.csv").write_text("order_id\n1\n")
    ended = mesh("ingest", "sales.shop.orders", "a.csv", "--no-run", "--json")

    assert ended.code == 0
    assert ended.document["products"] == []


@pytest.mark.usefixtures("aws")
def test_nothing_is_run_where_a_file_is_refused(mesh, checkout):
    (checkout / "a.csv").write_text("number\n1\n")
    ended = mesh("ingest", "sales.shop.orders", "a.csv")

    assert ended.code == 1
    assert ended.out == "sales.shop.orders: 0 files sent, 1 refused, so nothing is run\n"
    assert "refused   a.csv: its first line names other columns" in ended.err
