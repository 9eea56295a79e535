"""Pairs of specs: a mesh before and after an edit, with the verdict and whom it hits.

A pair says what it changes of the common mesh (`mesh.yaml`), by dotted paths in the product that
all are about, or by the path of another file: a value, or null for what is taken away.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from meshwright.gate.assessment import Assessment
from meshwright.plan.declaration import Plan
from meshwright.specs.load import load_mesh

from meshes import TODAY, environment

FOLDER = Path(__file__).parent / "pairs"
PRODUCT = "shop/orders/product.yaml"
Edits = Mapping[str, Any]


@dataclass(frozen=True)
class Pair:
    """One pair, as a file of the corpus has it."""

    case: str
    to: Edits
    verdict: str
    """nothing, compatible, governance or breaking."""
    says: frozenset[str]
    """Code, severity and path of each finding but the version's."""
    hits: frozenset[str]
    base: Edits
    version: str | None
    """The version that is asked for; None where it need not rise."""


def _clean(value: Any) -> Any:
    """BaseLoader reads texts alone; the few other values of the corpus are these."""
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    words: dict[str, Any] = {"null": None, "true": True, "false": False}
    return int(value) if value.isdecimal() else words.get(value, value)


def read(path: Path) -> Any:
    """A file of the corpus."""
    return _clean(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506 - it makes texts only


MESH: Any = read(FOLDER / "mesh.yaml")
RISES = {"nothing": None, "compatible": "1.3.0", "governance": "1.3.0", "breaking": "2.0.0"}


def pairs() -> Iterator[Pair]:
    """All pairs of the corpus."""
    for file in sorted(FOLDER.glob("*.yaml")):
        if file.name == "mesh.yaml":
            continue
        for said in read(file):
            verdict = said["is"]
            yield Pair(
                f"{file.stem}: {said['case']}",
                said["to"],
                verdict,
                frozenset(said.get("says", [])),
                frozenset(said.get("hits", "").split()),
                said.get("base", {}),
                said.get("version", RISES[verdict]),
            )


def edited(files: Mapping[str, Any], edits: Edits) -> dict[str, Any]:
    """The files with edits made to them."""
    made = deepcopy(dict(files))
    for path, value in edits.items():
        if "/" in path:
            made[path] = value
        else:
            _set(made[PRODUCT], path.split("."), value)
    return made


def _set(inside: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        if not isinstance(inside.get(step), dict):
            inside[step] = {"type": inside[step]} if step in inside else {}
        inside = inside[step]
    if value is None:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value


def assessed(root: Path, files: Mapping[str, Any]) -> Assessment:
    """The mesh of some files in one environment; it has to be readable."""
    for name, content in files.items():
        if content is not None:
            file = root / "domains" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    loaded = load_mesh(root)
    assert loaded.findings == (), [str(finding) for finding in loaded.findings]
    place = environment(**MESH["environment"])
    return Assessment(loaded.mesh, place, Plan(place.name, TODAY, {}), ())


def sides(root: Path, base: Edits, to: Edits) -> tuple[Assessment, Assessment]:
    """The mesh before and after."""
    before = edited(MESH["files"], base)
    return assessed(root / "base", before), assessed(root / "head", edited(before, to))
