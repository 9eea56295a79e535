import gzip
import json

import pytest

from meshwright.backend.layout import GZIP, META, StackLock, unpacked
from meshwright.errors import MeshError, UsageError
from meshwright.runner.stack_locks import release_ended
from meshwright.runner.state.checkpoint import read_checkpoint
from meshwright.runner.state.file_store import FileStore
from meshwright.runner.state.store import open_store

from runner.backends import STACKS, FilePut

LOCKS = ".pulumi/locks/organization/mesh/"


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


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "further"])
def test_a_stack_is_made_where_no_other_machine_can_be_making_it(backend, is_first):
    store = open_store(backend.url)
    if not is_first:
        backend.put(META, b"version: 1\n")
    made = store.make_stack("local.sales")

    assert made == (store.is_this_machines and not is_first)
    assert store.stacks() == ({"local.sales"} if made else set())
    if made:
        state = read_checkpoint(store, "local.sales")
        assert state is not None
        assert (state.resources, state.is_settled) == ([], True)


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
    release_ended(open_store(backend.url), "dev", host="here", pid=7)

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


def lock_of(pid, host):
    return json.dumps({"pid": pid, "hostname": host, "username": "eve", "timestamp": "t"}).encode()


def test_locks_say_who_holds_them_and_of_an_unreadable_one_where_it_lies(backend):
    backend.put(LOCKS + "dev/a.json", lock_of(7, "here"))
    backend.put(LOCKS + "dev/b.json", b"damaged")
    backend.put(LOCKS + "dev.sales/a.json", lock_of(8, "here"))
    first, second = open_store(backend.url).locks("dev")

    assert str(first) == "by eve@here (process 7) since t"
    assert str(second) == "by an unknown holder"
    assert second.place.endswith("dev/b.json")


def test_a_lock_is_removed_and_no_other(backend):
    backend.put(LOCKS + "dev/a.json", lock_of(7, "here"))
    backend.put(LOCKS + "dev/b.json", lock_of(7, "there"))
    store = open_store(backend.url)
    store.remove_lock(store.locks("dev")[0])
    store.remove_lock(StackLock(store.locks("dev")[0].place.replace("b.json", "gone.json")))

    assert [lock.host for lock in store.locks("dev")] == ["there"]


def test_only_a_folder_is_one_machines_own(backend):
    assert open_store(backend.url).is_this_machines is isinstance(backend, FilePut)


def test_a_lock_that_goes_while_it_is_read_is_no_lock(tmp_path):
    folder = tmp_path / LOCKS / "dev"
    folder.mkdir(parents=True)
    (folder / "a.json").symlink_to(tmp_path / "gone")

    assert FileStore(tmp_path).locks("dev") == ()


def test_the_checkpoint_in_force_is_read_whole(backend):
    store = open_store(backend.url)
    assert store.read_checkpoint("dev") is None
    backend.put(STACKS + "dev.json", b"{}")

    assert store.read_checkpoint("dev") == b"{}"


def test_the_past_of_a_stack_is_its_own_backups_and_history(backend):
    history, backups = ".pulumi/history/mesh/dev/", ".pulumi/backups/mesh/dev/"
    wanted = {
        STACKS + "dev.json.bak": b"bak",
        STACKS + "dev.json.gz.bak": b"gz",
        history + "dev-1.checkpoint.json": b"history",
        backups + "dev.1.json": b"backup",
    }
    others = {
        STACKS + "dev.json": b"in force",
        STACKS + "dev.sales.json.bak": b"another's",
        history + "dev-1.history.json": b"no checkpoint",
        ".pulumi/history/mesh/dev.sales/dev.sales-1.checkpoint.json": b"another's",
    }
    if isinstance(backend, FilePut):
        # In a bucket the engine needs no side files.
        others |= {history + "dev-1.checkpoint.json.attrs": b"", backups + "dev.1.json.attrs": b""}
    for key, content in (wanted | others).items():
        backend.put(key, content)
    older = dict(open_store(backend.url).older_checkpoints("dev"))

    assert sorted(older.values()) == sorted(wanted.values())
    assert all(place.endswith(tuple(wanted)) for place in older)


@pytest.mark.parametrize(("name", "pack"), [("dev.json", bytes), ("dev.json.gz", gzip.compress)])
def test_a_replaced_checkpoint_is_packed_like_the_one_before_which_is_kept(backend, name, pack):
    backend.put(STACKS + name, pack(b"damaged"))
    store = open_store(backend.url)
    kept = store.replace_checkpoint("dev", b"{}")

    assert kept.endswith(f"{STACKS}{name}.damaged")
    assert backend.has(f"{STACKS}{name}.damaged")
    content = store.read_checkpoint("dev") or b""
    assert content.startswith(GZIP) is name.endswith(".gz")
    assert unpacked(content) == b"{}"
    assert store.stacks() == {"dev"}


def test_a_checkpoint_that_is_missing_altogether_is_put_back_plain(backend):
    store = open_store(backend.url)
    store.replace_checkpoint("dev", b"{}")

    assert backend.has(STACKS + "dev.json")
    assert store.read_checkpoint("dev") == b"{}"


@pytest.mark.parametrize("backend", ["s3"], indirect=True)
def test_an_object_is_never_half_written(backend):
    backend.put(STACKS + "dev.json.attrs", b"{")

    assert open_store(backend.url).mend("dev") is False
