"""Our Python language host under the real engine: programs, packs, faults and interruption."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from meshwright.deploy.engine import find_engine

ROOT = Path(__file__).parents[2]
HOST = ROOT / "platform" / "engine" / "pulumi-language-python"
STACK = "local.sales.orders"
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

Pulumi = Callable[..., subprocess.Popen[str]]
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
def pulumi(project: Path) -> Pulumi:
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

    def start(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [engine.path, "--non-interactive", *arguments],
            env=variables,
            cwd=project,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    start("stack", "select", "--create", "-s", STACK).communicate(timeout=60)
    return start


def preview(pulumi: Pulumi, *arguments: str) -> tuple[int, str]:
    process = pulumi("preview", "-s", STACK, *arguments)
    out, _ = process.communicate(timeout=90)
    return process.returncode, out


def test_a_program_and_its_words_reach_the_engine(pulumi: Pulumi) -> None:
    code, out = preview(pulumi)

    assert code == 0
    assert "mesh:index:Product orders create" in out
    assert "a word from the program" in out


def test_a_pack_refuses_what_its_policy_reports(pulumi: Pulumi) -> None:
    code, out = preview(pulumi, "--policy-pack", "pack")

    assert code != 0
    assert "the bucket is public" in out
    assert "Traceback" not in out


def test_a_run_error_is_said_once_and_without_a_traceback(project: Path, pulumi: Pulumi) -> None:
    (project / "platform/__main__.py").write_text(
        "import pulumi\nraise pulumi.RunError('no such product\\n  fix: name another')\n"
    )

    code, out = preview(pulumi)

    assert code != 0
    assert "error: no such product\n      fix: name another\n" in out
    assert "Traceback" not in out
    assert "unhandled error" not in out


def test_a_fault_shows_only_the_programs_own_frames(project: Path, pulumi: Pulumi) -> None:
    (project / "platform/__main__.py").write_text("def broken():\n    1 / 0\n\nbroken()\n")

    code, out = preview(pulumi)

    assert code != 0
    assert "error: the program failed:" in out
    assert "in broken" in out
    assert "ZeroDivisionError" in out
    assert "language_host.py" not in out
    assert "runpy" not in out


def test_an_exit_code_of_the_program_is_a_failure(project: Path, pulumi: Pulumi) -> None:
    (project / "platform/__main__.py").write_text("raise SystemExit(3)\n")

    code, out = preview(pulumi)

    assert code != 0
    assert "the program ended with exit code 3" in out


def test_an_interrupted_run_ends_soon_and_quietly(project: Path, pulumi: Pulumi) -> None:
    marker = project / "running"
    (project / "platform/__main__.py").write_text(
        f"import pathlib, time\npathlib.Path({str(marker)!r}).touch()\ntime.sleep(60)\n"
    )
    process = pulumi("preview", "-s", STACK, "--policy-pack", "pack")
    deadline = time.monotonic() + 60
    while not marker.exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    process.send_signal(signal.SIGINT)
    asked = time.monotonic()
    out, _ = process.communicate(timeout=60)

    assert time.monotonic() - asked < 4
    assert "Traceback" not in out
    assert "KeyboardInterrupt" not in out


def test_without_its_variables_the_host_says_how_to_set_them() -> None:
    done = subprocess.run([HOST], env={}, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert 'eval "$(./mesh env)"' in done.stderr
