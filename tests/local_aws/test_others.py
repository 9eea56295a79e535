"""Entries of other meshes in a bucket and in a folder: what can be read is, the rest is named."""

from pathlib import Path
from typing import Any

import pytest

from meshwright.catalog import others
from meshwright.catalog.exchange import INDEX, documents, entry_path
from meshwright.catalog.model import Catalog
from meshwright.catalog.view import catalog_of
from meshwright.errors import MeshError
from meshwright.local_instance import LocalAws
from meshwright.plan import plan
from meshwright.runner.cloud import Cloud, connect

from meshes import TODAY, MeshOf, environment

PLACE = environment("local", account="123456789012")


@pytest.fixture
def cloud(aws: LocalAws) -> Cloud:
    return connect(PLACE, aws.endpoint)


@pytest.fixture
def told(mesh_of: MeshOf) -> Catalog:
    mesh = mesh_of()
    return catalog_of(mesh, PLACE, plan(mesh, PLACE, as_of=TODAY))


@pytest.mark.parametrize("prefix", ["portal", "", "deep/er/"])
def test_a_mesh_is_read_from_a_bucket(
    told: Catalog, cloud: Cloud, client: Any, prefix: str
) -> None:
    s3 = client("s3")
    s3.create_bucket(
        Bucket="theirs", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    below = f"{prefix.strip('/')}/" if prefix else ""
    for path, text in documents(told):
        s3.put_object(Bucket="theirs", Key=f"{below}{path}", Body=text.encode())
    place = f"s3://theirs/{prefix}"

    found = others.read(place, others.in_bucket(place, cloud))

    assert others.is_bucket(place)
    assert {entry.product.id: entry.product for entry in found.entries} == told.products
    assert (found.place, found.unread) == (place, ())


def test_what_cannot_be_read_is_named_and_keeps_nothing_from_being_read(
    told: Catalog, tmp_path: Path
) -> None:
    first, second, *rest = told.products
    for path, text in documents(told):
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    (tmp_path / entry_path(first)).write_text("{")
    (tmp_path / entry_path(second)).write_bytes((tmp_path / entry_path(rest[0])).read_bytes())
    place = str(tmp_path)

    found = others.read(place, others.in_folder(place))

    assert not others.is_bucket(place)
    assert [entry.product.id for entry in found.entries] == rest
    assert [(unread.name, unread.reason) for unread in found.unread] == [
        (f"{place}: {first}", "it is no JSON"),
        (f"{place}: {second}", "its entry is of another product"),
    ]
    (tmp_path / entry_path(first)).unlink()
    again = others.read(place, others.in_folder(place))
    assert "No such file" in again.unread[0].reason


def test_a_place_without_a_mesh_is_told(cloud: Cloud, tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    (tmp_path / INDEX).write_text("{}")
    for place, fetch in (
        ("s3://gone/portal", others.in_bucket("s3://gone/portal", cloud)),
        (str(tmp_path), others.in_folder(str(tmp_path))),
        (str(tmp_path / "gone"), others.in_folder(str(tmp_path / "gone"))),
    ):
        with pytest.raises(MeshError, match="there are no entries of a mesh at"):
            others.read(place, fetch)
