"""Our Python language host under the real engine: programs, packs, faults and interruption.

Started by the engine, as plain `pulumi` does, and forked by a plugin server, as `mesh` does.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from meshwright.runner.engine.engine import find_engine
from meshwright.runner.engine.plugin_server import Plugins, PluginServer
from meshwright.runner.engine.processes import birth

ROOT = Path(__file__).parents[2]
HOST = ROOT / "platform" / "engine" / "pulumi-language-python"
STACK = "local.sales.orders"
SECONDS = 300
"""After which something hangs. No test is about how fast this machine is."""
PROGRAM = """
import pulumi

class Product(pulumi.ComponentResource):
    def __init__(self, name, props):
        super().__init__("mesh:index:Product", name, props)
        self.register_outputs(props)

print("a word from the program")
Product("orders", {"bucket": "PUBLIC"})
"""
PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

def refuse(args, report):
    if args.props.get("bucket") == "PUBLIC":
        report("the bucket is public")

PolicyPack("tiny", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy(name="private", description="Buckets are private.", validate=refuse),
])
"""


class Engine(subprocess.Popen[str]):
    """An engine whose plugins, where they are forked for it, end with it, as in a run of mesh."""

    plugins = Plugins({})

    def wait(self, timeout: float | None = None) -> int:
        code = super().wait(timeout)
        self.plugins.end()
        return code


Pulumi = Callable[..., Engine]
STARTED, FORKED = "started", "forked"
both_ways = pytest.mark.parametrize("pulumi", [STARTED, FORKED], indirect=True)
"""Who starts the host and the packs: the engine itself, or a plugin server to which it attaches."""
pytestmark = pytest.mark.e2e


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A Pulumi project whose language host is certainly ours, with a stack."""
    files = {
        "Pulumi.yaml": "name: mesh\nmain: platform/\nruntime: python\n",
        "platform/__main__.py": PROGRAM,
        "pack/PulumiPolicy.yaml": "runtime: python\n",
        "pack/__main__.py": PACK,
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    for folder in ("bin", "home", "state"):
        (tmp_path / folder).mkdir()
    shutil.copy(HOST, tmp_path / "bin")
    return tmp_path


@pytest.fixture
def pulumi(project: Path, request: pytest.FixtureRequest) -> Iterator[Pulumi]:
    engine = find_engine()
    assert engine is not None, "there is no engine yet: run ./mesh dev test"
    path = os.pathsep.join([str(project / "bin"), str(engine.path.parent), os.environ["PATH"]])
    variables = os.environ | {
        "PATH": path,
        "MESH_ROOT": str(ROOT),
        "MESH_PYTHON": sys.executable,
        "PULUMI_HOME": str(project / "home"),
        "PULUMI_BACKEND_URL": f"file://{project / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    way = getattr(request, "param", STARTED)
    if way == FORKED:
        # Whatever the engine itself would start.
        (project / "bin" / HOST.name).write_text("#!/bin/sh\nexit 1\n")
    server = PluginServer(ROOT, variables, ("host",), project / "plugins.log")
    log, begun, started = project / "log", list[Plugins](), list[Engine]()

    def start(*arguments: str, cores: int = 0, **more: str) -> Engine:
        few = ["taskset", "--cpu-list", "0"] if cores and shutil.which("taskset") else []
        plugins = server.plugins(variables | more, project, log) if way == FORKED else Plugins({})
        begun.append(plugins)
        with log.open("a") as words:
            process = Engine(
                [*few, engine.path, "--non-interactive", *arguments],
                env={**variables, **more, **plugins.variables},
                cwd=project,
                stdout=words,
                stderr=subprocess.STDOUT,
                text=True,
            )
        started.append(process)
        plugins.serve(process.pid)
        process.plugins = plugins
        return process

    select = start("stack", "select", "--create", "-s", STACK)
    assert select.wait(SECONDS) == 0
    yield start
    for process in started:
        process.kill()
    for plugins in begun:
        plugins.end()
    server.stop()


def ended(project: Path, process: Engine) -> tuple[int, str]:
    """How an engine has ended, and all that it and its plugins have said."""
    code = process.wait(SECONDS)
    return code, (project / "log").read_text()


def preview(project: Path, pulumi: Pulumi, *arguments: str) -> tuple[int, str]:
    return ended(project, pulumi("preview", "-s", STACK, *arguments))


@both_ways
def test_a_program_and_its_words_reach_the_engine(project: Path, pulumi: Pulumi) -> None:
    code, out = preview(project, pulumi)

    assert code == 0
    assert "mesh:index:Product orders create" in out
    assert "a word from the program" in out


@both_ways
def test_a_pack_refuses_what_its_policy_reports(project: Path, pulumi: Pulumi) -> None:
    code, out = preview(project, pulumi, "--policy-pack", "pack")

    assert code != 0
    assert "the bucket is public" in out
    assert "Traceback" not in out


@both_ways
def test_a_run_error_is_said_once_and_without_a_traceback(project: Path, pulumi: Pulumi) -> None:
    (project / "platform/__main__.py").write_text(
        "import pulumi\nraise pulumi.RunError('no such product\\n  fix: name another')\n"
    )

    code, out = preview(project, pulumi)

    assert code != 0
    assert "error: no such product\n      fix: name another\n" in out
    assert "Traceback" not in out
    assert "unhandled error" not in out


@both_ways
def test_a_fault_shows_only_the_programs_own_frames(project: Path, pulumi: Pulumi) -> None:
    (project / "platform/__main__.py").write_text("def broken():\n    1 / 0\n\nbroken()\n")

    code, out = preview(project, pulumi)

    assert code != 0
    assert "error: the program failed:" in out
    assert "in broken" in out
    assert "ZeroDivisionError" in out
    assert "language_host.py" not in out
    assert "runpy" not in out


@both_ways
def test_an_exit_code_of_the_program_is_a_failure(project: Path, pulumi: Pulumi) -> None:
    (project / "platform/__main__.py").write_text("raise SystemExit(3)\n")

    code, out = preview(project, pulumi)

    assert code != 0
    assert "the program ended with exit code 3" in out


@both_ways
def test_an_interrupted_run_ends_soon_and_quietly(project: Path, pulumi: Pulumi) -> None:
    marker = project / "running"
    (project / "platform/__main__.py").write_text(
        f"import pathlib, time\npathlib.Path({str(marker)!r}).touch()\ntime.sleep(3600)\n"
    )
    process = pulumi("preview", "-s", STACK, "--policy-pack", "pack")
    until(marker.exists)

    process.send_signal(signal.SIGINT)
    # The program would sleep for an hour.
    _, out = ended(project, process)

    assert "Traceback" not in out
    assert "KeyboardInterrupt" not in out


def many_packs(project: Path, count: int) -> list[str]:
    """As many packs, each under a name of its own, as options for the engine."""
    for number in range(count):
        folder = project / f"pack{number}"
        shutil.copytree(project / "pack", folder)
        (folder / "__main__.py").write_text(PACK.replace('"tiny"', f'"tiny{number}"'))
    return [option for n in range(count) for option in ("--policy-pack", f"pack{n}")]


@both_ways
def test_twenty_packs_work_on_one_core(project: Path, pulumi: Pulumi) -> None:
    process = pulumi("preview", "-s", STACK, *many_packs(project, 20), cores=1)
    code, out = ended(project, process)

    assert code != 0
    assert {f"tiny{n}" for n in range(20) if f"tiny{n}@" in out} == {f"tiny{n}" for n in range(20)}
    assert out.count("the bucket is public") == 20


def test_twenty_packs_that_are_still_starting_end_soon_when_asked(
    project: Path, pulumi: Pulumi
) -> None:
    process = pulumi("preview", "-s", STACK, *many_packs(project, 20), cores=1)
    until(lambda: len(offspring(process.pid)) > 8)
    begun = offspring(process.pid)
    process.send_signal(signal.SIGTERM)
    # The engine itself waits for what has been started by then.
    code, out = ended(project, process)

    assert code != 0
    assert "the bucket is public" not in out
    until(lambda: not any(map(is_alive, begun)))


ENDINGS = {
    "exits": (
        "import sys; sys.exit('it is full')",
        "ended by itself with exit code 1",
        "it is full",
    ),
    "exits quietly": ("raise SystemExit(7)", "ended by itself with exit code 7", ""),
    "is done": ("import os; os._exit(0)", "ended by itself with exit code 0", "it said nothing"),
    "raises": ("1 / 0", "ended by itself with exit code", "ZeroDivisionError"),
    "is killed": ("import os; os.kill(os.getpid(), 9)", "was ended by SIGKILL", "it said nothing"),
}


@both_ways
@pytest.mark.parametrize(("text", "how", "words"), ENDINGS.values(), ids=ENDINGS.keys())
def test_a_pack_that_ends_by_itself_is_named_with_its_end_and_last_words(
    project: Path, pulumi: Pulumi, text: str, how: str, words: str
) -> None:
    (project / "pack/__main__.py").write_text(text)

    code, out = preview(project, pulumi, "--policy-pack", "pack")

    assert code != 0
    assert f"the policy pack pack {how}" in out
    assert words in out


@both_ways
def test_a_pack_that_ends_in_the_middle_fails_the_run(
    project: Path, pulumi: Pulumi, request: pytest.FixtureRequest
) -> None:
    ends = "    import os, sys; print('too much', file=sys.stderr, flush=True); os._exit(3)\n"
    refuse = "def refuse(args, report):\n"
    (project / "pack/__main__.py").write_text(PACK.replace(refuse, refuse + ends))

    code, out = preview(project, pulumi, "--policy-pack", "pack")

    assert code != 0
    assert "failed to run policy" in out
    # An engine by itself may be done before its host has learned how the pack ended.
    if request.node.callspec.params["pulumi"] == FORKED:
        assert "the policy pack pack ended by itself with exit code 3; its last words: " in out
        assert "too much" in out


@pytest.mark.parametrize("victim", ["engine", "host"])
def test_no_pack_and_no_host_outlives_its_parent(
    project: Path, pulumi: Pulumi, victim: str
) -> None:
    (project / "platform/__main__.py").write_text("import time\ntime.sleep(3600)\n")
    process = pulumi("preview", "-s", STACK, *many_packs(project, 2))
    until(lambda: len([w for w in offspring(process.pid).values() if "policy_pack" in w]) == 2)
    begun = offspring(process.pid)
    # A process that the host is about to start looks like the host for a moment.
    host = min(pid for pid, words in begun.items() if "language_host" in words)
    os.kill(process.pid if victim == "engine" else host, signal.SIGKILL)
    process.wait(SECONDS)

    until(lambda: not any(map(is_alive, begun)))


def test_the_engine_of_a_run_that_is_gone_ends_what_it_does_and_goes(
    project: Path, pulumi: Pulumi
) -> None:
    (project / "platform/__main__.py").write_text("import time\ntime.sleep(3600)\n")
    run = project / "run"
    with run.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        process = pulumi("preview", "-s", STACK, MESH_RUN=str(run))
        until(lambda: any("language_host" in words for words in offspring(process.pid).values()))
        begun = offspring(process.pid)
        still_there = process.poll() is None
    process.wait(SECONDS)

    assert still_there
    until(lambda: not any(map(is_alive, begun)))


def until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)


def offspring(parent: int) -> dict[int, str]:
    """The processes that descend from one, each with its command line."""
    said = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in said.splitlines()]
    found: dict[int, str] = {parent: ""}
    for _ in range(4):
        found |= {int(r[0]): r[2] for r in rows if len(r) == 3 and int(r[1]) in found}
    del found[parent]
    return found


def is_alive(pid: int) -> bool:
    return birth(pid) is not None


def test_without_its_variables_the_host_says_how_to_set_them() -> None:
    done = subprocess.run([HOST], env={}, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert 'eval "$(./mesh env)"' in done.stderr
