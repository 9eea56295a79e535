"""Schemas that were published for years: each step has the verdict that its note states."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.oracle.corpus import PRODUCT, edited, read

from .pairs import assessed
from .test_pairs import verdict
from meshes import DOMAIN

FOLDER = Path(__file__).parent / "histories"


def steps() -> Iterator[Any]:
    """Each step of each history, from the files as they were to those that they became."""
    for path in sorted(FOLDER.glob("*.yaml")):
        history = read(path)
        tables = {"rows": {"columns": history["start"]}}
        files: dict[str, Any] = {PRODUCT: {"description": "Rows.", "tables": tables}}
        for step in history["steps"]:
            edits = {f"tables.rows.columns.{name}": value for name, value in step["to"].items()}
            after = edited(files, edits)
            yield pytest.param(step["is"], files, after, id=f"{path.stem}: {step['note']}")
            files = after


@pytest.mark.parametrize(("stated", "before", "after"), [*steps()])
def test_a_step_has_the_verdict_that_its_note_states(
    tmp_path: Path, stated: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    sides = []
    for name, files in (("base", before), ("head", after)):
        place = tmp_path / name / "domains/shop/domain.yaml"
        place.parent.mkdir(parents=True)
        place.write_text(DOMAIN.format("shop"))
        sides.append(assessed(tmp_path / name, files))

    assert verdict(*sides) == stated


def test_there_are_five_histories_of_several_steps() -> None:
    found = [read(path) for path in FOLDER.glob("*.yaml")]

    assert len(found) == 5
    assert all(len(history["steps"]) >= 5 for history in found)
