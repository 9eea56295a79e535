"""Every command that the page on standards shows is run, by a shell, as it stands there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import shown_commands

ROOT = Path(__file__).parents[2]
LAUNCHER = f'mesh() {{ "{sys.executable}" -P -m meshwright "$@"; }}'


def test_the_page_on_standards_runs_as_it_stands(tmp_path: Path) -> None:
    for folder in ("domains", "platform/environments"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    steps = shown_commands.steps(ROOT / "docs/how-to/use-standards.md")
    script = "\n".join(["set -eu", LAUNCHER, *steps]).replace("./mesh ", "mesh ")

    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"MESH_ROOT": str(tmp_path), "MESH_AS_OF": "2026-06-01"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "causes.svg").read_text().startswith("<svg ")
    assert "Order number" in (tmp_path / "again.odcs.yaml").read_text()
    assert len([*(tmp_path / "contracts").glob("*.*.odcs.yaml")]) > 10
    assert (tmp_path / "events.jsonl").read_text().count("\n") > 10
