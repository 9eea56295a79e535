"""Samples of rows in the catalog bucket: read as far as they may be shown, and taken away."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from meshwright.catalog.samples import forget, may_show, read_samples, shown_now
from meshwright.errors import MeshError
from meshwright.local_instance import LocalAws
from meshwright.plan import names
from meshwright.runner.cloud import Cloud, connect
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh

from meshes import DOMAIN, environment

PLACE = environment("local", account="123456789012")
BUCKET = names.catalog_bucket(PLACE.place_of(None))
SPEC = """\
description: x
sample: true
tables:
  orders:
    source: {format: csv}
    primaryKey: [id]
    columns: {id: string, mail: {type: string, pii: MAIL}}
  lines:
    sample: LINES
    source: {format: csv}
    primaryKey: [id]
    columns: {id: string}
"""


@pytest.fixture
def cloud(aws: LocalAws, client: Any) -> Cloud:
    client("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    client("s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return connect(PLACE, aws.endpoint)


def mesh(root: Path, *, mail: str = "false", lines: str = "true") -> Mesh:
    texts = {
        "domain.yaml": DOMAIN.format("sales"),
        "orders/product.yaml": SPEC.replace("MAIL", mail).replace("LINES", lines),
    }
    for name, text in texts.items():
        file = root / "domains/sales" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    found = load_mesh(root)
    assert not found.findings
    return found.mesh


def put(client: Any, table: str, values: Mapping[str, str], body: bytes | None = None) -> None:
    row = {"Data": [{"VarCharValue": f"={value}"} for value in values.values()]}
    said = {
        "version": 1,
        "product": "sales.orders",
        "table": table,
        "columns": [*values],
        "taken": "2026-05-31T22:15:00Z",
        "rows": [{"Data": []}, row],
    }
    key = names.sample_key("sales.orders", table)
    client("s3").put_object(Bucket=BUCKET, Key=key, Body=body or json.dumps(said).encode())


def lying(client: Any) -> set[str]:
    """Whatever there is, and was, of the product."""
    found = client("s3").list_object_versions(Bucket=BUCKET, Prefix="runs/sales.orders/")
    every = (*found.get("Versions", ()), *found.get("DeleteMarkers", ()))
    return {each["Key"].rpartition("/")[2] for each in every}


def test_what_may_be_shown_by_now_is_read(cloud: Cloud, client: Any, tmp_path: Path) -> None:
    put(client, "orders", {"id": "a", "mail": "m"})

    before = read_samples(cloud, mesh(tmp_path))
    after = read_samples(cloud, mesh(tmp_path, mail="true"))

    assert before["sales.orders"].keys() == {"orders"}
    assert before["sales.orders"]["orders"].rows == (("a", "m"),)
    assert after["sales.orders"]["orders"].columns == ("id",)
    assert shown_now(before, mesh(tmp_path, mail="true")) == after
    put(client, "orders", {}, b"{")
    assert read_samples(cloud, mesh(tmp_path)) == {}


def test_what_shows_more_than_it_may_is_deleted_with_its_versions(
    cloud: Cloud, client: Any, tmp_path: Path
) -> None:
    for _ in range(2):
        put(client, "orders", {"id": "a", "mail": "m"})
        put(client, "lines", {"id": "a"})
    put(client, "lines.sample.more", {"id": "a"})
    # The name of a run is chosen by whoever starts it.
    client("s3").put_object(Bucket=BUCKET, Key="runs/sales.orders/lines.sample.json", Body=b"{}")

    kept = forget(cloud, ["sales.orders", "sales.carts"], may_show(mesh(tmp_path)))
    assert kept == ("sales.orders.lines.sample.more",)

    gone = forget(cloud, ["sales.orders"], may_show(mesh(tmp_path, mail="true", lines="false")))
    assert gone == ("sales.orders.lines", "sales.orders.orders")
    assert lying(client) == {"lines.sample.json"}


def test_a_sample_that_cannot_be_read_goes_too(cloud: Cloud, client: Any, tmp_path: Path) -> None:
    put(client, "orders", {}, b"{")

    assert forget(cloud, ["sales.orders"], may_show(mesh(tmp_path))) == ("sales.orders.orders",)


def test_where_the_bucket_is_gone_nothing_is_left(aws: LocalAws) -> None:
    assert forget(connect(PLACE, aws.endpoint), ["sales.orders"], {}) == ()


def test_a_bucket_that_cannot_be_read_is_told(aws: LocalAws, tmp_path: Path) -> None:
    with pytest.raises(MeshError, match="the samples of rows in local cannot be reached"):
        read_samples(connect(PLACE, aws.endpoint), mesh(tmp_path))
