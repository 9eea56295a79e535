"""The base's own code is run on the base's files, and compared with what runs now."""

import json
import subprocess
from pathlib import Path

import pytest

from meshwright.changes import base_code
from meshwright.changes.base_code import code_effects
from meshwright.changes.base_commit import Base
from meshwright.cli.plan import documents
from meshwright.gate.assessment import Assessment
from meshwright.ids import StackId
from meshwright.plan import plan
from meshwright.plan.difference import Operation
from meshwright.workspace import Workspace

from meshes import TODAY, MeshOf, environment

PROGRAM = """\
import os, pathlib, sys
assert os.environ["MESH_ROOT"] == os.getcwd()
print(pathlib.Path("platform/said").read_text())
sys.exit(int(pathlib.Path("platform/code").read_text()))
"""
CODE = ("platform/meshwright/x.py",)


def git(root: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    command = ["git", "-C", str(root), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def base(mesh_of: MeshOf) -> Base:
    place = environment()
    mesh = mesh_of()
    planned = plan(mesh, place, as_of=TODAY)
    return Base({"dev": Assessment(mesh, place, planned, ())}, (), ("dev",))


@pytest.fixture
def said(base: Base) -> dict:
    """What today's code plans, as a document that JSON has read back."""
    stacks = documents([*base.assessments["dev"].plan.stacks.values()])
    return json.loads(json.dumps({"stacks": stacks}))


def told(tmp_path: Path, base: Base, said: object, *, code: int = 0, files=CODE):
    """What comes of a base whose code plans what it is told to."""
    root = tmp_path / "repository"
    for name, text in {
        "platform/meshwright/__init__.py": "",
        "platform/meshwright/__main__.py": PROGRAM,
        "platform/said": said if isinstance(said, str) else json.dumps(said),
        "platform/code": str(code),
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "base")
    commit = git(root, "rev-parse", "HEAD")
    return code_effects(Workspace(root), commit, base, files, as_of=TODAY)


def test_code_that_plans_alike_changes_nothing(tmp_path: Path, base: Base, said: dict) -> None:
    (change,), fault = told(tmp_path, base, said)

    assert change.is_empty
    assert fault == ""


def test_what_the_code_adds_is_told_by_stack(tmp_path: Path, base: Base, said: dict) -> None:
    every = [resource["inputs"] for stack in said["stacks"] for resource in stack["resources"]]
    without = [inputs.pop("forceDestroy") for inputs in every if "forceDestroy" in inputs]
    (change,), _ = told(tmp_path, base, said)

    assert change.count(Operation.UPDATE) == len(without) > 0
    assert StackId("dev") in [stack.id for stack in change.stacks]


def test_a_change_without_code_runs_none(tmp_path: Path, base: Base) -> None:
    assert told(tmp_path, base, "", files=("domains/sales/domain.yaml",)) == ((), "")


def test_other_packages_are_not_told_apart(tmp_path: Path, base: Base) -> None:
    changes, fault = told(tmp_path, base, "", files=("requirements.lock", *CODE))

    assert changes == ()
    assert fault.startswith("requirements.lock differs")


@pytest.mark.parametrize(
    ("said", "code", "fault"),
    [
        ("x", 1, "the base's code does not plan: no message"),
        ("x", 0, "the base's code plans in a form that is not known here"),
        ('{"stacks": [{}]}', 0, "the base's code plans in a form that is not known here"),
    ],
)
def test_code_that_does_not_plan_is_said(
    tmp_path: Path, base: Base, said: str, code: int, fault: str
) -> None:
    assert told(tmp_path, base, said, code=code) == ((), fault)


def test_code_that_does_not_end_is_said(
    tmp_path: Path, base: Base, said: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base_code, "SECONDS", 0.001)

    assert told(tmp_path, base, said)[1] == "the base's code has not planned in 0.001 s"
