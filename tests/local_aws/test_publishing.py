"""The portal in the catalog bucket: in order, only what differs, two at once without a mixture."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError

from meshwright.catalog.portal import publishing
from meshwright.catalog.portal.publishing import publish, published, published_at
from meshwright.errors import MeshError
from meshwright.local_instance import LocalAws
from meshwright.plan import names
from meshwright.runner.cloud import Cloud, connect

from meshes import environment

PLACE = environment("local", account="123456789012")
BUCKET = names.catalog_bucket(PLACE.place_of(None))
MANIFEST = "portal/published.json"
FILES = {
    "index.html": b"home",
    "search.html": b"search",
    "products/a.b.html": b"product",
    "data/search.js": b"data",
    "assets/mesh.svg": b"picture",
    "odd.bin": b"odd",
}


class Watched:
    """S3 as it is, with what is called, and something that happens before one of the calls."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.calls: list[tuple[str, str]] = []
        self.before: Callable[[str, str], None] = lambda *_: None

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.before(name, arguments["Key"])
            self.calls.append((name, arguments["Key"]))
            return getattr(self.real, name)(**arguments)

        return call

    def keys(self, operation: str) -> list[str]:
        return [key for name, key in self.calls if name == operation]


@pytest.fixture
def s3(client: Any) -> Any:
    made = client("s3")
    made.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    return made


@pytest.fixture
def watched(s3: Any) -> Watched:
    return Watched(s3)


@pytest.fixture
def cloud(aws: LocalAws, watched: Watched) -> Cloud:
    made = connect(PLACE, aws.endpoint)
    return replace(made, _clients={"s3": watched})


def held(s3: Any) -> dict[str, bytes]:
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix="portal/").get("Contents", ())
    keys = [each["Key"] for each in listed if each["Key"] != MANIFEST]
    return {
        key.removeprefix("portal/"): s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        for key in keys
    }


def test_all_is_written_with_its_type_and_what_pages_need_comes_first(
    cloud: Cloud, watched: Watched, s3: Any
) -> None:
    assert published_at(cloud) is None

    done = publish(cloud, FILES)

    assert held(s3) == FILES
    assert (done.files, done.changed, done.removed) == (6, 6, 0)
    assert done.address == published_at(cloud) == f"s3://{BUCKET}/portal/index.html"
    written = watched.keys("put_object")
    assert written[0] == written[-1] == MANIFEST
    assert sorted(written[1:4]) == [
        "portal/assets/mesh.svg",
        "portal/data/search.js",
        "portal/odd.bin",
    ]
    assert written[4:7] == [
        "portal/products/a.b.html",
        "portal/search.html",
        "portal/index.html",
    ]
    for name, kind in (
        ("index.html", "text/html; charset=utf-8"),
        ("assets/mesh.svg", "image/svg+xml"),
        ("odd.bin", "application/octet-stream"),
    ):
        told = s3.head_object(Bucket=BUCKET, Key=f"portal/{name}")
        assert (told["ContentType"], told["CacheControl"]) == (kind, "no-cache")


def test_only_what_differs_is_written_and_what_is_gone_goes_pages_first(
    cloud: Cloud, watched: Watched, s3: Any
) -> None:
    publish(cloud, FILES)
    s3.put_object(Bucket=BUCKET, Key="portal/notes.txt", Body=b"a person's")
    left = {n: t for n, t in FILES.items() if n not in ("products/a.b.html", "data/search.js")}
    watched.calls.clear()

    done = publish(cloud, {**left, "index.html": b"other"})
    again = publish(cloud, {**left, "index.html": b"other"})

    assert (done.changed, done.removed, again.changed, again.removed) == (1, 2, 0, 0)
    assert watched.keys("put_object") == [MANIFEST, "portal/index.html", MANIFEST]
    assert watched.keys("delete_object") == ["portal/products/a.b.html", "portal/data/search.js"]
    assert held(s3) == {**left, "index.html": b"other", "notes.txt": b"a person's"}


def test_what_was_cut_off_is_mended_by_the_next(cloud: Cloud, watched: Watched, s3: Any) -> None:
    publish(cloud, FILES)

    def ends(operation: str, key: str) -> None:
        if (operation, key) == ("put_object", "portal/index.html"):
            raise KeyboardInterrupt

    watched.before = ends
    with pytest.raises(KeyboardInterrupt):
        publish(cloud, {**FILES, "search.html": b"new", "index.html": b"new"})
    watched.before = lambda *_: None

    # Of what was under way nothing is taken for granted, be it as before.
    assert publish(cloud, FILES).changed == 2
    assert held(s3) == FILES


@pytest.mark.parametrize("when", ["portal/published.json", "portal/index.html"])
def test_of_two_at_once_the_last_one_is_there_whole(
    cloud: Cloud, watched: Watched, s3: Any, aws: LocalAws, when: str
) -> None:
    publish(cloud, FILES)
    other = connect(PLACE, aws.endpoint)
    theirs = {**FILES, "search.html": b"theirs", "index.html": b"theirs", "more.html": b"theirs"}
    ours = {**FILES, "search.html": b"ours", "index.html": b"ours"}

    def comes_in_between(operation: str, key: str) -> None:
        if (operation, key) == ("put_object", when):
            watched.before = lambda *_: None
            publish(other, theirs)

    watched.before = comes_in_between
    publish(cloud, ours)

    assert held(s3) == ours


def test_who_never_gets_a_turn_says_so(cloud: Cloud, watched: Watched, s3: Any) -> None:
    versions = count()

    def always(operation: str, key: str) -> None:
        if (operation, key) == ("put_object", MANIFEST):
            s3.put_object(Bucket=BUCKET, Key=MANIFEST, Body=str(next(versions)).encode())

    watched.before = always
    with pytest.raises(MeshError, match="others publish the portal at the same time"):
        publish(cloud, FILES)
    assert {*watched.keys("put_object")} == {MANIFEST}


@pytest.mark.parametrize(
    "text", [b"{", b"[]", b'{"version": 1, "files": []}', b'{"version": 2, "files": {"a": "b"}}']
)
def test_a_manifest_of_another_kind_is_written_anew(cloud: Cloud, s3: Any, text: bytes) -> None:
    s3.put_object(Bucket=BUCKET, Key=MANIFEST, Body=text)

    assert publish(cloud, FILES).changed == len(FILES)
    told = json.loads(s3.get_object(Bucket=BUCKET, Key=MANIFEST)["Body"].read())
    assert sorted(told["files"]) == sorted(FILES)
    assert told["version"] == publishing.VERSION


def test_a_bucket_that_is_not_there_is_told_with_what_to_do(aws: LocalAws) -> None:
    cloud = connect(PLACE, aws.endpoint)

    with pytest.raises(MeshError, match="cannot be published in local") as refused:
        publish(cloud, FILES)
    assert (refused.value.fix or "").endswith("mesh up --env local")


class Refusing:
    """A cloud whose catalog bucket is empty, and lets nobody write."""

    environment = environment("dev")

    def client(self, _service: str) -> "Refusing":
        return self

    def get_object(self, **_: str) -> None:
        raise ClientError({"Error": {"Code": "NoSuchKey", "Message": "none"}}, "GetObject")

    def put_object(self, **_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutObject")


def test_who_may_not_write_is_told_who_may() -> None:
    with pytest.raises(MeshError, match="AccessDenied") as caught:
        publish(Refusing(), {"index.html": b"x"})  # type: ignore[arg-type]

    assert "publish as who deploys: mesh up --env dev" in caught.value.fix


def test_a_file_of_the_published_portal_is_read(cloud: Cloud) -> None:
    publish(cloud, FILES)

    assert published(cloud, "index.html") == b"home"
    assert published(cloud, "scores.json") is None


def test_without_a_bucket_nothing_was_published(aws: LocalAws) -> None:
    assert published(connect(PLACE, aws.endpoint), "index.html") is None


class Closed(Refusing):
    """A cloud whose catalog bucket is not the caller's to read."""

    def get_object(self, **_: str) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetObject")


def test_who_may_not_read_what_is_published_is_told() -> None:
    with pytest.raises(
        MeshError, match=r"the published portal of dev cannot be read.*AccessDenied"
    ):
        published(Closed(), "index.html")  # type: ignore[arg-type]
