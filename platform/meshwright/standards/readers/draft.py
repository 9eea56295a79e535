"""A contract in the making: what it says, where the file says it, and what the file says beside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from meshwright.errors import Code, Finding, Position, Severity
from meshwright.specs.encoding import hidden_character
from meshwright.specs.source import Mark, Path, Source
from meshwright.specs.types import ColumnType, ColumnTypeError, parse_type
from meshwright.standards.odcs.types import property_type
from meshwright.standards.readers import codes

T = TypeVar("T")
Fields = dict[str, Any]
Marks = dict[str | int, Mark]
CONTRACT: Mapping[str, Any] = {"apiVersion": "v3.1.0", "kind": "DataContract"}


class UnusableError(Exception):
    """The file cannot become a product."""

    def __init__(self, code: Code, at: Position, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.at = at


@dataclass(slots=True)
class Draft:
    """What a reader has made of one file."""

    path: str
    said: Fields = field(default_factory=lambda: dict(CONTRACT))
    noted: list[Finding] = field(default_factory=list[Finding])
    _marks: Marks = field(default_factory=Marks)
    _left: dict[str, list[tuple[Position, str]]] = field(
        default_factory=dict[str, list[tuple[Position, str]]]
    )

    @property
    def source(self) -> Source:
        """Where each part of the contract was said."""
        return Source(self.path, self._marks)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noted, and a word of each kind of thing that is left out."""
        return (*self.noted, *(_counted(what, at) for what, at in self._left.items()))

    @property
    def is_broken(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.noted)

    def note(self, code: Code, at: Position, message: str) -> None:
        self.noted.append(code.at(at, message))

    def leave_out(self, what: str, at: Position, of: str = "") -> None:
        """Tells of something that comes into neither spec nor contract; `of` what it was."""
        self._left.setdefault(what, []).append((at, of))

    def put(self, path: Path, value: Any, at: Position) -> None:
        """Says something in the contract; lists grow at their end."""
        here: Any = self.said
        marks = self._marks
        place = (at.line - 1, at.column - 1, at.line - 1, at.column - 1)
        for step, following in zip(path, (*path[1:], None), strict=True):
            if following is None:
                _set(here, step, self._seen(value, at))
            elif not _has(here, step):
                _set(here, step, [] if isinstance(following, int) else {})
            here = here[step]
            mark = marks.setdefault(step, (*place, {}))
            marks = cast("Marks", mark[4])

    def add(self, path: Path, value: Any, at: Position) -> None:
        """Puts an item at the end of a list."""
        here: Any = self.said
        for step in path:
            here = here[step] if _has(here, step) else []
        self.put((*path, len(here)), value, at)

    def put_type(self, path: Path, kind: ColumnType, at: Position) -> None:
        """The fields of a property that say its type."""
        try:
            checked = parse_type(kind.text)
        except ColumnTypeError as error:
            self.note(codes.READ_AS, at, f"it is read as string: {error}")
            checked = ColumnType("string")
        for name, value in property_type(checked).items():
            self.put((*path, name), value, at)

    def _seen(self, value: Any, at: Position) -> Any:
        """A value without characters that nobody sees, which no spec may hold."""
        if isinstance(value, str):
            return self._visible(value, at)
        if isinstance(value, list):
            return [self._seen(each, at) for each in cast("list[Any]", value)]
        if isinstance(value, dict):
            fields = cast("Fields", value)
            return {self._visible(n, at): self._seen(v, at) for n, v in fields.items()}
        return value

    def _visible(self, text: str, at: Position) -> str:
        if hidden_character(text) is None:
            return text
        self.leave_out("an invisible character in a text", at)
        return "".join(sign for sign in text if hidden_character(sign) is None)


def _has(container: Any, step: str | int) -> bool:
    return step < len(container) if isinstance(step, int) else step in container


def _set(container: Any, step: str | int, value: Any) -> None:
    if isinstance(step, int) and step == len(container):
        container.append(value)
    else:
        container[step] = value


def drafted(path: str, found: T | Finding, read: Callable[[T, Draft], None]) -> Draft:
    """What a reader makes of what was found in a file, or why nothing was."""
    draft = Draft(path)
    if isinstance(found, Finding):
        draft.noted.append(found)
        return draft
    try:
        read(found, draft)
    except UnusableError as error:
        draft.note(error.code, error.at, str(error))
    return draft


def _counted(what: str, left: list[tuple[Position, str]]) -> Finding:
    (at, of), times = left[0], len(left)
    if times > 1:
        owner = f"{times} times, first of {of}" if of else f"{times} times"
        return codes.LEFT_OUT.at(at, f"{what} ({owner}) is left out")
    return codes.LEFT_OUT.at(at, f"{what} of {of} is left out" if of else f"{what} is left out")
