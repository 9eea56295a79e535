"""What a killed run leaves is known by the run's own name, and ended; a stranger never is."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from meshwright.errors import MeshError
from meshwright.runner.engine import leftovers, lifeline, processes
from meshwright.runner.engine.processes import birth

SECONDS = 300
"""After which something hangs. No test is about how fast this machine is."""
SLEEPS = "import time; print('up', flush=True); time.sleep(3600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPS


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(leftovers, "SETTLE", 0.0)


@pytest.fixture
def killed(tmp_path):
    """The file of a run that did not come to its end."""
    with lifeline.lifeline(tmp_path) as run:
        pass
    run.touch()
    return run


@pytest.fixture
def begin():
    """Starts processes of a run, each in a session of its own; they end after the test."""
    begun = []

    def start(run=None, program=SLEEPS):
        carried = {} if run is None else {lifeline.VARIABLE: str(run)}
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            env=os.environ | carried,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.wait()
        process.stdout.close()


def nobody(_text: str) -> None:
    raise AssertionError("there is nothing to tell")


def test_where_no_run_was_killed_nobody_waits_and_nothing_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(leftovers.time, "sleep", nobody)

    leftovers.end_killed_runs(tmp_path, nobody, patience=60)


def test_a_killed_run_that_has_left_nothing_is_forgotten(tmp_path, killed):
    leftovers.end_killed_runs(tmp_path, nobody)

    assert not killed.exists()


def test_what_ends_by_itself_is_waited_for(tmp_path, killed, begin):
    process = begin(killed, "import time; print(1, flush=True); time.sleep(1); raise SystemExit(4)")
    said = []
    leftovers.end_killed_runs(tmp_path, said.append, patience=SECONDS)

    assert said == [f"ending what a killed run has left: process {process.pid}"]
    assert process.wait(SECONDS) == 4


@pytest.mark.parametrize("program", [SLEEPS, DEAF], ids=["sleeps", "hears no signal"])
def test_what_does_not_is_ended_all_of_it_at_once(tmp_path, killed, begin, program, monkeypatch):
    left = [begin(killed, program) for _ in range(8)]
    said, waits = [], []
    monkeypatch.setattr(leftovers, "_are_gone", lambda _find, patience: waits.append(patience))
    leftovers.end_killed_runs(tmp_path, said.append, patience=2)

    # Not one after the other, each with a patience of its own.
    assert waits == [2]
    assert said == [
        "ending what a killed run has left: processes "
        + ", ".join(map(str, sorted(process.pid for process in left)))
    ]
    assert {process.wait(SECONDS) for process in left} == {-signal.SIGKILL}


def test_one_that_is_stopped_is_ended_too(tmp_path, killed, begin):
    process = begin(killed)
    os.kill(process.pid, signal.SIGSTOP)
    leftovers.end_killed_runs(tmp_path, lambda _: None, patience=0.2)

    assert process.wait(SECONDS) == -signal.SIGKILL


def test_the_child_of_what_was_left_goes_with_it(tmp_path, killed, begin):
    fork = f"import os, time; os.fork(); {SLEEPS}"
    parent = begin(killed, fork)
    members = processes.session_members(parent.pid)
    leftovers.end_killed_runs(tmp_path, lambda _: None, patience=0.2)
    parent.wait(SECONDS)

    assert len(members) == 2
    assert [birth(pid) for pid in members] == [None, None]


def strange_runs(tmp_path, killed):
    """Runs that are none of the killed one's."""
    return {
        "nobody's": None,
        "a name that begins like it": f"{killed}0",
        "the beginning of its name": str(killed)[:-1],
        "its name alone": killed.name,
        "another checkout's run": tmp_path / "elsewhere" / killed.name,
    }


@pytest.mark.parametrize("number", range(5))
def test_a_stranger_is_left_alone(tmp_path, killed, begin, number):
    run = list(strange_runs(tmp_path, killed).values())[number]
    stranger = begin(run)
    leftovers.end_killed_runs(tmp_path, nobody, patience=0.1)

    assert stranger.poll() is None


def test_one_that_cannot_be_ended_is_named(tmp_path, killed, monkeypatch):
    monkeypatch.setattr(leftovers, "carriers", lambda _entries: (4_000_001, 4_000_002))
    monkeypatch.setattr(leftovers, "LAST_PATIENCE", 0.1)
    with pytest.raises(MeshError, match="processes 4000001, 4000002 of a killed run cannot be"):
        leftovers.end_killed_runs(tmp_path, lambda _: None, patience=0.0)

    assert killed.exists()


def test_of_an_engine_that_is_no_more_its_own_session_alone_is_ended(killed, begin):
    plugin, other = begin(killed), begin(killed)
    leftovers.end_session(plugin.pid, lifeline.entry(killed), patience=0.1)

    assert plugin.wait(SECONDS) == -signal.SIGKILL
    assert other.poll() is None


def test_a_stranger_in_a_session_of_that_id_is_left_alone(killed, begin):
    stranger = begin()
    leftovers.end_session(stranger.pid, lifeline.entry(killed), patience=0.0)

    assert stranger.poll() is None


@pytest.mark.usefixtures("killed")
def test_this_process_is_never_a_leftover(monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "_carriers_in_proc", lambda _entries: iter([os.getpid()]))

    leftovers.end_killed_runs(tmp_path, nobody)


def test_a_run_is_seen_to_live_by_its_lock_and_leaves_no_file(tmp_path):
    with lifeline.lifeline(tmp_path) as run:
        during, there = is_free(run), lifeline.of_killed_runs(tmp_path)

    assert not during
    assert there == (run,)
    assert not run.exists()
    assert lifeline.of_killed_runs(tmp_path) == ()


def test_what_a_run_has_handed_on_goes_with_it(tmp_path):
    with lifeline.lifeline(tmp_path) as run:
        plans = lifeline.plans_of(run)
        plans.mkdir(parents=True)
        (plans / "a.json").write_text("{}")

    assert not plans.exists()


def test_what_a_killed_run_has_handed_on_goes_once_its_processes_have_ended(tmp_path):
    run = tmp_path / lifeline.FOLDER / "killed"
    plans = lifeline.plans_of(run)
    for folder in (run.parent, plans):
        folder.mkdir(parents=True)
    run.touch()
    (plans / "a.json").write_text("{}")
    leftovers.end_killed_runs(tmp_path, lambda _: None, patience=0.1)

    assert not plans.exists()
    assert lifeline.of_killed_runs(tmp_path) == ()


def test_two_runs_have_names_that_nobody_can_guess(tmp_path):
    with lifeline.lifeline(tmp_path) as first, lifeline.lifeline(tmp_path) as second:
        names = {first.name, second.name}

    assert len(names) == 2
    assert min(map(len, names)) >= 32


def is_free(run) -> bool:
    with run.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@pytest.mark.parametrize("source", ["proc", "ps"])
def test_carriers_are_found_by_both_ways_to_ask_a_machine(
    source, tmp_path, monkeypatch, begin: Callable[..., "subprocess.Popen[bytes]"], killed
):
    process, _stranger = begin(killed), begin()
    if source == "ps":
        monkeypatch.setattr(processes, "PROC", tmp_path)

    assert processes.carriers({lifeline.entry(killed)}) == (process.pid,)
