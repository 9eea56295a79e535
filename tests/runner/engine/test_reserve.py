"""Room that is kept on the state's disk, and given up when the disk is full."""

import errno
from dataclasses import replace
from types import SimpleNamespace

import pytest

from meshwright.errors import ExitCode, MeshError
from meshwright.runner.engine import reserve
from meshwright.runner.engine.reserve import LITTLE, SIZE, Reserve
from meshwright.runner.results import Status
from meshwright.runner.state.file_store import FileStore

from runner import planned_runs


@pytest.fixture
def kept(tmp_path):
    return Reserve(FileStore(tmp_path / "state").reserve)


@pytest.fixture
def room(monkeypatch):
    """Says how many bytes are left on every disk."""

    def left(count):
        disk = SimpleNamespace(f_bavail=count // 512, f_frsize=512)
        monkeypatch.setattr(reserve.os, "statvfs", lambda _: disk)

    return left


@pytest.fixture
def unwritable(monkeypatch):
    """Lets every file be refused so."""

    def refused(number):
        def fault(*_arguments, **_options):
            raise OSError(number, "no")

        monkeypatch.setattr(reserve.Path, "open", fault)

    return refused


def test_a_run_keeps_the_room_and_gives_it_back(kept):
    with kept.held():
        taken = kept.file.stat()

    assert taken.st_size == SIZE
    assert taken.st_blocks * 512 >= SIZE
    assert not kept.file.exists()
    kept.check()


def test_while_there_is_room_it_is_kept(kept, room):
    room(LITTLE)
    with kept.held():
        kept.watch()
        assert kept.file.exists()

    kept.check()


def test_where_little_is_left_it_is_given_up_and_no_engine_begins(kept, room, tmp_path):
    with kept.held():
        room(LITTLE - 512)
        kept.watch()
        assert not kept.file.exists()
        with pytest.raises(MeshError) as caught:
            kept.check()

    assert str(caught.value) == f"{tmp_path / 'state'}: the disk is full, with less than 20 MB left"
    assert caught.value.fix == "put that right and run it again: what was done is kept"


def test_it_is_given_up_where_the_engine_says_so(kept, room):
    room(10 * SIZE)
    with kept.held():
        kept.watch(is_full=True)

        assert kept.is_given_up
        assert not kept.file.exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_without_room_for_it_is_full(kept, unwritable, number):
    unwritable(number)
    with kept.held():
        assert kept.is_given_up


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_disk_that_may_only_be_read_is_not_full(kept, unwritable, number):
    unwritable(number)
    with kept.held():
        kept.check()


def test_a_disk_of_which_nobody_knows_is_not_full(kept, monkeypatch):
    def fault(_):
        raise OSError(errno.ENOSYS, "no")

    monkeypatch.setattr(reserve.os, "statvfs", fault)
    with kept.held():
        kept.check()


def test_one_that_a_killed_run_has_left_is_taken_over(kept):
    kept.file.parent.mkdir(parents=True)
    kept.file.write_bytes(b"left")
    with kept.held():
        assert kept.file.stat().st_size == SIZE

    assert not kept.file.exists()


def test_a_backend_without_a_disk_of_this_machine_needs_none():
    none = Reserve()
    with none.held():
        none.watch(is_full=True)
        none.check()


def test_an_engine_on_a_disk_that_fills_up_is_asked_to_stop_and_the_disk_is_named(
    engine, assess, told, kept, room
):
    # It fills up once the engine is at work: of one that cannot hear yet nothing is asked.
    bucket = ["create", "aws:s3/bucket:Bucket", "data"]
    cut_off = [["context canceled", "pulumi:pulumi:Stack", "local"]]
    engine.order("local", steps=[bucket], sleep=30, errors=cut_off)
    told.changed = lambda *_: room(0)
    with kept.held():
        done = planned_runs.bring_up(replace(engine.context, reserve=kept), assess(), (), told)

    assert done.exit_code is ExitCode.FAILED
    assert done.results[0].status is Status.FAILED
    assert done.results[0].message.startswith(f"{engine.context.store.root}: the disk is full")
    checkpoint = engine.context.store.root / ".pulumi/stacks/mesh/local.json"
    assert '"signals": ["INT"]' in checkpoint.read_text()
    assert engine.context.store.locks("local") == ()


def test_on_a_full_disk_no_engine_is_started(engine, assess, told, kept, room):
    room(0)
    with kept.held():
        done = planned_runs.bring_up(replace(engine.context, reserve=kept), assess(), (), told)

    assert engine.calls == []
    assert done.exit_code is ExitCode.FAILED
    assert "the disk is full" in done.results[0].message
