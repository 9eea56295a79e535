"""What other repositories take of this one: the action `check`, and the hook of pre-commit."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from meshwright.cli.app import run

from checkouts import put
from ci.expressions import text
from ci.jobs import git
from ci.repository import DEV, SPECS

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github/actions/check/action.yml"
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A repository of specs, whose platform is another one, with a finding that is new."""
    specs = tmp_path / "specs"
    for path, said in {**SPECS, "platform/environments/dev.yaml": DEV}.items():
        put(specs / path, said)
    git(specs, "init", "-q", "-b", "main")
    git(specs, "add", "--all")
    git(specs, "commit", "-q", "-m", "The mesh")
    put(specs / "domains/sales/domain.yaml", "owner: nobody\n")
    return specs


def acted(specs: Path, temporary: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's check in a folder; what its first step installs is this suite's packages."""
    temporary.mkdir()
    (temporary / "mesh-check").symlink_to(sys.prefix)
    described = yaml.safe_load(ACTION.read_text())
    defaults = {name: given["default"] for name, given in described["inputs"].items()}
    step = described["runs"]["steps"][-1]
    known = {"inputs": defaults | inputs}
    given = {name: text(value, known) for name, value in step["env"].items()}
    own = {"RUNNER_TEMP": str(temporary), "GITHUB_ACTION_PATH": str(ACTION.parent)}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=specs / text(step["working-directory"], known),
        env={"PATH": os.environ["PATH"], "MESH_AS_OF": "2026-06-01", **own, **given},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_action_checks_a_repository_that_has_no_platform(specs: Path) -> None:
    done = acted(specs, specs.parent / "temporary", **{"changed-since": "main"})

    assert done.returncode == 5, done.stderr
    assert "::error file=domains/sales/domain.yaml" in done.stdout
    assert "❌ **Blocked by this change**" in (specs / "mesh-report/report.md").read_text()


def test_the_action_checks_everything_where_nothing_is_compared(specs: Path) -> None:
    git(specs, "checkout", "-q", "--", "domains")
    done = acted(specs, specs.parent / "temporary", report="mine.md")

    assert done.returncode == 0, done.stderr
    assert (specs / "mine.md").read_text().startswith("✅ **Nothing stops this**")


def test_the_actions_first_step_installs_the_lock_of_the_check() -> None:
    install = yaml.safe_load(ACTION.read_text())["runs"]["steps"][0]["run"]
    (lock,) = re.findall(r"\$GITHUB_ACTION_PATH/([\w./-]+)", install)

    assert (ACTION.parent / lock).resolve() == ROOT / "requirements-check.lock"
    assert "--require-hashes" in install


def test_the_hook_runs_a_command_that_the_wheel_has(
    specs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, *arguments = HOOK["entry"].split()
    monkeypatch.setenv("MESH_ROOT", str(specs))

    assert program == "mesh"
    assert HOOK["language"] == "python"
    assert run(arguments) == 5


@pytest.mark.parametrize(
    ("path", "concerns"),
    [
        ("domains/sales/orders/product.yaml", True),
        ("domains/sales/orders/orders.sql", True),
        ("policies/floor.yaml", True),
        ("platform/environments/dev.yaml", True),
        ("docs/domains/a.md", False),
        ("README.md", False),
    ],
)
def test_the_hook_runs_for_files_that_a_check_reads(path: str, *, concerns: bool) -> None:
    assert bool(re.search(HOOK["files"], path)) is concerns
