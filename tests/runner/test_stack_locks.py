"""Whose lock may be taken away: a dead engine's of this machine, and nobody else's."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from meshwright.errors import MeshError
from meshwright.runner.engine.process import HOST
from meshwright.runner.stack_locks import breakable, release_dead
from meshwright.runner.state.file_store import FileStore

STACK = "local.sales.orders"
LONG_AGO = "2001-01-01T10:00:00.123456789Z"
NOBODY = frozenset[int]()


class Shared(FileStore):
    """A backend to which other machines write too, as an s3:// one is."""

    @property
    def is_this_machines(self) -> bool:
        return False


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path)


@pytest.fixture
def alive() -> Iterator[int]:
    """A living process's id."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    yield process.pid
    process.kill()
    process.wait()


@pytest.fixture
def dead() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def lock(store, pid, *, host=HOST, since=None, name="one"):
    """A lock as the engine writes it; its side file lies beside it."""
    folder = store.root / ".pulumi/locks/organization/mesh" / STACK
    folder.mkdir(parents=True, exist_ok=True)
    timestamp = datetime.now(UTC).isoformat() if since is None else since
    holder = {"pid": pid, "username": "eve", "hostname": host, "timestamp": timestamp}
    (folder / f"{name}.json").write_text(json.dumps(holder))
    (folder / f"{name}.json.attrs").write_text("{}")


def left(store):
    return sorted(f.name for f in (store.root / ".pulumi/locks").rglob("*") if f.is_file())


def test_the_lock_of_a_dead_engine_is_taken_away_with_its_side_file_and_told_of(store, dead):
    lock(store, dead, since=LONG_AGO)
    released = release_dead(store, STACK, ours=NOBODY)

    assert left(store) == []
    assert released.notes == (
        f"the lock held by eve@{HOST} (process {dead}) since {LONG_AGO} belonged to an engine "
        "that no longer runs: released",
    )


def test_the_lock_of_a_living_engine_stays_and_its_holder_is_named(store, alive):
    lock(store, alive, since=(since := datetime.now(UTC).isoformat()))
    with pytest.raises(MeshError) as caught:
        release_dead(store, STACK, ours=NOBODY)

    assert left(store) == ["one.json", "one.json.attrs"]
    assert str(caught.value) == (
        f"{STACK} is locked by eve@{HOST} (process {alive}) since {since}; nothing was changed"
    )
    assert caught.value.fix == f"wait for that run to end, or end it: kill -INT {alive}"


def test_another_process_may_have_the_dead_engines_id_by_now(store, alive):
    lock(store, alive, since=LONG_AGO)
    release_dead(store, STACK, ours=NOBODY)

    assert left(store) == []


def test_a_moment_counts_in_the_zone_that_it_names(store, alive):
    now = datetime.now(timezone(timedelta(hours=-5)))
    lock(store, alive, since=now.strftime("%Y-%m-%dT%H:%M:%S.123456789-05:00"))
    with pytest.raises(MeshError, match="is locked by"):
        release_dead(store, STACK, ours=NOBODY)


def test_a_lock_that_does_not_say_when_is_not_taken_from_who_lives(store, alive):
    lock(store, alive, since="yesterday")
    with pytest.raises(MeshError, match="since yesterday"):
        release_dead(store, STACK, ours=NOBODY)


@pytest.mark.parametrize("since", ["yesterday", ""])
def test_a_dead_engines_lock_needs_no_date(store, dead, since):
    lock(store, dead, since=since)
    release_dead(store, STACK, ours=NOBODY)

    assert left(store) == []


@pytest.mark.parametrize("ours", [True, False])
def test_the_lock_of_another_host_is_never_broken(store, dead, ours):
    lock(store, dead, host="elsewhere", since=LONG_AGO)
    said = rf"eve@elsewhere \(process {dead}\) since {LONG_AGO}"
    with pytest.raises(MeshError, match=said) as caught:
        release_dead(store, STACK, ours=frozenset({dead}) if ours else NOBODY)

    assert caught.value.fix == (
        f"wait for that run to end; if it is dead: mesh recover --release {STACK}"
    )
    assert left(store) == ["one.json", "one.json.attrs"]


def test_where_other_machines_write_too_a_hosts_name_alone_is_no_proof(store, dead):
    lock(store, dead, since=LONG_AGO)
    with pytest.raises(MeshError, match="is locked by eve@"):
        release_dead(Shared(store.root), STACK, ours=NOBODY)

    assert left(store) == ["one.json", "one.json.attrs"]


def test_there_an_engine_that_this_checkout_has_written_down_is_known(store, dead):
    lock(store, dead, since=LONG_AGO)
    release_dead(Shared(store.root), STACK, ours=frozenset({dead}))

    assert left(store) == []


def test_a_lock_that_cannot_be_read_is_nobodys_to_take(store):
    lock(store, 1)
    next((store.root / ".pulumi/locks").rglob("one.json")).write_text("{")
    with pytest.raises(MeshError, match="is locked by an unknown holder"):
        release_dead(store, STACK, ours=NOBODY)


def test_a_stack_without_a_lock_has_nothing_to_tell(store):
    assert release_dead(store, STACK, ours=NOBODY).notes == ()


@pytest.mark.parametrize(
    "since",
    [
        "2001-01-01T10:00:00Z",
        "2001-01-01T10:00:00.1Z",
        "2001-01-01T10:00:00.123456789+02:00",
        "2001-01-01T10:00:00-05:00",
    ],
)
def test_every_form_in_which_the_engine_writes_a_moment_is_read(store, alive, since):
    lock(store, alive, since=since)
    release_dead(store, STACK, ours=NOBODY)

    assert left(store) == []


def test_a_person_may_break_another_hosts_lock_and_a_dead_or_unreadable_one(store, alive, dead):
    lock(store, alive, name="living")
    lock(store, alive, host="elsewhere", name="other")
    lock(store, dead, since=LONG_AGO, name="dead")
    lock(store, 1, name="unreadable")
    next((store.root / ".pulumi/locks").rglob("unreadable.json")).write_text("{")
    names = {Path(found.place).stem for found in breakable(store, STACK)}

    assert names == {"other", "dead", "unreadable"}


def test_where_other_machines_write_too_nobody_can_see_who_lives(store, alive):
    lock(store, alive)

    assert len(breakable(Shared(store.root), STACK)) == 1
