"""The results of runs as the catalog bucket keeps them, and as a file that a portal keeps."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from meshwright.catalog import results
from meshwright.catalog.results import load_results, read_results, text_of
from meshwright.errors import MeshError, UsageError
from meshwright.local_instance import LocalAws
from meshwright.plan import names
from meshwright.runner.cloud import Cloud, connect
from meshwright.running.sample import Sample

from meshes import environment

PLACE = environment("local", account="123456789012")
BUCKET = names.catalog_bucket(PLACE.place_of(None))

SAMPLE = Sample(
    taken=datetime(2026, 5, 31, 22, 15, tzinfo=UTC), columns=("id",), rows=(("a",), (None,))
)


@pytest.fixture
def cloud(aws: LocalAws) -> Cloud:
    return connect(PLACE, aws.endpoint)


def put(client: Any, key: str, body: bytes) -> None:
    client("s3").put_object(Bucket=BUCKET, Key=key, Body=body)


def said(product: str, execution: str) -> bytes:
    moment = "2026-05-01T08:00:00Z"
    told = {"product": product, "execution": execution, "state": "succeeded"}
    return json.dumps({"started": moment, "finished": moment, **told}).encode()


def test_the_last_results_of_each_product_are_read(cloud: Cloud, client: Any) -> None:
    client("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    for name in ("a", "b"):
        put(client, f"runs/sales.orders/{name}.json", said("sales.orders", name))
    put(client, "runs/sales.orders/broken.json", b"{")
    put(client, "runs/sales.orders/others.json", said("sales.carts", "x"))
    put(client, "runs/sales.orders/latest", b"{}")

    told = read_results(cloud, ["sales.orders", "sales.carts"], last=4)

    assert list(told) == ["sales.orders"]
    assert sorted(each.execution for each in told["sales.orders"]) == ["a", "b"]


def test_a_bucket_that_is_not_there_is_told(cloud: Cloud) -> None:
    with pytest.raises(MeshError, match="the results of runs in local cannot be read"):
        read_results(cloud, ["sales.orders"])


def test_a_file_keeps_them_as_they_were(tmp_path: Path) -> None:
    kept = {"sales.orders": (results.parse(said("sales.orders", "a"), key="a"),)}
    path = tmp_path / "runs.json"
    path.write_text(text_of(kept))

    assert load_results(path) == (kept, {})
    assert json.loads(path.read_text()).keys() == {"version", "products"}

    path.write_text(text_of(kept, {"sales.orders": {"orders": SAMPLE}}))

    assert load_results(path) == (kept, {"sales.orders": {"orders": SAMPLE}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "holds no results of runs"),
        ("[]", "holds no results of runs"),
        ('{"version": 2, "products": {}}', "is of version 2"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "runs.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=message):
        load_results(path)
