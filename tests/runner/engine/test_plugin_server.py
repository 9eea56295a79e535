"""The plugin server of a run, without an engine: what it forks, and when all of it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from meshwright.forked_process import LOST
from meshwright.runner.engine import plugin_server
from meshwright.runner.engine.plugin_server import NONE, Plugins, PluginServer
from meshwright.runner.engine.processes import birth

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(not plugin_server.FORKS, reason="this system does not fork")

SECONDS = 300
"""After which something hangs. No test is about how fast this machine is."""
HOLDER = """
import os, subprocess, sys, time
from pathlib import Path
from meshwright.runner.engine.plugin_server import PluginServer

server = PluginServer(Path(sys.argv[1]), {}, ("host",), Path(sys.argv[2], "server.log"))
plugins = server.plugins(dict(os.environ), Path(sys.argv[2]), Path(sys.argv[2], "log"))
engine = subprocess.Popen([sys.executable, "-c", sys.argv[3]], stdout=subprocess.PIPE)
engine.stdout.readline()
plugins.serve(engine.pid)
time.sleep(0)
print(server._process.pid, engine.pid, flush=True)
time.sleep(3600)
"""
"""A run: it starts a server, a plugin and what it takes for an engine, and says who they are."""
STOPS = (
    "import signal, time; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " print('', flush=True); time.sleep(3600)"
)
IGNORES = (
    "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN);"
    " print('', flush=True); time.sleep(3600)"
)


AT_ONCE = """
import os, selectors, socket, sys

sys.path[:0] = [f"{sys.argv[1]}/{name}" for name in ("platform", "policies", "platform/engine")]
from plugin_server import Plugin, PluginServer

run, control = socket.socketpair()
holder, theirs = socket.socketpair()
server = PluginServer(control)
if not (pid := os.fork()):
    os._exit(0)
server.plugins[pid] = Plugin(pid, holder, finishes=False)
server.selector.register(holder, selectors.EVENT_READ, server._hear)
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
theirs.close()
run.close()
order, found = [server.ended, holder, control], server.selector.select


def in_order(timeout):
    events = found(timeout)
    assert len(events) == 3, events
    return sorted(events, key=lambda event: order.index(event[0].fileobj))


server.selector.select = in_order
server.serve()
"""
"""A server that sees in one look that a plugin has ended, its holder has gone, and the run too."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PluginServer]:
    server = PluginServer(ROOT, {}, ("host",), tmp_path / "server.log")
    yield server
    server.stop()


def forked(server: PluginServer, folder: Path, **variables: str) -> Plugins:
    return server.plugins({**os.environ, **variables}, folder, folder / "log")


def children(pid: int) -> Mapping[int, str]:
    """The children of a process, by the names under which a system shows them."""
    said = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,comm="], capture_output=True, text=True, check=True
    ).stdout
    rows = (line.split(None, 2) for line in said.splitlines())
    return {int(row[0]): row[2] for row in rows if int(row[1]) == pid and "defunct" not in row[2]}


def pid_of(server: PluginServer) -> int:
    assert server._process is not None
    return server._process.pid


def until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


def test_an_engine_is_told_the_port_of_the_host_that_is_forked_for_it(
    server: PluginServer, tmp_path: Path
) -> None:
    plugins = forked(server, tmp_path)

    ((name, value),) = plugins.variables.items()
    language, port = value.split(":")
    assert (name, language) == ("PULUMI_DEBUG_LANGUAGES", "python")
    assert int(port) > 0
    assert [*children(pid_of(server)).values()] == ["mesh-host"]


def test_plugins_are_gone_when_their_engines_turn_ends_and_others_are_not(
    server: PluginServer, tmp_path: Path
) -> None:
    first, second = forked(server, tmp_path), forked(server, tmp_path)
    first.end()

    assert [process.poll() for process in first.processes] == [0]
    assert [process.poll() for process in second.processes] == [None]
    assert len(children(pid_of(server))) == 1


def test_a_plugin_and_its_holder_may_go_at_once() -> None:
    command = [sys.executable, "-I", "-c", AT_ONCE, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_left_of_a_server_that_is_stopped(server: PluginServer, tmp_path: Path) -> None:
    forked(server, tmp_path)
    found = {pid_of(server), *children(pid_of(server))}
    server.stop()

    assert [pid for pid in found if birth(pid)] == []


def test_plugins_end_with_a_server_that_is_killed_and_there_are_no_more(
    server: PluginServer, tmp_path: Path
) -> None:
    plugins = forked(server, tmp_path)
    found = children(pid_of(server))
    os.kill(pid_of(server), signal.SIGKILL)

    assert [process.wait(SECONDS) for process in plugins.processes] == [LOST]
    until(lambda: not any(map(birth, found)))
    assert forked(server, tmp_path) == NONE


def test_without_a_server_an_engine_starts_its_plugins_itself(tmp_path: Path) -> None:
    server = PluginServer(tmp_path, {}, ("host",), tmp_path / "server.log")

    assert forked(server, tmp_path) == NONE
    assert "plugin_server.py" in (tmp_path / "server.log").read_text()
    server.stop()


def test_a_plugin_that_cannot_begin_says_why_in_its_log(
    server: PluginServer, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"

    assert server.plugins({}, gone, tmp_path / "log") == NONE
    assert "FileNotFoundError" in (tmp_path / "log").read_text()
    assert forked(server, tmp_path).variables


@pytest.mark.parametrize("engine", [STOPS, IGNORES], ids=["stops when asked", "does not listen"])
def test_server_plugins_and_engine_end_with_a_run_that_is_killed(
    tmp_path: Path, engine: str
) -> None:
    roots = os.pathsep.join([str(ROOT / "platform"), str(ROOT / "policies")])
    run = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(ROOT), str(tmp_path), engine],
        env=os.environ | {"PYTHONPATH": roots},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    server, other = map(int, run.stdout.readline().split())
    found = {server, other, *children(server)}
    assert len(found) == 3
    run.kill()
    run.communicate()

    until(lambda: not any(map(birth, found)))


def test_an_engine_is_stopped_whatever_of_its_run_goes_first(
    server: PluginServer, tmp_path: Path
) -> None:
    plugins = forked(server, tmp_path)
    engine = subprocess.Popen([sys.executable, "-c", STOPS], stdout=subprocess.PIPE)
    with engine:
        assert engine.stdout is not None
        engine.stdout.readline()
        plugins.serve(engine.pid)
        plugins.processes[0].kill()
        time.sleep(0.1)
        assert server._control is not None
        server._control.close()

        assert engine.wait(SECONDS) in (1, -signal.SIGINT)
