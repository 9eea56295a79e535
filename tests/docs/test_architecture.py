"""The page on the architecture is true to the code: its layers, its names and its counts."""

import importlib
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w/.-]*\w\.py")
NAME = re.compile(r"[a-z_]\w*(?:\.\w+)+")
DOCUMENT = re.compile(r".*\.(?:py|yaml|toml|md|json)")
TABLE = re.compile(r"<!-- layers: (\S+) -->\n((?:\|.*\n)+)")
WALK = re.compile(r"^## Walk \d: (.*?)(?=^## )", re.MULTILINE | re.DOTALL)
ROOT_PACKAGES = ("meshwright", "localaws", "guardrails", "tools")


def named(text: str) -> list[str]:
    """The modules and functions that a text names, dotted."""
    return [c for c in CODE.findall(text) if NAME.fullmatch(c) and not DOCUMENT.fullmatch(c)]


def files(text: str) -> list[str]:
    return [code for code in CODE.findall(text) if FILE.fullmatch(code)]


def found(name: str) -> tuple[ModuleType, object]:
    """The module of a dotted name, and what the rest of the name is in it."""
    parts = name.split(".")
    if parts[0] not in ROOT_PACKAGES:
        parts = ["meshwright", *parts]
    for end in range(len(parts), 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        value: object = module
        for part in parts[end:]:
            value = getattr(value, part)
        return module, value
    raise ModuleNotFoundError(name)


def passed(walk: str) -> set[Path]:
    """The files that a walk goes through."""
    modules = {Path(str(found(name)[0].__file__)) for name in named(walk)}
    launcher = {ROOT / "mesh"} if "`mesh` finds" in walk else set[Path]()
    return modules | {ROOT / file for file in files(walk)} | launcher


def walks() -> list[str]:
    return WALK.findall(PAGE)


@pytest.mark.parametrize("name", sorted(set(named(PAGE))))
def test_what_the_page_names_exists(name: str) -> None:
    assert found(name)[1] is not None


@pytest.mark.parametrize("file", sorted(set(files(PAGE))))
def test_every_file_that_the_page_names_is_there(file: str) -> None:
    assert (ROOT / file).is_file()


def test_the_pictures_are_the_layers_that_import_linter_holds() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held = {
        contract["containers"][0]: [layer.split(" | ") for layer in contract["layers"]]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    }
    shown = {
        container: [CODE.findall(row.split("|")[1]) for row in table.splitlines()[2:]]
        for container, table in TABLE.findall(PAGE)
    }

    assert shown == {container: held[container] for container in shown}
    assert {"meshwright", "meshwright.runner"} <= shown.keys()


@pytest.mark.parametrize("walk", walks(), ids=lambda walk: walk.split(",")[0])
def test_a_walk_counts_what_it_passes(walk: str) -> None:
    steps = len(re.findall(r"^\d+\. ", walk, re.MULTILINE))
    forms = [int(count) for count in re.findall(r"\*\*(\d+) forms\*\*", walk)]
    passes = [int(count) for count in re.findall(r"(\d+) files", walk)]

    assert passes == [len(passed(walk))]
    assert forms in ([], [steps])


def test_there_are_three_walks_that_name_their_steps() -> None:
    assert len(walks()) == 3
    assert all(len(named(walk)) >= 10 for walk in walks())
