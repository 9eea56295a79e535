"""Entries of other meshes in a bucket and in a folder: what can be read is, the rest is named."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

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


def an_index(told: Catalog, *names: str) -> bytes:
    """An index of the mesh that names what it likes."""
    index = dict(documents(told))[INDEX]
    return json.dumps({**json.loads(index), "entries": names}).encode()


def test_what_is_no_name_of_a_product_is_not_asked_for(told: Catalog) -> None:
    first = next(iter(told.products))
    odd = ("../../secret", "/etc/passwd", "a", "a.b.c", "A.b", "a.b\n", "", first, first)
    files = {path: text.encode() for path, text in documents(told)}
    files[INDEX] = an_index(told, *odd)
    asked: list[str] = []

    def fetch(path: str) -> bytes:
        asked.append(path)
        return files[path]

    found = others.read("s3://theirs", fetch)

    assert asked == [INDEX, entry_path(first)]
    assert [entry.product.id for entry in found.entries] == [first]
    assert {each.reason for each in found.unread} == {"its id is none that a product can have"}
    assert len(found.unread) == 7


def test_a_place_that_does_not_answer_is_not_asked_for_each_entry(
    told: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "AT_ONCE", 1)
    asked: list[str] = []

    def fetch(path: str) -> bytes:
        if path == INDEX:
            return an_index(told, *(f"a.b{n}" for n in range(50)))
        asked.append(path)
        raise ReadTimeoutError(endpoint_url="https://s3.example")

    found = others.read("s3://theirs", fetch)

    assert asked == [entry_path("a.b0")]
    assert len(found.unread) == 50
    assert all("Read timeout" in each.reason for each in found.unread)


def test_a_mesh_is_read_to_a_size(told: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {path: text.encode() for path, text in documents(told)}
    first, second, third = told.products
    monkeypatch.setattr(others, "AT_ONCE", 1)
    monkeypatch.setattr(others, "ALL", len(files[entry_path(first)]) + 1)

    found = others.read("s3://theirs", files.__getitem__)

    # What is over the size is read, and nothing behind it.
    assert [entry.product.id for entry in found.entries] == [first, second]
    assert [each.name for each in found.unread] == [f"s3://theirs: {third}"]
    assert "have more than" in found.unread[0].reason
    monkeypatch.setattr(others, "MOST", 1)
    (more,) = others.read("s3://theirs", files.__getitem__).unread
    assert (more.name, more.reason) == (
        "s3://theirs: 2 more",
        "of another mesh 1 products are shown at most",
    )
