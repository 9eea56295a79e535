"""The two sides of a pair of the corpus, assessed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from meshwright.gate.assessment import Assessment
from meshwright.plan.declaration import Plan
from meshwright.specs.load import LoadedMesh, load_mesh
from tools.oracle.corpus import FOLDER, MESH_FILE, Edits, edited, read

from meshes import TODAY, environment

MESH: Any = read(FOLDER / MESH_FILE)


def assessed(root: Path, files: Mapping[str, Any]) -> Assessment:
    """The mesh of some files in one environment; it has to be readable."""
    loaded = _loaded(root, files)
    assert loaded.findings == (), [str(finding) for finding in loaded.findings]
    place = environment(**MESH["environment"])
    return Assessment(loaded.mesh, place, Plan(place.name, TODAY, {}), ())


def _loaded(root: Path, files: Mapping[str, Any]) -> LoadedMesh:
    for name, content in files.items():
        if content is not None:
            file = root / "domains" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return load_mesh(root)


def is_readable(root: Path, to: Edits) -> bool:
    """Whether the edited mesh is one: an edit may take what another one names."""
    return not _loaded(root, edited(MESH["files"], to)).findings


def sides(root: Path, base: Edits, to: Edits) -> tuple[Assessment, Assessment]:
    """The mesh before and after."""
    before = edited(MESH["files"], base)
    return assessed(root / "base", before), assessed(root / "head", edited(before, to))
