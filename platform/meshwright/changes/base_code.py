"""What the platform's code alone changes: the base's specifications, planned by both sides' code.

The base's own code runs in a process of its own, out of a folder with the base's files, with the
packages that are installed here. Where the locks differ these are other packages than it had, and
nothing is told.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from meshwright.changes.base_commit import Base, code_tree
from meshwright.changes.products import EnvironmentChange, environment_change
from meshwright.changes.touched import is_code
from meshwright.errors import MeshError
from meshwright.plan.declaration import Plan
from meshwright.plan.difference import differences
from meshwright.program.plan_file import planned_stack
from meshwright.workspace import Workspace

SECONDS = 300


class BaseCodeError(MeshError):
    """The base's code cannot say what it would plan."""


def code_effects(
    workspace: Workspace, commit: str, base: Base, files: Iterable[str], *, as_of: date
) -> tuple[tuple[EnvironmentChange, ...], str]:
    """What the code changes in each environment, and why that cannot be told."""
    code = sorted(file for file in files if is_code(file))
    if not code:
        return (), ""
    if locks := [file for file in code if file.endswith(".lock")]:
        return (), f"{locks[0]} differs, so the base's code would run with other packages"
    try:
        with code_tree(workspace, commit) as root:
            return tuple(_changes(root, base, as_of)), ""
    except MeshError as error:
        return (), str(error)


def _changes(root: Path, base: Base, as_of: date) -> Iterable[EnvironmentChange]:
    for name, planned in base.assessments.items():
        own = _planned(root, name, as_of)
        readers = planned.environment.spec.readers
        yield environment_change(name, differences(own, planned.plan), old=readers, new=readers)


def _planned(root: Path, environment: str, as_of: date) -> Plan:
    """The plan of the files in a folder, by the code in that folder."""
    words = ("plan", "--json", "--env", environment, "--as-of", as_of.isoformat())
    command = [sys.executable, "-P", "-m", "meshwright", *words]
    try:
        ended = subprocess.run(
            command,
            cwd=root,
            env=_variables(root, os.environ),
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise BaseCodeError(f"the base's code has not planned in {SECONDS} s") from error
    if ended.returncode:
        said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        raise BaseCodeError(f"the base's code does not plan: {said[-1] if said else 'no message'}")
    return _read(ended.stdout, environment, as_of)


def _variables(root: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    folders = (str(root / name) for name in ("platform", "policies"))
    own = {"PYTHONPATH": os.pathsep.join(folders), "MESH_ROOT": str(root)}
    return {**inherited, **own, "PYTHONDONTWRITEBYTECODE": "1"}


def _read(document: bytes, environment: str, as_of: date) -> Plan:
    try:
        written: Any = json.loads(document)
        stacks = [planned_stack(stack) for stack in written["stacks"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BaseCodeError("the base's code plans in a form that is not known here") from error
    return Plan(environment, as_of, {stack.name: stack for stack in stacks})
