"""Two builds of one commit are equal, byte for byte, whatever differs around them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ci.jobs import git

AROUND = (
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8"},
    {"TZ": "America/Anchorage", "PYTHONHASHSEED": "77", "LC_ALL": "POSIX"},
)
RUN = """\
import os
import sys

real, backwards = os.scandir, os.environ["MESH_TEST_BACKWARDS"] == "True"


class Listed:
    def __init__(self, path):
        with real(path) as found:
            self.entries = iter(sorted(found, key=lambda e: e.name, reverse=backwards))

    def __iter__(self):
        return self.entries

    def __next__(self):
        return next(self.entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def close(self):
        pass


os.scandir = lambda path=".": Listed(path)
os.listdir = lambda path=".": [entry.name for entry in Listed(path)]

from meshwright.cli.app import run

raise SystemExit(run(sys.argv[1:]))
"""
"""A command where a folder lists what it holds in one order or the other."""


@pytest.fixture(scope="module")
def checkouts(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One commit at two paths."""
    origin = tmp_path_factory.mktemp("origin") / "mesh"
    shutil.copytree(checkout, origin)
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", "--all")
    git(origin, "commit", "-qm", "Begin")
    other = tmp_path_factory.mktemp("other") / "deep/er/clone"
    git(origin, "clone", "-q", str(origin), str(other))
    return origin, other


def said(root: Path, at: int, *arguments: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    own = {"MESH_ROOT": str(root), "MESH_AS_OF": "2026-06-01", "MESH_TEST_BACKWARDS": str(at == 1)}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=root,
        env=kept | own | AROUND[at],
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def built(root: Path, at: int, folder: Path) -> Mapping[str, bytes]:
    said(root, at, "catalog", "build", "--out", str(folder))
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_portal_and_all_beside_it(checkouts: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = (built(root, at, tmp_path / str(at)) for at, root in enumerate(checkouts))

    assert {name for name in first if first[name] != second.get(name)} == set()
    assert first.keys() == second.keys()
    assert "exports/evil.shop.odcs.yaml" in first

    git(checkouts[0], "commit", "-q", "--allow-empty", "-m", "Another")
    later = built(checkouts[0], 0, tmp_path / "later")
    changed = {name for name in first if first[name] != later[name]}
    # A commit's id stands where a commit is told, and in no entry.
    assert changed
    assert not [name for name in changed if name.startswith(("entries/", "exports/"))]
    commit = json.loads(later["catalog.json"])["commit"].encode()
    assert not [n for n, text in later.items() if n.startswith("entries/") and commit in text]


@pytest.mark.parametrize(
    "arguments",
    [
        ("lineage", "--format", "svg", "--level", "columns"),
        ("lineage", "--format", "openlineage"),
        ("catalog", "evil.shop", "--json"),
        ("plan", "*", "--json"),
        ("check", "--json"),
    ],
    ids=lambda arguments: " ".join(arguments[:3]),
)
def test_what_commands_say(checkouts: tuple[Path, Path], arguments: tuple[str, ...]) -> None:
    first, second = (said(root, at, *arguments) for at, root in enumerate(checkouts))

    assert first == second
    assert first
