import subprocess
import sys

import pytest

from meshwright.changes import base_commit as base
from meshwright.cli import app
from meshwright.errors import CancelledError

HEAVY = ("pulumi", "boto3", "pydantic", "moto", "duckdb", "pyarrow")
BROKEN = "domains/sales/orders/product.yaml"


def test_help_imports_nothing_heavy():
    program = (
        "import sys\nfrom meshwright.cli.app import run\n"
        "code = run(['--help'])\n"
        f"loaded = [m for m in {HEAVY!r} if m in sys.modules]\n"
        "sys.exit(f'loaded {loaded}' if loaded else code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check"], 0),
        (["check", "--env", "prodd"], 2),
        (["check", "nowhere"], 2),
        (["check", "--changed-since", "nothing"], 2),
        (["check", "--nope"], 2),
        (["nope"], 2),
        ([], 2),
        (["plan", "sales.order"], 2),
        (["up", "sales.order"], 2),
        (["up", "--as-of", "tomorrow"], 2),
        (["destroy"], 2),
        (["explain", "SPEC0"], 2),
        (["new", "product", "orders"], 2),
        (["sample", "show", "sales.orders"], 1),
    ],
)
def test_each_kind_of_mistake_has_its_exit_code(mesh, arguments, code):
    ended = mesh(*arguments)

    assert ended.code == code
    assert "Traceback" not in ended.err


def test_outside_a_checkout_one_is_asked_for(mesh, monkeypatch, tmp_path):
    monkeypatch.setenv("MESH_ROOT", str(tmp_path))
    ended = mesh("check")

    assert ended.code == 2
    assert ended.err.startswith("error: no mesh here")
    assert "\n  fix: " in ended.err


def test_an_error_is_a_document_too(mesh):
    ended = mesh("plan", "sales.order", "--json")

    assert ended.document["version"] == 2
    assert ended.document["command"] == "plan"
    assert ended.document["error"]["exitCode"] == ended.code == 2
    assert "did you mean 'sales.orders'" in ended.document["error"]["message"]


def test_a_fault_of_ours_is_logged_and_shows_no_traceback(mesh, monkeypatch, checkout):
    monkeypatch.setattr(base, "assessed", lambda *_, **__: 1 / 0)
    ended = mesh("check")

    (log,) = (checkout / ".mesh/crash").iterdir()
    assert ended.code == 70
    assert "Traceback" not in ended.err
    assert str(log) in ended.err
    assert "ZeroDivisionError" in log.read_text()


def test_a_signal_before_any_engine_runs_is_a_cancellation(mesh, monkeypatch):
    def interrupted(*_, **__):
        app._cancel(2, None)

    monkeypatch.setattr(base, "assessed", interrupted)
    ended = mesh("check")

    assert ended.code == CancelledError.exit_code == 8


def test_a_reader_that_goes_away_is_no_fault(mesh, monkeypatch):
    def gone(*_, **__):
        raise BrokenPipeError

    monkeypatch.setattr(base, "assessed", gone)
    ended = mesh("check")

    assert ended.code == 1
    assert ended.err == ""
