import json

import boto3
import pytest
from moto import mock_aws

from meshwright.deploy.file_store import FileStore
from meshwright.deploy.store import open_store
from meshwright.errors import MeshError, UsageError

STACKS = ".pulumi/stacks/mesh/"
LOCKS = ".pulumi/locks/organization/mesh/"


class FilePut:
    def __init__(self, folder):
        self.folder, self.url = folder, f"file://{folder}"

    def put(self, key, content):
        file = self.folder / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def has(self, key):
        return (self.folder / key).exists()


class S3Put:
    url = "s3://state/deep/down?region=eu-central-1"

    def __init__(self):
        self.client = boto3.client("s3", region_name="eu-central-1")
        place = {"LocationConstraint": "eu-central-1"}
        self.client.create_bucket(Bucket="state", CreateBucketConfiguration=place)

    def put(self, key, content):
        self.client.put_object(Bucket="state", Key=f"deep/down/{key}", Body=content)

    def has(self, key):
        found = self.client.list_objects_v2(Bucket="state", Prefix=f"deep/down/{key}")
        return found["KeyCount"] > 0


@pytest.fixture(params=["file", "s3"])
def backend(request, tmp_path, monkeypatch):
    if request.param == "file":
        yield FilePut(tmp_path)
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield S3Put()


def test_stacks_are_the_checkpoints_and_nothing_beside_them(backend):
    for name in ("dev.json", "dev.sales.json.gz", "dev.sales.orders.json.zst"):
        backend.put(STACKS + name, b"{}")
    for name in ("dev.old.json.bak", "dev.json.attrs", "dev.json.bak.attrs"):
        backend.put(STACKS + name, b"{}")

    assert open_store(backend.url).stacks() == {"dev", "dev.sales", "dev.sales.orders"}


def test_an_empty_backend_holds_no_stacks(backend):
    store = open_store(backend.url)

    assert store.stacks() == frozenset()
    assert store.fingerprint("dev") is None
    assert store.read_record("dev") is None


def test_the_fingerprint_follows_the_checkpoint_of_its_own_stack(backend):
    store = open_store(backend.url)
    backend.put(STACKS + "dev.json", b"one")
    backend.put(STACKS + "dev.sales.json", b"one")
    before = store.fingerprint("dev")
    backend.put(STACKS + "dev.sales.json", b"two")

    assert store.fingerprint("dev") == before
    backend.put(STACKS + "dev.json", b"two")
    assert store.fingerprint("dev") not in (before, None)


def test_a_record_is_kept_replaced_and_deleted(backend):
    store = open_store(backend.url)
    store.write_record("dev.sales", b"one")
    store.write_record("dev.sales", b"two")

    assert store.read_record("dev.sales") == b"two"
    assert backend.has(".pulumi/meshwright/dev.sales.json")
    store.delete_record("dev.sales")
    assert store.read_record("dev.sales") is None
    store.delete_record("dev.sales")


def test_only_the_lock_of_the_dead_engine_is_released(backend):
    ours = json.dumps({"pid": 7, "hostname": "here"}).encode()
    other = json.dumps({"pid": 7, "hostname": "there"}).encode()
    backend.put(LOCKS + "dev/a.json", ours)
    backend.put(LOCKS + "dev/b.json", other)
    backend.put(LOCKS + "dev/c.json", b"damaged")
    backend.put(LOCKS + "dev.sales/a.json", ours)
    open_store(backend.url).release_lock("dev", host="here", pid=7)

    assert not backend.has(LOCKS + "dev/a.json")
    for kept in ("dev/b.json", "dev/c.json", "dev.sales/a.json"):
        assert backend.has(LOCKS + kept)


def test_the_newest_of_two_checkpoints_is_in_force(tmp_path):
    backend = FilePut(tmp_path)
    backend.put(STACKS + "dev.json", b"one")
    before = FileStore(tmp_path).fingerprint("dev")
    backend.put(STACKS + "dev.json.gz", b"two")

    assert FileStore(tmp_path).fingerprint("dev") != before


def test_a_missing_folder_is_an_empty_backend(tmp_path):
    assert not open_store(f"file://{tmp_path / 'absent'}").stacks()


@pytest.mark.parametrize("backend", ["s3"], indirect=True)
def test_a_missing_bucket_is_said_to_be(backend):
    del backend
    with pytest.raises(MeshError, match="s3://absent cannot be used"):
        open_store("s3://absent").stacks()


def test_a_backend_that_cannot_hold_records_is_refused():
    with pytest.raises(UsageError, match="backend https:// is not supported"):
        open_store("https://api.pulumi.com")
