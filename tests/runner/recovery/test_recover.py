"""A stack after a run that was killed: each step of settling it, and killed on the way itself."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from meshwright.errors import MeshError
from meshwright.runner.engine import engines
from meshwright.runner.engine.process import HOST
from meshwright.runner.recovery import recover
from meshwright.runner.recovery.recover import HALF_WRITTEN, Place
from meshwright.runner.state.checkpoint import parse_checkpoint
from meshwright.runner.state.file_store import FileStore

import shapes

pytestmark = pytest.mark.usefixtures("recorded_shape")
STACK = "local.sales"
BUCKET, GRANT = "aws:s3/bucket:Bucket", "aws:lakeformation/permissions:Permissions"
CREATED = "aws:s3/bucket:Bucket::{} was created, and is now in the state"
NOT_CREATED = "aws:s3/bucket:Bucket::{} was not created"
DEAD = 4_000_000
"""No machine gives this id to a process: Linux's own limit is 4,194,304, set by nobody."""


def urn(name, kind=BUCKET):
    return f"urn:pulumi:local.sales::mesh::{kind}::{name}"


def resource(name="data", kind=BUCKET, **more):
    inputs = shapes.recorded(kind, {"bucket": name})
    return {"urn": urn(name, kind), "type": kind, "custom": True, "inputs": inputs} | more


class Killed(BaseException):
    """This process would be no more."""


@dataclass
class Aws:
    """AWS behind an engine that imports states and reads what is there."""

    store: FileStore
    there: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    fails: dict[str, str] = field(default_factory=dict)
    dies_at: int = 0
    """The number of the operation that the process does not survive; it is not begun."""
    forgets: bool = False
    """Whether a refresh that does not come to its end has begun: that ends what was pending."""

    def __call__(self):
        return self

    def _begin(self, call):
        self.calls.append(call)
        if len(self.calls) == self.dies_at:
            raise Killed
        return self.fails.get(call)

    def import_state(self, file):
        if fault := self._begin("import"):
            return fault
        document = json.loads(file.read_text())
        urns = [r["urn"] for r in document["deployment"]["resources"] if not r.get("delete")]
        assert len(set(urns)) == len(urns), "the engine refuses two living resources of one URN"
        save(self.store, document["deployment"])
        return None

    def refresh(self, urns):
        if self.forgets:
            latest = in_force(self.store)
            latest.pop("pending_operations", None)
            save(self.store, latest)
        if fault := self._begin("refresh"):
            return fault
        latest = in_force(self.store)
        kept = [
            {k: v for k, v in r.items() if k != "initErrors"}
            for r in latest["resources"]
            if r["urn"] not in urns or r.get("id") in self.there
        ]
        save(self.store, latest | {"resources": kept})
        return None


def save(store, latest, stack=STACK):
    put(store, f"stacks/mesh/{stack}.json", checkpoint_of(latest))


def checkpoint_of(latest):
    return json.dumps({"version": 3, "checkpoint": {"latest": latest}}).encode()


def written_at(time, *names):
    latest = {"manifest": {"time": time}, "resources": [resource(n, id=n) for n in names]}
    return checkpoint_of(latest)


def put(store, place, content):
    file = store.root / ".pulumi" / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def in_force(store):
    return json.loads(store.read_checkpoint(STACK))["checkpoint"]["latest"]


def ids(store):
    return sorted(r["id"] for r in in_force(store)["resources"])


def pending_state(*resources, **begun):
    """Resources, and operations by name of what they are about."""
    operations = [{"type": kind, "resource": about} for kind, about in begun.items()]
    return {"resources": list(resources), "pending_operations": operations}


def find(_token, inputs, _known):
    return inputs.get("bucket")


@pytest.fixture
def aws(tmp_path):
    return Aws(FileStore(tmp_path / "state"))


@pytest.fixture
def place(aws, tmp_path):
    return Place(STACK, aws.store, aws, find, tmp_path / "engines")


# What is left of nothing


def test_a_stack_that_does_not_exist_has_nothing_to_settle(place, aws):
    assert recover.recover(place) == ()
    assert aws.calls == []


def test_a_stack_that_no_run_was_killed_on_is_left_as_it_is(place, aws):
    save(aws.store, {"resources": [resource(id="data")]})
    before = aws.store.fingerprint(STACK)

    assert recover.recover(place) == ()
    assert aws.calls == []
    assert aws.store.fingerprint(STACK) == before


# Locks and records


def leave_lock(store, *, host=HOST):
    holder = {"pid": DEAD, "username": "eve", "hostname": host, "timestamp": "2026-01-01T00:00:00Z"}
    put(store, f"locks/organization/mesh/{STACK}/a.json", json.dumps(holder).encode())


def leave_record(place, pid=DEAD, stack=STACK):
    place.records.mkdir(exist_ok=True)
    record = {"pid": pid, "birth": "boot:1", "stack": stack, "since": "then"}
    (place.records / f"{pid}.json").write_text(json.dumps(record))


def test_a_dead_engines_lock_is_released_and_its_record_forgotten(place, aws):
    leave_lock(aws.store)
    leave_record(place)
    leave_record(place, DEAD + 1, "local.finance")
    (note,) = recover.recover(place)

    assert note.endswith("belonged to an engine that no longer runs: released")
    assert aws.store.locks(STACK) == ()
    assert [engine.pid for engine in engines.left_behind(place.records)] == [DEAD + 1]


def test_another_hosts_lock_stops_it_before_anything_is_touched(place, aws):
    leave_lock(aws.store, host="elsewhere")
    leave_record(place)
    put(aws.store, f"stacks/mesh/{STACK}.json", b"{")
    with pytest.raises(MeshError, match=r"is locked by eve@elsewhere .* nothing was changed"):
        recover.recover(place)

    assert aws.store.read_checkpoint(STACK) == b"{"
    assert [engine.pid for engine in engines.left_behind(place.records)] == [DEAD]


# Half-written and damaged files


@pytest.mark.parametrize(
    "side_file",
    [
        f"stacks/mesh/{STACK}.json.attrs",
        f"stacks/mesh/{STACK}.json.gz.attrs",
        f"history/mesh/{STACK}/{STACK}-1.checkpoint.json.attrs",
        f"history/mesh/{STACK}/{STACK}-1.history.json.attrs",
        f"backups/mesh/{STACK}/{STACK}.1.json.attrs",
    ],
)
@pytest.mark.parametrize("content", [b"", b'{"md5": "'])
def test_a_half_written_side_file_is_taken_away(place, aws, side_file, content):
    save(aws.store, {"resources": []})
    put(aws.store, side_file, content)

    assert recover.recover(place) == (HALF_WRITTEN,)
    assert not (aws.store.root / ".pulumi" / side_file).exists()
    assert recover.recover(place) == ()


def test_a_whole_side_file_and_another_stacks_half_one_stay(place, aws):
    save(aws.store, {"resources": []})
    whole, other = f"stacks/mesh/{STACK}.json.attrs", f"stacks/mesh/{STACK}.orders.json.attrs"
    put(aws.store, whole, b"{}")
    put(aws.store, other, b"")

    assert recover.recover(place) == ()
    assert all((aws.store.root / ".pulumi" / name).exists() for name in (whole, other))


def test_a_damaged_checkpoint_gives_way_to_the_newest_readable_one_and_is_kept(place, aws):
    in_state, history = f"stacks/mesh/{STACK}.json", f"history/mesh/{STACK}/{STACK}-"
    put(aws.store, in_state, b'{"version"')
    put(aws.store, f"{in_state}.bak", b"")
    put(aws.store, f"{history}1.checkpoint.json", written_at("2026-01-01T00:00:01Z", "old"))
    put(aws.store, f"{history}1.history.json", b"{}")
    put(aws.store, f"{history}2.checkpoint.json.attrs", b"{}")
    newest = f"backups/mesh/{STACK}/{STACK}.2.json"
    put(aws.store, newest, written_at("2026-01-01T00:00:02Z", "new"))
    (note,) = recover.recover(place)

    assert ids(aws.store) == ["new"]
    kept = aws.store.root / ".pulumi" / f"{in_state}.damaged"
    assert kept.read_bytes() == b'{"version"'
    assert note == (
        f"its checkpoint could not be read (kept as {kept}): taken from "
        f"{aws.store.root / '.pulumi' / newest}, written at 2026-01-01T00:00:02Z"
    )
    assert recover.recover(place) == ()


def test_the_checkpoint_before_the_damaged_one_is_the_newest_of_all(place, aws):
    in_state = f"stacks/mesh/{STACK}.json"
    put(aws.store, in_state, b"")
    put(aws.store, f"{in_state}.bak", written_at("2026-01-01T00:00:03Z", "before"))
    older = f"history/mesh/{STACK}/{STACK}-1.checkpoint.json"
    put(aws.store, older, written_at("2026-01-01T00:00:01Z", "old"))
    recover.recover(place)

    assert ids(aws.store) == ["before"]


def test_what_the_restored_checkpoint_had_begun_is_settled_too(place, aws):
    in_state = f"stacks/mesh/{STACK}.json"
    put(aws.store, in_state, b"")
    put(aws.store, f"{in_state}.bak", checkpoint_of(pending_state(creating=resource())))
    aws.there = {"data"}
    _restored, settled = recover.recover(place)

    assert settled == CREATED.format("data")
    assert ids(aws.store) == ["data"]


@pytest.mark.parametrize("older", [b"", b"{", None])
def test_without_a_readable_checkpoint_it_says_so_and_touches_nothing(place, aws, older):
    in_state = f"stacks/mesh/{STACK}.json"
    put(aws.store, in_state, b"{")
    if older is not None:
        put(aws.store, f"{in_state}.bak", older)
    with pytest.raises(
        MeshError, match=r"of local\.sales cannot be read, and no older one"
    ) as caught:
        recover.recover(place)

    assert caught.value.fix == "bring it back from a backup of the state"
    assert aws.store.read_checkpoint(STACK) == b"{"


def test_who_only_looks_is_told_of_a_damaged_checkpoint_and_what_to_do(aws):
    recover.check_readable(aws.store, STACK)
    save(aws.store, {})
    recover.check_readable(aws.store, STACK)
    put(aws.store, f"stacks/mesh/{STACK}.json", b"{")
    with pytest.raises(MeshError, match=r"the checkpoint of local\.sales cannot be read") as caught:
        recover.check_readable(aws.store, STACK)

    assert caught.value.fix == "bring back the newest readable one: mesh recover local.sales"


# What was begun


def test_what_aws_has_created_is_in_the_state_afterwards(place, aws):
    save(aws.store, pending_state(resource("a", id="a"), creating=resource()))
    aws.there = {"a", "data"}

    assert recover.recover(place) == (CREATED.format("data"),)
    assert ids(aws.store) == ["a", "data"]
    assert "pending_operations" not in in_force(aws.store)
    assert recover.recover(place) == ()


def test_what_aws_has_not_created_is_in_no_state_afterwards(place, aws):
    save(aws.store, pending_state(creating=resource()))

    assert recover.recover(place) == (NOT_CREATED.format("data"),)
    assert ids(aws.store) == []
    assert "pending_operations" not in in_force(aws.store)


def test_what_aws_has_made_though_its_answer_was_lost_is_taken_in(place, aws):
    save(aws.store, {"resources": [resource("a", id="a")]})
    aws.there = {"a", "data"}
    lost = {urn("data"): resource(), urn("other"): resource("other")}

    assert recover.look_up(place, lost) == (CREATED.format("data"),)
    assert ids(aws.store) == ["a", "data"]
    assert "pending_operations" not in in_force(aws.store)


def test_of_all_that_is_settled_a_look_up_tells_what_was_created_whatever_the_words(
    place, aws, monkeypatch
):
    monkeypatch.setitem(recover.DONE, "updating", recover.DONE["creating"])
    save(aws.store, pending_state(resource("a", id="a"), updating=resource("a", id="a")))
    aws.there = {"a", "data"}

    assert recover.look_up(place, {urn("data"): resource()}) == (CREATED.format("data"),)


def test_where_nothing_need_be_looked_up_the_engine_only_writes(place, aws):
    save(aws.store, pending_state(creating=resource(kind="mesh:index:Product")))

    assert recover.recover(place) == ()
    assert aws.calls == ["import"]
    assert "pending_operations" not in in_force(aws.store)


@pytest.mark.parametrize(
    ("there", "note"),
    [({"data"}, "was partly updated, and is read again"), (set(), "was gone")],
)
def test_a_half_done_update_is_looked_at(place, aws, there, note):
    old, new = resource(id="data"), resource(inputs={"bucket": "data", "tags": {"a": "b"}})
    save(aws.store, pending_state(old, updating=new))
    aws.there = there

    assert recover.recover(place) == (f"{BUCKET}::data {note}",)
    assert ids(aws.store) == sorted(there)


@pytest.mark.parametrize(
    ("there", "note"),
    [({"data"}, "was still there, and its deletion goes on"), (set(), "was deleted")],
)
def test_a_half_done_deletion_is_looked_at(place, aws, there, note):
    save(aws.store, pending_state(resource(id="data"), deleting=resource(id="data")))
    aws.there = there

    assert recover.recover(place) == (f"{BUCKET}::data {note}",)
    assert ids(aws.store) == sorted(there)


def test_a_half_made_resource_is_completed_or_forgotten(place, aws):
    save(aws.store, {"resources": [resource(id="data", initErrors=["no answer"])]})
    aws.there = {"data"}

    assert recover.recover(place) == (CREATED.format("data"),)
    assert in_force(aws.store)["resources"] == [resource(id="data")]
    assert recover.recover(place) == ()


def renamed(_token, _inputs, _known):
    return "new"


@pytest.mark.parametrize("there", [{"old", "new"}, {"old"}])
def test_of_a_replacement_created_first_the_living_one_is_in_force(place, aws, there):
    old = resource(id="old")
    save(aws.store, pending_state(old, creating=resource()))
    aws.there = there
    stack = Place(STACK, aws.store, aws, renamed, place.records)
    (note,) = recover.recover(stack)
    left = {r["id"]: r.get("delete", False) for r in in_force(aws.store)["resources"]}

    if "new" in there:
        assert (note, left) == (CREATED.format("data"), {"old": True, "new": False})
    else:
        assert (note, left) == (NOT_CREATED.format("data"), {"old": False})


@pytest.mark.parametrize("there", [{"data"}, set()])
def test_of_a_replacement_deleted_first_only_the_new_one_can_be_left(place, aws, there):
    old = resource(id="data", pendingReplacement=True)
    save(aws.store, pending_state(old, creating=resource()))
    aws.there = there
    stack = Place(STACK, aws.store, aws, lambda *_: "data", place.records)
    recover.recover(stack)

    assert ids(aws.store) == sorted(there)
    assert not [r for r in in_force(aws.store)["resources"] if r.get("pendingReplacement")]


def test_a_grant_is_looked_up_by_what_was_declared(place, aws):
    grant = {"urn": urn("g", GRANT), "type": GRANT, "custom": True, "inputs": {"principal": "p"}}
    save(aws.store, pending_state(creating=grant))
    aws.there = {"recovered"}

    assert recover.recover(place) == (f"{GRANT}::g was created, and is now in the state",)
    assert in_force(aws.store)["resources"][0]["outputs"] == {"principal": "p"}


# What can go wrong on the way


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("import", "and its state could not be written: no space"),
        ("refresh", "and AWS could not be asked: no space"),
    ],
)
def test_what_the_engine_cannot_do_is_told_with_what_to_run_then(place, aws, step, said):
    save(aws.store, pending_state(creating=resource()))
    aws.fails = {step: "no space"}
    with pytest.raises(MeshError) as caught:
        recover.recover(place)

    assert str(caught.value) == f"local.sales was left unfinished by a killed run, {said}"
    assert caught.value.fix == "put that right, then run: mesh recover local.sales"
    assert in_force(aws.store)["pending_operations"]


def test_no_answer_from_aws_leaves_the_pending_operations(place, aws):
    def unanswered(*_):
        raise MeshError("no AWS")

    save(aws.store, pending_state(creating=resource()))
    stack = Place(STACK, aws.store, aws, unanswered, place.records)
    with pytest.raises(MeshError, match="no AWS"):
        recover.recover(stack)

    assert in_force(aws.store)["pending_operations"]
    assert aws.calls == []


@pytest.mark.parametrize("there", [{"old", "data"}, {"old"}, set()], ids=sorted)
@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_a_recovery_that_is_killed_is_done_again(place, aws, dies_at, there):
    state = pending_state(resource(id="old"), creating=resource())
    aws.there = there
    save(aws.store, state)
    aws.dies_at = dies_at
    with pytest.raises(Killed):
        recover.recover(place)
    left = in_force(aws.store).get("pending_operations")
    aws.dies_at = 0
    recover.recover(place)
    again = in_force(aws.store)

    assert left, "pending operations go out of the state last"
    aws.calls.clear()
    save(aws.store, state)
    recover.recover(place)
    assert sorted_state(again) == sorted_state(in_force(aws.store))


@pytest.mark.parametrize("kind", ["creating", "updating", "deleting"])
@pytest.mark.parametrize("there", [{"data"}, set()], ids=["there", "gone"])
def test_what_a_refresh_that_fails_has_not_read_is_in_doubt_still(place, aws, kind, there):
    known = [] if kind == "creating" else [resource(id="data", outputs={"arn": "a"})]
    save(aws.store, pending_state(*known, **{kind: resource(id="data")}))
    aws.there, aws.forgets, aws.fails = there, True, {"refresh": "no answer"}
    with pytest.raises(MeshError, match="AWS could not be asked: no answer"):
        recover.recover(place)
    aws.fails = {}
    (note,) = recover.recover(place)

    assert note == f"{BUCKET}::data was {recover.DONE[kind][0 if there else 1]}"
    assert ids(aws.store) == sorted(there)
    assert recover.recover(place) == ()


@pytest.mark.parametrize("there", [{"old", "new"}, {"old"}], ids=sorted)
def test_of_a_replacement_that_a_failed_refresh_has_not_read_one_lives(place, aws, there):
    stack = Place(STACK, aws.store, aws, renamed, place.records)
    save(aws.store, pending_state(resource(id="old"), creating=resource()))
    aws.there, aws.forgets, aws.fails = there, True, {"refresh": "no answer"}
    with pytest.raises(MeshError):
        recover.recover(stack)
    aws.fails = {}
    recover.recover(stack)
    left = {r["id"]: r.get("delete", False) for r in in_force(aws.store)["resources"]}

    assert left == ({"old": True, "new": False} if "new" in there else {"old": False})


def sorted_state(latest):
    return sorted(json.dumps(r, sort_keys=True) for r in latest["resources"])


def test_a_recovery_that_is_killed_after_the_lock_went_is_done_again(place, aws, monkeypatch):
    leave_lock(aws.store)
    leave_record(place)
    put(aws.store, f"stacks/mesh/{STACK}.json.attrs", b"")
    save(aws.store, {"resources": []})

    def dies(*_):
        raise Killed

    monkeypatch.setattr(engines, "forget", dies)
    with pytest.raises(Killed):
        recover.recover(place)
    monkeypatch.undo()

    assert recover.recover(place) == (HALF_WRITTEN,)


def test_a_state_on_its_way_to_the_engine_is_left_nowhere(place, aws, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    save(aws.store, pending_state(creating=resource()))
    aws.fails = {"import": "no"}
    with pytest.raises(MeshError):
        recover.recover(place)

    assert list(tmp_path.glob("mesh-*")) == []


def test_a_settled_state_is_one_that_the_engine_can_read(place, aws):
    save(aws.store, pending_state(creating=resource()))
    recover.recover(place)
    checkpoint = parse_checkpoint(aws.store.read_checkpoint(STACK) or b"")

    assert checkpoint is not None
    assert checkpoint.is_settled


def test_no_process_has_the_id_that_these_tests_take_for_a_dead_ones():
    probe = [sys.executable, "-c", f"import os; os.kill({DEAD}, 0)"]
    done = subprocess.run(probe, capture_output=True, check=False)

    assert b"ProcessLookupError" in done.stderr
    assert not Path(f"/proc/{DEAD}").exists()
