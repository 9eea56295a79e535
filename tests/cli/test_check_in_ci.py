"""Every command that docs/how-to/check-in-ci.md shows is run, by a shell, as it stands there."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

PAGE = (Path(__file__).parents[2] / "docs/how-to/check-in-ci.md").read_text()
BLOCK = re.compile(r"```(sh|yaml)\n(.*?)```", re.DOTALL)
LAUNCHER = f'mesh() {{ "{sys.executable}" -P -m meshwright "$@"; }}'


def scalars(value) -> Iterator[str]:
    """Every text in a YAML document."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from scalars(inner)
    elif isinstance(value, str):
        yield value


def shown() -> Iterator[str]:
    for kind, text in BLOCK.findall(PAGE):
        if kind == "sh":
            yield from (line.split("  #")[0].strip() for line in text.splitlines())
        else:
            yield from (found for found in scalars(yaml.safe_load(text)) if "./mesh" in found)


COMMANDS = tuple(shown())


@pytest.fixture
def branch(checkout: Path) -> Path:
    """A clone on a branch that brings one error."""
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
    base = subprocess.run(
        ["git", "rev-parse", "main"], cwd=checkout, capture_output=True, text=True, check=True
    )
    job = {"GITHUB_BASE_REF": "main", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base.stdout.strip()}
    script = f"{LAUNCHER}\n{command.replace('./mesh ', 'mesh ')}"
    return subprocess.run(
        ["bash", "-euc", script],
        cwd=checkout,
        env=os.environ | job | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_page_shows_every_format() -> None:
    assert len(COMMANDS) == 11
    for name in ("sarif", "junit", "gitlab", "github", "markdown"):
        assert any(f"--format {name}" in command for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_page_shows_works_as_shown(branch: Path, command: str) -> None:
    done = run(branch, command)
    files = re.findall(r"--output (reports/\S+)", command)

    assert done.returncode == (0 if "|| test" in command else 5), done.stderr
    assert "clasification" in done.stdout + done.stderr
    for file in files:
        assert "clasification" in (branch / file).read_text()


def test_what_is_shown_fails_where_the_check_itself_does(branch: Path) -> None:
    (branch / "platform/environments/local.yaml").write_text("account: [\n")

    for command in COMMANDS[-2:]:
        assert run(branch, command).returncode not in (0, 5), command
