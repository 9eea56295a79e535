"""A checkout of the small mesh, without the engine's and the platform's code."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from meshes import FILES

ROOT = Path(__file__).parents[2]
LOCAL = "platform/environments/local.yaml"


def small_checkout(folder: Path, more: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The mesh with more files below `domains/`, as the place that commands are run in."""
    for name, text in {**FILES, **more}.items():
        file = folder / "domains" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / LOCAL).parent.mkdir(parents=True)
    for name in ("Pulumi.yaml", LOCAL):
        shutil.copy(ROOT / name, folder / name)
    monkeypatch.setenv("MESH_ROOT", str(folder))
    monkeypatch.setenv("NO_COLOR", "1")
    return folder
