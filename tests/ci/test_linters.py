"""The workflows pass the linters that people hold theirs to: actionlint, and zizmor offline."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from meshwright.ci import github
from meshwright.ci.generated import headed
from meshwright.ci.pipeline import Pipeline, Stage
from meshwright.runner.engine.engine import cache_folder, exclusive

from own_environment import folder_of

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).parent / "actionlint"
PLANNER = "arn:aws:iam::111122223333:role/planner"
STAGES = tuple(
    Stage(name, f"arn:aws:iam::111122223333:role/{name}", "eu-central-1", auditor=PLANNER)
    for name in ("dev", "staging", "prod")
)
UNSAFE = """\
on: pull_request_target
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo "${{ github.event.pull_request.title }}"
"""


@pytest.fixture(scope="module")
def actionlint() -> Path:
    """The linter, built once from the modules that go.sum names."""
    if shutil.which("go") is None:
        pytest.skip("there is no Go to build actionlint with")
    digest = hashlib.sha256((SOURCE / "go.sum").read_bytes()).hexdigest()[:16]
    folder = cache_folder().parent / "actionlint" / digest
    with exclusive(folder, lambda _: None):
        if not (folder / "actionlint").is_file():
            package = "github.com/rhysd/actionlint/cmd/actionlint"
            build = ["go", "build", "-C", str(SOURCE), "-mod=readonly", "-o", str(folder), package]
            subprocess.run(build, check=True, timeout=900)
    return folder / "actionlint"


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """A repository with every workflow there is, and one that nobody should have."""
    files = github.files(Pipeline(STAGES, "trunk", STAGES[0], shards=3))
    for path, body in {**files, ".github/workflows/unsafe.yml": UNSAFE}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(headed("mesh ci init github", body))
    return tmp_path


def said(*command: object) -> tuple[int, str]:
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, done.stdout + done.stderr


def workflows(root: Path) -> list[Path]:
    return sorted((root / ".github/workflows").glob("*.yml"))


def test_actionlint_finds_nothing(actionlint: Path, everything: Path) -> None:
    (everything / ".github/workflows/unsafe.yml").unlink()

    for root in (ROOT, everything):
        assert said(actionlint, "-no-color", *workflows(root)) == (0, "")


def test_actionlint_would_find_something(actionlint: Path, everything: Path) -> None:
    code, told = said(actionlint, "-no-color", everything / ".github/workflows/unsafe.yml")

    assert code == 1
    assert "potentially untrusted" in told


def test_zizmor_finds_nothing(everything: Path) -> None:
    (everything / ".github/workflows/unsafe.yml").unlink()

    for root in (ROOT, everything):
        code, told = said(folder_of("zizmor") / "zizmor", "--offline", root / ".github")
        assert code == 0, told
        assert "No findings to report" in told


def test_zizmor_would_find_something(everything: Path) -> None:
    code, told = said(folder_of("zizmor") / "zizmor", "--offline", everything / ".github")

    assert code != 0
    for audit in ("dangerous-triggers", "template-injection", "unpinned-uses"):
        assert audit in told
