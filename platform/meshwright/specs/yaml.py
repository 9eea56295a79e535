"""One YAML file to plain values and their positions, by the core rules of YAML 1.2.

It knows no spec. What a spec has no use for (tags, merge keys, several documents, keys that are no
texts, keys said twice) is refused here, since each would be read in more than one way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yaml import MarkedYAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from meshwright.errors import Code, Finding, Position
from meshwright.specs import codes
from meshwright.specs.encoding import decode, hidden_character
from meshwright.specs.plain import BEFORE_WORDS, CONSTANTS, resolve
from meshwright.specs.source import NO_MARKS, Mark, Path, Source
from meshwright.wording import shown

MAX_DEPTH = 50
"""Levels of nesting; bounded event by event, since libyaml's composer overflows the C stack."""
MAX_VALUES = 100_000
"""Values of one file, each alias counted as often as it is used."""

_PROBLEMS: Mapping[str, str] = {
    "mapping values are not allowed in this context": "a colon stands where no key can be",
    "did not find expected key": "a key is expected here: look at indentation and brackets",
    "did not find expected ',' or '}'": "a comma or a closing '}' is missing",
    "did not find expected ',' or ']'": "a comma or a closing ']' is missing",
    "did not find expected '-' indicator": "an item of a list is expected here",
    "did not find expected node content": "a value is missing",
    "could not find expected ':'": "a colon after a key is missing",
    "found unexpected end of stream": "a quote is opened and never closed",
    "found unknown escape character": "unknown escape sequence in a double-quoted text",
    "found character that cannot start any token": "a value that begins so needs quotes",
}
"""What libyaml says most often, in words for someone who does not know its parser."""


Place = tuple[int, int]
"""A line and a column, both counted from 1."""


@dataclass(frozen=True, slots=True)
class Document:
    """What one file says; `value` is None where it could not be read."""

    value: dict[str, Any] | None
    source: Source
    findings: tuple[Finding, ...] = ()
    empty: tuple[Path, ...] = ()
    """The keys and items behind which nothing is written."""
    text: str = ""


def read_yaml(content: bytes, path: str) -> Document:
    """The values of a file; `path` is what positions name it by. Never raises."""
    text = decode(content, path)
    if isinstance(text, Finding):
        return Document(None, Source(path), (text,))
    builder = _Builder(path)
    value = builder.read(text)
    source = Source(path, builder.marks, text)
    return Document(value, source, tuple(builder.findings), tuple(builder.empty), text)


class _RefusedError(Exception):
    """Reading stops here."""

    def __init__(self, code: Code, event: Any, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.place = _place(event) if event is not None else (1, 1)


@dataclass(slots=True)
class _Builder:
    """Turns libyaml's events into values and their marks, counting as it goes."""

    file: str
    findings: list[Finding] = field(default_factory=list[Finding])
    marks: dict[str | int, Mark] = field(default_factory=dict[str | int, Mark])
    empty: list[Path] = field(default_factory=list[Path])
    _anchors: dict[str, tuple[Any, int]] = field(default_factory=dict[str, tuple[Any, int]])
    _path: list[str | int] = field(default_factory=list[str | int])
    _count: int = 0
    _next: Callable[[], Any] = lambda: None

    def read(self, text: str) -> dict[str, Any] | None:
        """The mapping at the top of the file, or None."""
        self._next = CParser(text).get_event
        try:
            return self._document()
        except _RefusedError as refused:
            self._note(refused.code, refused.place, str(refused))
        except MarkedYAMLError as error:
            self._note(*_syntax(error, text))
        return None

    def _document(self) -> dict[str, Any] | None:
        self._next()
        if isinstance(self._next(), StreamEndEvent):
            raise _RefusedError(codes.EMPTY_FILE, None, "the file is empty")
        event = self._next()
        value: Any = self._node(event, self.marks)
        self._next()
        following = self._next()
        if not isinstance(following, StreamEndEvent):
            raise _RefusedError(codes.DOCUMENTS, following, "a second document begins here")
        if value is None:
            raise _RefusedError(codes.EMPTY_FILE, None, "the file is empty")
        if not isinstance(event, MappingStartEvent):
            kind = "a list" if isinstance(value, list) else "a single value"
            message = f"the top level is {kind}, expected a mapping of fields"
            raise _RefusedError(codes.NO_MAPPING, event, message)
        return value

    def _node(self, event: Any, marks: dict[str | int, Mark]) -> Any:
        if type(event) is AliasEvent:
            return self._alias(event)
        before = self._count
        self._grow(1, event)
        if len(self._path) >= MAX_DEPTH:
            raise _RefusedError(codes.DEPTH, event, f"more than {MAX_DEPTH} levels of nesting")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note(codes.TAG, _place(event), f"tag {shown(tag)} is not supported")
        if type(event) is ScalarEvent:
            value = self._scalar(event)
        elif type(event) is SequenceStartEvent:
            value = self._sequence(marks)
        else:
            value = self._mapping(marks)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, self._count - before)
        return value

    def _grow(self, number: int, event: Any) -> None:
        self._count += number
        if self._count > MAX_VALUES:
            raise _RefusedError(codes.TOO_MANY_VALUES, event, f"more than {MAX_VALUES:,} values")

    def _alias(self, event: Any) -> Any:
        # An anchor is known once its value is complete, so that no value can hold itself.
        if event.anchor not in self._anchors:
            raise _RefusedError(codes.ALIAS, event, f"undefined alias {shown(event.anchor)}")
        value, size = self._anchors[event.anchor]
        self._grow(size, event)
        return value

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if not event.implicit[0]:
            self._look_for_hidden(event)
            return text
        try:
            value = resolve(text)
        except ValueError as error:
            self._note(codes.RANGE, _place(event), str(error), where=_dotted(self._path))
            return 0
        if value is None:
            self.empty.append(tuple(self._path))
        return value

    def _look_for_hidden(self, event: Any) -> None:
        # An escape such as "\u202e" shows only now.
        if event.style == '"' and (hidden := hidden_character(event.value)):
            message = f"the text holds the invisible character {hidden}"
            self._note(codes.HIDDEN, _place(event), message)

    def _sequence(self, marks: dict[str | int, Mark]) -> list[Any]:
        items: list[Any] = []
        take, path = self._next, self._path
        while type(event := take()) is not SequenceEndEvent:
            mark = event.start_mark
            line, column = mark.line, mark.column
            # Most items are words, and for those `_node` would find nothing to do but to count.
            if _is_word(event) and self._count < MAX_VALUES and len(path) < MAX_DEPTH - 1:
                self._count += 1
                marks[len(items)] = (line, column, line, column, NO_MARKS)
                items.append(event.value)
                continue
            inside: dict[str | int, Mark] = {}
            marks[len(items)] = (line, column, line, column, inside)
            path.append(len(items))
            items.append(self._node(event, inside))
            path.pop()
        return items

    def _mapping(self, marks: dict[str | int, Mark]) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        take, path = self._next, self._path
        while type(event := take()) is not MappingEndEvent:
            key = event.value if _is_word(event) else self._key(event)
            if key in fields:
                self._twice(event, key, marks[key][0] + 1)
                continue
            mark = event.start_mark
            line, column = mark.line, mark.column
            event = take()
            mark = event.start_mark
            if _is_word(event):
                marks[key] = (line, column, mark.line, mark.column, NO_MARKS)
                fields[key] = event.value
                continue
            inside: dict[str | int, Mark] = {}
            if mark.line == line or type(event) is ScalarEvent:
                marks[key] = (line, column, mark.line, mark.column, inside)
            else:
                # A list or mapping that begins below its key is found at the key.
                marks[key] = (line, column, line, column, inside)
            path.append(key)
            fields[key] = self._node(event, inside)
            path.pop()
        self._grow(len(fields), event)
        return fields

    def _key(self, event: Any) -> str:
        if isinstance(event, ScalarEvent) and event.value == "<<" and event.implicit[0]:
            raise _RefusedError(codes.MERGE, event, "merge key '<<' is not supported")
        key = self._node(event, {})
        if isinstance(key, str):
            return key
        raise _RefusedError(codes.KEY, event, "a key has to be a text")

    def _twice(self, event: Any, key: str, first: int) -> None:
        self._path.append(key)
        message = f"duplicate key {shown(key)}, first defined in line {first}"
        self._note(codes.TWICE, _place(event), message, where=_dotted(self._path))
        self._node(self._next(), {})
        self._path.pop()

    def _note(self, code: Code, place: Place, message: str, *, where: str = "") -> None:
        self.findings.append(code.at(Position(self.file, *place), message, where=where))


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(map(str, path))


def _is_word(event: Any) -> bool:
    """Whether an event is an unquoted text that needs no further look, as most are."""
    return (
        type(event) is ScalarEvent
        and event.implicit[0]
        and event.anchor is None
        and event.value > BEFORE_WORDS
        and event.value not in CONSTANTS
    )


def _place(event: Any) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1)


def _syntax(error: MarkedYAMLError, text: str) -> tuple[Code, Place, str]:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    written = lines[line] if line < len(lines) else ""
    if "\t" in written[: column + 1] and not written[:column].strip():
        return codes.TAB, (line + 1, column + 1), "a tab indents the line"
    problem = error.problem or "invalid YAML"
    return codes.SYNTAX, (line + 1, column + 1), _PROBLEMS.get(problem, problem)
