import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from meshwright.cli.app import run

from meshes import FILES

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ended:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Mesh = Callable[..., Ended]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own with the sample mesh and the `local` environment."""
    root = tmp_path / "checkout"
    write(root, {f"domains/{name}": text for name, text in FILES.items()})
    (root / "platform/environments").mkdir(parents=True)
    for file in ("Pulumi.yaml", "platform/environments/local.yaml"):
        shutil.copy(ROOT / file, root / file)
    monkeypatch.setenv("MESH_ROOT", str(root))
    monkeypatch.setenv("MESH_AS_OF", "2026-06-01")
    monkeypatch.chdir(root)
    return root


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.fixture
def mesh(checkout: Path, capsys: pytest.CaptureFixture[str]) -> Mesh:
    """Runs one command in the checkout."""
    del checkout

    def call(*arguments: str) -> Ended:
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return call
