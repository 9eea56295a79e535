"""Where each value of a spec stands in its file, kept beside the parsed value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from meshwright.errors import Position

Path = tuple[str | int, ...]
Mark = tuple[int, int, int, int, "Marks"]
"""Line and column of a key or list item, those of its value, and the marks inside of it.

Counted from 0, as libyaml does. Plain tuples: a mesh of a thousand products has a hundred thousand
of them.
"""
Marks = Mapping[str | int, Mark]
NO_MARKS: Marks = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and where everything in it stands."""

    path: str
    marks: Marks = field(default_factory=lambda: NO_MARKS)
    text: str = field(default="", repr=False, compare=False)
    """What the file holds, for places inside of a value."""

    def at(self, *path: str | int) -> Position:
        """The position of a key or item, or of the nearest enclosing one that was written down."""
        line, column = 0, 0
        for _, mark in self._walk(path):
            line, column = mark[0], mark[1]
        return Position(self.path, line + 1, column + 1)

    def at_value(self, *path: str | int) -> Position:
        """The position of what a key says, or that of the nearest enclosing key."""
        line, column = 0, 0
        for depth, mark in self._walk(path):
            line, column = mark[2:4] if depth == len(path) else mark[0:2]
        return Position(self.path, line + 1, column + 1)

    def holds(self, *path: str | int) -> bool:
        """Whether something was written at a path, rather than brought there by an alias."""
        return sum(1 for _ in self._walk(path)) == len(path)

    def _walk(self, path: Path) -> Iterator[tuple[int, Mark]]:
        """The marks on the way down a path, as far as it was written down."""
        marks = self.marks
        for depth, step in enumerate(path, start=1):
            if step not in marks:
                return
            mark = marks[step]
            yield depth, mark
            marks = mark[4]
