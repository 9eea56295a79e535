"""What is written down of engines at work, and how a killed run's are found and waited for."""

import json
import subprocess
import sys
import time

import pytest

from meshwright.deploy import engines
from meshwright.deploy.engines import Engine
from meshwright.deploy.processes import birth
from meshwright.errors import MeshError

ORDERS = "local.sales.orders"


@pytest.fixture
def begin():
    """Starts processes, each in a session of its own, and ends them after the test."""
    begun = []

    def start(program="import time; time.sleep(60)"):
        process = subprocess.Popen([sys.executable, "-c", program], start_new_session=True)
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.wait()


@pytest.fixture
def plugin_of_a_dead_engine():
    """The id of an engine that has ended, while a plugin of its session goes on."""
    program = (
        "import subprocess, sys\n"
        "sleep = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "print(subprocess.Popen(sleep).pid)"
    )
    command = [sys.executable, "-c", program]
    engine = subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, text=True)
    assert engine.stdout is not None
    plugin = int(engine.stdout.readline())
    engine.stdout.close()
    engine.wait()
    yield engine.pid, plugin
    subprocess.run(["kill", "-9", str(plugin)], check=True)


def written(folder, pid, *, born=None, stack=ORDERS):
    """What a killed run has written down of an engine."""
    folder.mkdir(parents=True, exist_ok=True)
    record = {"pid": pid, "birth": born or birth(pid) or "", "stack": stack, "since": "then"}
    (folder / f"{pid}.json").write_text(json.dumps(record))


def test_an_engine_is_written_down_while_it_is_at_work_and_no_longer(tmp_path, begin):
    process = begin()
    with engines.recorded(tmp_path / "engines", process.pid, ORDERS):
        (engine,) = engines.left_behind(tmp_path / "engines")

    assert (engine.pid, engine.stack, engine.birth) == (process.pid, ORDERS, birth(process.pid))
    assert list((tmp_path / "engines").iterdir()) == []


def test_it_is_no_longer_written_down_when_watching_it_fails(tmp_path, begin):
    with (
        pytest.raises(RuntimeError),
        engines.recorded(tmp_path / "engines", begin().pid, ORDERS),
    ):
        raise RuntimeError

    assert list((tmp_path / "engines").iterdir()) == []


def test_no_folder_speaks_of_no_engine(tmp_path):
    assert list(engines.left_behind(tmp_path / "absent")) == []


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"pid": 1, "stranger": 2}', "null"])
def test_a_record_that_says_nothing_is_taken_away(tmp_path, content):
    (tmp_path / "1.json").write_text(content)

    assert list(engines.left_behind(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_goes_while_the_folder_is_read_is_passed_over(tmp_path):
    (tmp_path / "1.json").symlink_to(tmp_path / "gone")

    assert list(engines.left_behind(tmp_path)) == []


def test_a_draft_of_a_record_is_no_record(tmp_path):
    (tmp_path / "1.new").write_text("{}")

    assert list(engines.left_behind(tmp_path)) == []


def test_an_engine_is_at_work_until_it_ends(begin):
    process = begin()
    engine = Engine(process.pid, birth(process.pid) or "", ORDERS, "then")
    before = engine.is_at_work
    process.kill()
    process.wait()

    assert before
    assert not engine.is_at_work


def test_another_process_with_its_id_is_not_the_engine(begin):
    assert not Engine(begin().pid, "another boot:1", ORDERS, "then").is_at_work


def test_a_plugin_that_outlives_its_engine_is_still_at_work(plugin_of_a_dead_engine):
    engine, _ = plugin_of_a_dead_engine

    assert birth(engine) is None
    assert Engine(engine, "any", ORDERS, "then").is_at_work


def test_dead_engines_of_a_stack_are_forgotten_and_no_others(tmp_path, begin):
    dead, other, alive = begin(), begin(), begin()
    written(tmp_path, dead.pid)
    written(tmp_path, other.pid, stack="local.sales")
    written(tmp_path, alive.pid)
    for process in (dead, other):
        process.kill()
        process.wait()
    engines.forget(tmp_path, ORDERS)

    assert {e.pid for e in engines.left_behind(tmp_path)} == {other.pid, alive.pid}


def test_where_nothing_is_at_work_nobody_waits(tmp_path, begin):
    dead = begin("pass")
    dead.wait()
    written(tmp_path, dead.pid, born="then")
    said, began = [], time.monotonic()
    engines.wait(tmp_path, said.append)

    assert said == []
    assert time.monotonic() - began < engines.SETTLE


def test_an_engine_at_work_is_waited_for_and_told_of(tmp_path, begin):
    process = begin("import time; time.sleep(0.7)")
    written(tmp_path, process.pid)
    said = []
    engines.wait(tmp_path, said.append)

    assert birth(process.pid) is None
    assert said == [
        f"waiting for the engine of a killed run, process {process.pid}, on local.sales.orders"
    ]


def test_calls_on_their_way_have_time_to_arrive_after_the_last_process(
    tmp_path, begin, monkeypatch
):
    process = begin("import time; time.sleep(0.3)")
    written(tmp_path, process.pid)
    slept = []
    monkeypatch.setattr(engines, "GLANCE", 0.0)
    monkeypatch.setattr(engines.time, "sleep", slept.append)
    engines.wait(tmp_path, lambda _: None)

    assert slept[-1] == engines.SETTLE


def test_patience_ends_with_the_engine_named_and_how_to_end_it(tmp_path, begin):
    process = begin()
    written(tmp_path, process.pid)
    with pytest.raises(MeshError) as caught:
        engines.wait(tmp_path, lambda _: None, patience=0.0)

    assert str(caught.value) == (
        "the engine of a killed run is still at work on local.sales.orders since then: "
        f"process {process.pid}"
    )
    assert caught.value.fix == f"wait for it, or end it: kill -INT {process.pid}"


def test_where_only_a_plugin_goes_on_the_plugin_is_named(tmp_path, plugin_of_a_dead_engine):
    engine, plugin = plugin_of_a_dead_engine
    written(tmp_path, engine, born="any")
    with pytest.raises(MeshError, match=f"process {plugin}$") as caught:
        engines.wait(tmp_path, lambda _: None, patience=0.0)

    assert caught.value.fix == f"wait for it, or end it: kill -INT {plugin}"
