"""The corpus of pairs: a common mesh, and what each pair changes of it (`tests/contracts/pairs`).

A pair says by dotted paths what it changes in the product that all are about, or by its path which
other file: a value, or null for what is taken away.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "tests/contracts/pairs"
MESH_FILE = "mesh.yaml"
PRODUCT = "shop/orders/product.yaml"
Edits = Mapping[str, Any]
RISES = {"nothing": None, "compatible": "1.3.0", "governance": "1.3.0", "breaking": "2.0.0"}


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


def read(path: Path) -> Any:
    """A file of the corpus."""
    return _clean(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506 - it makes texts only


def _clean(value: Any) -> Any:
    """BaseLoader reads texts alone; the few other values of the corpus are these."""
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}  # pyright: ignore[reportUnknownVariableType] - outside text
    if isinstance(value, list):
        return [_clean(each) for each in value]  # pyright: ignore[reportUnknownVariableType] - as above
    words: dict[str, Any] = {"null": None, "true": True, "false": False}
    return int(value) if value.isdecimal() else words.get(value, value)


def files() -> dict[str, Any]:
    """The files of the mesh that every pair starts from."""
    return read(FOLDER / MESH_FILE)["files"]


def pairs() -> Iterator[Pair]:
    """All pairs of the corpus."""
    for file in sorted(FOLDER.glob("*.yaml")):
        for said in read(file) if file.name != MESH_FILE else ():
            yield Pair(
                f"{file.stem}: {said['case']}",
                said["to"],
                said["is"],
                frozenset(said.get("says", [])),
                frozenset(said.get("hits", "").split()),
                said.get("base", {}),
                said.get("version", RISES[said["is"]]),
            )


def edited(before: Mapping[str, Any], edits: Edits) -> dict[str, Any]:
    """Files with edits made to them."""
    made = deepcopy(dict(before))
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
