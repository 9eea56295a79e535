"""What other code imports of each package: the names that its face, `__all__`, has to list."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCES = ("platform", "policies", "tools")
"""Whose imports count: a test may look inside."""
HOUSES = ("platform/meshwright", "platform/localaws")
OPEN = "meshwright"
"""Its rooms and shared words are what it consists of: it has no face of its own."""


def packages(root: Path) -> dict[str, Path]:
    """The folder of each package that has a face, by its dotted name."""
    return {
        ".".join(file.parent.relative_to(root / "platform").parts): file.parent
        for house in HOUSES
        for file in sorted((root / house).rglob("__init__.py"))
        if file.parent.name != OPEN
    }


def face(folder: Path) -> frozenset[str]:
    """The names in `__all__`."""
    tree = ast.parse((folder / "__init__.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


def entered(root: Path) -> dict[str, set[str]]:
    """The names that code outside of each package imports of it."""
    faces = packages(root)
    found: dict[str, set[str]] = {name: set() for name in faces}
    for source in SOURCES:
        for file in sorted((root / source).rglob("*.py")):
            own = _module(file, root / source, source)
            for target in imported(file):
                for package, name in _doors(target, faces):
                    if not f"{own}.".startswith(f"{package}."):
                        found[package].add(name)
    return found


def imported(file: Path) -> Iterator[str]:
    """The dotted names that a file imports, each down to the name that is bound."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _doors(target: str, faces: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """Each package on the way to a name, with the step that is taken in it."""
    parts = target.split(".")
    for end in range(1, len(parts)):
        package = ".".join(parts[:end])
        if package in faces:
            yield package, parts[end]


def _module(file: Path, root: Path, source: str) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    named = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(named if source == "platform" else (source, *named))
