"""The sample mesh before and after a change, and what the change does to one environment."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from meshwright.changes.planned import planned_change
from meshwright.changes.products import EnvironmentChange, ProductChange
from meshwright.gate.assessment import Assessment
from meshwright.plan import plan
from meshwright.specs.load import load_mesh

from meshes import FILES, TODAY, environment

Files = Mapping[str, str | None]
Changed = Callable[..., EnvironmentChange]


@pytest.fixture
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """What comes of the sample mesh where files change or (None) go."""

    def side(changes: Files, fields: Mapping[str, Any]) -> Assessment:
        root: Path = tmp_path_factory.mktemp("side")
        for name, text in {**FILES, **changes}.items():
            if text is not None:
                file = root / "domains" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
        mesh, place = load_mesh(root).mesh, environment(**fields)
        return Assessment(mesh, place, plan(mesh, place, as_of=TODAY), ())

    def change(files: Files, before: Files | None = None, **fields: Any) -> EnvironmentChange:
        head = {**(before or {}), **files}
        return planned_change(side(before or {}, {}), side(head, fields))

    return change


def of_product(change: EnvironmentChange, product: str) -> ProductChange:
    (found,) = (each for each in change.products if each.id == product)
    return found
