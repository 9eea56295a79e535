"""What mutmut has left behind: each mutant, the change it is and whether a test noticed."""

import ast
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from meshwright.errors import MeshError

META = ".meta"
SEPARATOR = "ǁ"
"""What mutmut puts between a class and its method."""
MARK = "__mutmut_"
SURVIVED = (0, 5, 33)
"""The tests passed, or there were none."""
KILLED = (1, 3, -24, 24, 36, 152, 255)
"""A test failed, or never came to an end."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One small change of a function; its lines say which, since mutmut's numbers move."""

    function: str
    """With its module and class, such as `guardrails.props.Props.get`."""
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change that was tried."""

    change: Change
    is_killed: bool

    @property
    def module(self) -> str:
        """Of the function, which is what comes before its class or itself."""
        parts = self.change.function.split(".")
        last = -2 if parts[-2][:1].isupper() else -1
        return ".".join(parts[:last])


def names(folder: Path) -> tuple[str, ...]:
    """The names of all mutants, tried or not."""
    return tuple(name for meta in _metas(folder) for name in _codes(meta))


def survivors(folder: Path) -> tuple[str, ...]:
    """The names of those that no test has noticed."""
    return tuple(n for meta in _metas(folder) for n, c in _codes(meta).items() if c in SURVIVED)


def tried(folder: Path, killed_later: Collection[str] = ()) -> tuple[Mutant, ...]:
    """Every mutant that was tried, and which of them lives on.

    Raises MeshError where one ended in a way that says neither.
    """
    return tuple(mutant for meta in _metas(folder) for mutant in _of_file(meta, killed_later))


def _metas(folder: Path) -> list[Path]:
    return sorted(folder.rglob(f"*{META}"))


def _codes(meta: Path) -> Mapping[str, int | None]:
    return json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]


def _of_file(meta: Path, killed_later: Collection[str]) -> Iterator[Mutant]:
    codes = {name: code for name, code in _codes(meta).items() if code is not None}
    if not codes:
        return
    functions = _functions(meta.with_suffix("").read_text(encoding="utf-8"))
    for name, code in codes.items():
        if code not in (*SURVIVED, *KILLED):
            raise MeshError(f"mutant {name} ended with code {code}, which says nothing")
        yield Mutant(_change(name, functions), code in KILLED or name in killed_later)


def _functions(text: str) -> Mapping[str, str]:
    """The text of every function of a module, by its name."""
    found = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    return {node.name: ast.get_source_segment(text, node) or "" for node in found}


def _change(name: str, functions: Mapping[str, str]) -> Change:
    module, _, mangled = name.rpartition(".")
    stem = mangled.rpartition(MARK)[0]
    function = stem.removeprefix("x" if SEPARATOR in stem else "x_")
    plain = function.rpartition(SEPARATOR)[2]
    before = functions[f"{stem}{MARK}orig"].replace(f"{stem}{MARK}orig", plain).splitlines()
    after = functions[mangled].replace(mangled, plain).splitlines()
    lines = list(unified_diff(before, after, lineterm="", n=0))[3:]
    return Change(
        f"{module}.{function.strip(SEPARATOR).replace(SEPARATOR, '.')}",
        _joined(line[1:] for line in lines if line.startswith("-")),
        _joined(line[1:] for line in lines if line.startswith("+")),
    )


def _joined(lines: Iterator[str]) -> str:
    return " ".join(line.strip() for line in lines)
