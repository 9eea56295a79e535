"""This repository's workflows are what `mesh ci init` writes, and only what it writes."""

from pathlib import Path

import pytest

from meshwright.ci import github, gitlab
from meshwright.ci.generated import Standing, headed, standing
from meshwright.ci.pipeline import pipeline_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("host", [github, gitlab], ids=["github", "gitlab"])
def test_they_are_what_the_command_writes(host) -> None:
    pipeline, _ = pipeline_of(ROOT, (), branch="main", preview=None)
    command = f"mesh ci init {host.__name__.rpartition('.')[2]}"

    for path, body in host.files(pipeline).items():
        there = (ROOT / path).read_text()
        assert standing(there, headed(command, body)) is Standing.CURRENT, f"run `{command}`"
