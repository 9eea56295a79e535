"""What is written down of engines at work, and how a dead one is told from a living one."""

import json
import subprocess
import sys

import pytest

from meshwright.runner.engine import engines
from meshwright.runner.engine.engines import Engine
from meshwright.runner.engine.processes import birth

ORDERS = "local.sales.orders"


@pytest.fixture
def begin():
    """Starts processes, each in a session of its own, and ends them after the test."""
    begun = []

    def start(program="import time; time.sleep(3600)"):
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
        "sleep = [sys.executable, '-c', 'import time; time.sleep(3600)']\n"
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
