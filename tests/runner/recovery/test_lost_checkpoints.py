"""A stack whose checkpoint is gone while its past is there, in a folder and in a bucket."""

import gzip
import json

import pytest

from meshwright.errors import MeshError
from meshwright.runner.recovery import past, recover
from meshwright.runner.state.store import open_store

from runner.backends import STACKS

STACK = "dev.sales"
HISTORY = f".pulumi/history/mesh/{STACK}/{STACK}-"
BACKUPS = f".pulumi/backups/mesh/{STACK}/{STACK}."
BAK = f"{STACKS}{STACK}.json.bak"
URN = "urn:pulumi:dev.sales::mesh::aws:s3/bucket:Bucket::"


def copy(second, *names):
    """A checkpoint of the past, written in that second; without names it holds nothing."""
    resources = [{"urn": URN + name, "type": "aws:s3/bucket:Bucket", "id": name} for name in names]
    latest = {"manifest": {"time": f"2026-01-01T00:00:0{second}Z"}, "resources": resources}
    return json.dumps({"version": 3, "checkpoint": {"latest": latest}}).encode()


def restored(store):
    """The ids in the checkpoint that is in force after all."""
    content = json.loads(store.read_checkpoint(STACK))
    return [resource["id"] for resource in content["checkpoint"]["latest"]["resources"]]


LOST = {
    "backup, history and copy beside it": {
        BAK: copy(1, "old"),
        HISTORY + "2.checkpoint.json": copy(2, "data"),
        BACKUPS + "2.json": copy(2, "data"),
    },
    "history alone": {
        HISTORY + "1.checkpoint.json": copy(1, "old"),
        HISTORY + "2.checkpoint.json": copy(2, "data"),
    },
    "the first run was killed, so only the copy of the step before": {BAK: copy(1, "data")},
    "copies alone, the newest cut off": {
        BACKUPS + "1.json": copy(1, "data"),
        BACKUPS + "2.json": copy(2, "data")[:40],
    },
    "packed by an engine that compresses": {
        HISTORY + "2.checkpoint.json.gz": gzip.compress(copy(2, "data")),
        f"{STACKS}{STACK}.json.gz.bak": gzip.compress(copy(1, "old")),
    },
    "destroyed once, and deployed again": {
        BACKUPS + "1.json": copy(1, "old"),
        BAK: copy(2),
        HISTORY + "3.checkpoint.json": copy(3, "data"),
    },
    "another update was under way": {
        BAK: copy(3, "data"),
        HISTORY + "2.checkpoint.json": copy(2, "old"),
    },
}
NOT_LOST = {
    "a new stack": {},
    "another stack's past": {f"{STACKS}{STACK}.orders.json.bak": copy(1, "data")},
    "destroyed and removed": {
        BAK: copy(3),
        BACKUPS + "1.json": copy(1, "data"),
        BACKUPS + "3.json": copy(3),
    },
    "killed while it was removed": {
        BAK: copy(3),
        HISTORY + "1.checkpoint.json": copy(1, "data"),
        HISTORY + "3.checkpoint.json": copy(3),
    },
    "made, and never deployed": {BAK: copy(1)},
}


@pytest.mark.parametrize("files", LOST.values(), ids=LOST.keys())
def test_a_lost_checkpoint_is_restored_from_the_newest_copy_that_can_be_read(backend, files):
    for key, content in files.items():
        backend.put(key, content)
    store = open_store(backend.url)
    (note,) = recover.restore(store, STACK)

    assert restored(store) == ["data"]
    assert note.startswith("its checkpoint was gone: taken from ")
    assert recover.restore(store, STACK) == ()
    assert store.stacks() == {STACK}


@pytest.mark.parametrize("files", NOT_LOST.values(), ids=NOT_LOST.keys())
def test_what_was_never_deployed_or_is_destroyed_is_not_brought_back(backend, files):
    for key, content in files.items():
        backend.put(key, content)
    store = open_store(backend.url)

    assert recover.restore(store, STACK) == ()
    assert store.read_checkpoint(STACK) is None
    assert STACK not in past.lost(store)
    recover.check_readable(store, STACK)


@pytest.mark.parametrize("files", LOST.values(), ids=LOST.keys())
def test_a_stack_whose_checkpoint_is_lost_is_still_known(backend, files):
    for key, content in files.items():
        backend.put(key, content)

    assert past.lost(open_store(backend.url)) == {STACK}


def test_where_no_copy_can_be_read_nothing_is_begun_anew(backend):
    backend.put(BAK, copy(1, "data")[:40])
    backend.put(HISTORY + "1.checkpoint.json", b"")
    with pytest.raises(MeshError, match=r"of dev\.sales cannot be read, and no older one"):
        recover.restore(open_store(backend.url), STACK)

    assert past.lost(open_store(backend.url)) == {STACK}


def test_who_only_looks_is_told_that_it_is_gone_and_what_to_do(backend):
    backend.put(BAK, copy(1, "data"))
    with pytest.raises(MeshError, match=r"the checkpoint of dev\.sales is gone") as caught:
        recover.check_readable(open_store(backend.url), STACK)

    assert caught.value.fix == "bring back the newest readable one: mesh recover dev.sales"
