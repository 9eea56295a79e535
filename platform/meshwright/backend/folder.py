"""Which stacks a `file://` backend holds; no engine, and none of what runs one."""

from pathlib import Path

from meshwright.backend.layout import STACKS, stack_of_file


def stacks_in(root: Path) -> frozenset[str]:
    """The names of all stacks of the project in a backend's folder; none where it is missing."""
    folder = root / STACKS
    if not folder.is_dir():
        return frozenset()
    return frozenset(s for file in folder.iterdir() if (s := stack_of_file(file.name)))
