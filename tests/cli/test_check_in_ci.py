"""Every command that the pages on CI show is run, by a shell, as it stands there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import shown_commands

ROOT = Path(__file__).parents[2]
LAUNCHER = f'mesh() {{ "{sys.executable}" -P -m meshwright "$@"; }}'
COMMANDS = tuple(shown_commands.commands(ROOT / "docs/how-to/check-in-ci.md"))
CHECKS = tuple(command for command in COMMANDS if command.startswith("./mesh check"))
INITS = tuple(
    command
    for page in ("check-in-ci", "let-ci-deploy")
    for command in shown_commands.commands(ROOT / f"docs/how-to/{page}.md")
    if command.startswith("./mesh ci init")
)


@pytest.fixture
def branch(checkout: Path) -> Path:
    """A clone on a branch that brings one error."""
    for name in ("dev", "prod"):
        shutil.copy(ROOT / f"platform/environments/{name}.yaml", checkout / "platform/environments")
    for step in (
        "init -b main",
        "add .",
        "commit -m one",
        "update-ref refs/remotes/origin/main main",
        "switch -c change",
    ):
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        subprocess.run(["git", *identity, *step.split()], cwd=checkout, check=True)
    with (checkout / "domains/sales/orders/product.yaml").open("a") as spec:
        spec.write("clasification: internal\n")
    return checkout


def run(checkout: Path, command: str) -> subprocess.CompletedProcess[str]:
    script = f"{LAUNCHER}\n{command.replace('./mesh ', 'mesh ')}"
    return subprocess.run(
        ["bash", "-euc", script],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_page_shows_every_format() -> None:
    for name in ("sarif", "junit", "gitlab", "github", "markdown"):
        assert any(f"--format {name}" in command for command in CHECKS)


def test_every_command_of_the_page_is_run() -> None:
    others = set(COMMANDS) - set(CHECKS) - set(INITS)

    assert {command.split()[1] for command in others} == {"affected"}


@pytest.mark.parametrize("command", CHECKS)
def test_what_the_page_shows_works_as_shown(branch: Path, command: str) -> None:
    done = run(branch, command)

    assert done.returncode == 5, done.stderr
    assert "clasification" in done.stdout + done.stderr
    for file in re.findall(r"--output (reports/\S+)", command):
        assert "clasification" in (branch / file).read_text()


def test_what_is_shown_fails_where_the_check_itself_does(branch: Path) -> None:
    (branch / "platform/environments/local.yaml").write_text("account: [\n")

    assert run(branch, CHECKS[-1]).returncode not in (0, 5)


@pytest.mark.parametrize("command", sorted({c for c in COMMANDS if " affected " in c}))
def test_what_a_change_concerns_is_told_as_shown(branch: Path, command: str) -> None:
    spec = branch / "domains/sales/orders/product.yaml"
    spec.write_text(spec.read_text().replace("clasification: internal", "tags: [sales]"))
    done = run(branch, command)

    assert done.returncode == 0, done.stderr
    assert "prod.sales.orders" in done.stdout


@pytest.mark.parametrize("command", INITS)
def test_workflows_are_written_as_shown(branch: Path, command: str) -> None:
    done = run(branch, command)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()
    for file in done.stdout.splitlines():
        assert (branch / file).read_text().startswith(f"# Written by `{command[2:]}`")
