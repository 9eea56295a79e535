"""Hints name the command as it can be typed here."""

import ast
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from meshwright.cli import app, calling, output
from meshwright.cli.calling import as_typed

ROOT = Path(__file__).parents[2]


@pytest.fixture
def launcher(checkout):
    file = checkout / "mesh"
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    calling._name.cache_clear()
    return file


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("run `mesh up` first", "run `./mesh up` first"),
        ("./mesh destroy 'sales.*'", "./mesh destroy 'sales.*'"),
        ('eval "$(./mesh env)"', 'eval "$(./mesh env)"'),
        (
            "`mesh check`, `plan` and `mesh new rule X`",
            "`./mesh check`, `plan` and `./mesh new rule X`",
        ),
        ("no mesh here; a mesh of domains", "no mesh here; a mesh of domains"),
        ("git clone acme/mesh up", "git clone acme/mesh up"),
        ("the mesh is upside down", "the mesh is upside down"),
    ],
)
@pytest.mark.usefixtures("launcher")
def test_at_the_root_a_hint_begins_with_the_launcher(said, typed):
    assert as_typed(said) == typed


@pytest.mark.parametrize(
    ("folder", "typed"),
    [(".", "./mesh up"), ("domains", "../mesh up"), ("domains/sales/orders", "../../../mesh up")],
)
@pytest.mark.usefixtures("launcher")
def test_a_hint_can_be_typed_in_any_folder(checkout, monkeypatch, folder, typed):
    monkeypatch.chdir(checkout / folder)

    assert as_typed("./mesh up") == typed


@pytest.mark.usefixtures("launcher")
def test_on_the_path_its_name_is_enough(checkout, monkeypatch):
    monkeypatch.setenv("PATH", f"{checkout}{os.pathsep}{os.environ['PATH']}")

    assert as_typed("run ./mesh up") == "run mesh up"


@pytest.mark.usefixtures("launcher")
def test_another_mesh_on_the_path_is_not_meant(tmp_path, monkeypatch):
    other = tmp_path / "bin/mesh"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(other.parent))

    assert as_typed("run mesh up") == "run ./mesh up"


def test_a_path_that_a_shell_would_split_is_quoted(launcher, tmp_path, monkeypatch):
    (tmp_path / "my folder").mkdir()
    launcher.parent.rename(tmp_path / "my folder/checkout")
    monkeypatch.setenv("MESH_ROOT", str(tmp_path / "my folder/checkout"))
    monkeypatch.chdir(tmp_path)

    assert as_typed("mesh up") == "'my folder/checkout/mesh' up"


def test_from_a_folder_that_is_gone_the_launcher_is_named_by_its_whole_path(
    launcher: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert as_typed("run mesh up") == f"run {launcher} up"


@pytest.mark.usefixtures("checkout")
def test_without_a_launcher_a_hint_stays_as_it_is():
    calling._name.cache_clear()

    assert as_typed("run ./mesh up") == "run ./mesh up"


def test_every_command_is_known_in_hints():
    known = getattr(typer.main.get_command(app.app), "commands", {})

    # `mesh dev` is added by the tools.
    assert {*known, "dev"} == set(calling.COMMANDS)


HEARD_ELSEWHERE = {
    "platform/__main__.py": "plain `pulumi` shows it, at the checkout's root",
    "platform/meshwright/program/plan_file.py": "as above",
    "platform/meshwright/governance/packs/pack_files.py": "as above",
    "platform/localaws/admission/gate.py": "what a client of the local AWS is told",
    "platform/meshwright/cli/calling.py": "what it stands for",
}
"""Files whose words do not go through `mesh`, and why they name the launcher by its path."""
PRODUCT = ("platform", "policies")


def texts_of(file: Path) -> Iterator[str]:
    """The texts that code holds, docstrings among them: they are the help of commands."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_hint_says_by_itself_what_the_launcher_is_called():
    files = (file for folder in PRODUCT for file in sorted((ROOT / folder).rglob("*.py")))
    naming = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if any("./mesh" in text for text in texts_of(file))
    }

    assert naming == set(HEARD_ELSEWHERE)


@pytest.mark.usefixtures("launcher")
def test_a_document_has_remedies_that_can_be_typed(capsys):
    finding = {"fix": "run `mesh up`", "message": "`mesh up` was refused"}
    output.emit("check", {"fix": None, "findings": [finding], "texts": ("mesh up",)})

    said = json.loads(capsys.readouterr().out)
    assert said["findings"] == [{**finding, "fix": "run `./mesh up`"}]
    assert (said["fix"], said["texts"]) == (None, ["mesh up"])
