"""Pull requests as their authors meet them: mesh-check.yml as it is written, and what it reports.

Each report is kept, for a person to read: a look at the difference tells what a change does to
those who receive it. Where the change is meant, `MESH_WRITE_REPORTS=1` writes them anew.
"""

import os
import re
from pathlib import Path

import pytest
import yaml

from ci.jobs import Runner
from ci.repository import Repository, repository_in
from ci.stories import STORIES

ROOT = Path(__file__).parents[2]
WORKFLOW = (ROOT / ".github/workflows/mesh-check.yml").read_text()
SAID = yaml.safe_load((Path(__file__).parent / "said.yaml").read_text())
REPORTS = Path(__file__).parent / "reports"
LINK = re.compile(r"\(https://github\.com/acme/mesh/blob/[0-9a-f]{40}/")
ANNOTATION = re.compile(r"^::(\w+) file=([^,]+),line=(\d+),.*?title=([A-Z]+-?\d+)", re.MULTILINE)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return repository_in(tmp_path_factory.mktemp("repository"))


@pytest.fixture(scope="module")
def runner(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    folder = tmp_path_factory.mktemp("runner")
    return Runner(repository.bare, folder, {"MESH_AS_OF": "2026-06-01"})


def findings(log: str) -> list[str]:
    """The annotations of a job, each as `level CODE place`."""
    found = ANNOTATION.findall(log)
    return sorted(f"{level} {code} {file}:{line}" for level, file, line, code in found)


def kept(report: str) -> str:
    """A report without the commit that its links name."""
    return LINK.sub("(", report)


@pytest.mark.parametrize("story", STORIES)
def test_a_pull_request_is_told_what_it_brings(
    story: str, repository: Repository, runner: Runner
) -> None:
    number = 1 + list(STORIES).index(story)
    _, merged = repository.pull_request(number, STORIES[story])
    runner.log = ""
    code = runner.run(WORKFLOW, "check", {"github": {"sha": merged, "event": {}}})
    assert runner.uploaded is not None, runner.log
    report = runner.uploaded.read_text()

    said = findings(runner.log)
    # Where the change is meant: write `said` into said.yaml.
    assert said == SAID[story]
    assert code == (5 if any(line.startswith("error") for line in said) else 0)
    assert report.startswith("❌" if code else "✅")
    assert runner.summary == report
    if os.environ.get("MESH_WRITE_REPORTS"):
        (REPORTS / f"{story}.md").write_text(kept(report))
    assert kept(report) == (REPORTS / f"{story}.md").read_text()


def test_every_story_is_told() -> None:
    assert SAID.keys() == STORIES.keys() == {file.stem for file in REPORTS.iterdir()}
