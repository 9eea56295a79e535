"""A mesh before and after a change, as files."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from meshwright.gate.assessment import Assessment
from meshwright.plan import plan
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_mesh

from meshes import FILES, TODAY, environment

Files = Mapping[str, str | None]
Assess = Callable[..., Assessment]


@pytest.fixture
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Assess:
    """The sample mesh with files changed or (None) left out, and its plan in one environment."""

    def assess(changes: Files | None = None, place: Environment | None = None) -> Assessment:
        root, known = tmp_path_factory.mktemp("side"), place or environment()
        for name, text in {**FILES, **(changes or {})}.items():
            if text is not None:
                write(root, f"domains/{name}", text)
        loaded = load_mesh(root)
        return Assessment(loaded.mesh, known, plan(loaded.mesh, known, as_of=TODAY), ())

    return assess


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)
