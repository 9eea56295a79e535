"""JSON with the line and column of each value; within bounds, whoever wrote it.

YAML's reader takes no escaped pair of surrogates, which is how JSON says an emoji. A key that is
said twice is refused: readers do not agree on which counts. Source: RFC 8259.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from json import JSONDecodeError, decoder
from typing import Any, cast

from meshwright.errors import Code, Finding
from meshwright.specs.source import NO_MARKS, Mark, Source
from meshwright.standards.readers import codes
from meshwright.standards.readers.text import place_in, text_of
from meshwright.wording import shown

MAX_DEPTH = 64
MAX_VALUES = 2_000_000
MAX_BYTES = 64_000_000
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]{0,99}))(\.[0-9]{1,99})?([eE][-+]?[0-9]{1,3})?(?![0-9.])")
_WORDS = {"true": True, "false": False, "null": None}
_WORD = re.compile("true|false|null")
_LONELY = re.compile("[\ud800-\udfff]")
Marks = dict[str | int, Mark]
_scanned = cast("Callable[[str, int, bool], tuple[str, int]]", decoder.scanstring)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - typeshed leaves it out
"""A text from behind its quote on, and its end: the interpreter's own, in C."""


@dataclass(frozen=True, slots=True)
class Json:
    """What a file says, and where."""

    value: Any
    source: Source


def read_json(content: bytes, path: str, limit: int = MAX_BYTES) -> Json | Finding:
    """The value of a file, or why there is none."""
    text = text_of(content, path, limit)
    if isinstance(text, Finding):
        return text
    reader = _Reader(text)
    try:
        value = reader.document()
    except _RefusedError as refused:
        return refused.code.at(place_in(text, path, refused.at), str(refused))
    return Json(value, Source(path, reader.marks))


class _RefusedError(Exception):
    """Reading stops here."""

    def __init__(self, at: int, message: str, code: Code = codes.UNREADABLE) -> None:
        super().__init__(message)
        self.at = at
        self.code = code


@dataclass(slots=True)
class _Reader:
    """A descent through one text, which counts as it goes."""

    text: str
    marks: Marks = field(default_factory=Marks)
    _at: int = 0
    _line: int = 0
    _begin: int = 0
    """The line that is read, and where it begins."""
    _values: int = 0

    def document(self) -> Any:
        self._space()
        value = self._value(self.marks, 0)
        self._space()
        if self._at < len(self.text):
            raise _RefusedError(self._at, "something stands behind the value")
        return value

    def _space(self) -> str:
        """The first sign that is no space; empty at the end."""
        found = _SPACE.match(self.text, self._at)
        assert found is not None, "the pattern takes nothing too"
        self._advance(found.end())
        return self.text[self._at : self._at + 1]

    def _advance(self, to: int) -> None:
        if lines := self.text.count("\n", self._at, to):
            self._line += lines
            self._begin = self.text.rfind("\n", self._at, to) + 1
        self._at = to

    def _value(self, marks: Marks, depth: int) -> Any:
        self._values += 1
        if self._values > MAX_VALUES:
            raise _RefusedError(self._at, f"more than {MAX_VALUES:,} values", codes.BEYOND)
        if depth > MAX_DEPTH:
            raise _RefusedError(self._at, f"more than {MAX_DEPTH} levels of nesting", codes.BEYOND)
        match self.text[self._at : self._at + 1]:
            case "{":
                return self._object(marks, depth)
            case "[":
                return self._array(marks, depth)
            case '"':
                return self._string()
            case _:
                return self._plain()

    def _plain(self) -> Any:
        if found := _WORD.match(self.text, self._at):
            self._at = found.end()
            return _WORDS[found[0]]
        if found := _NUMBER.match(self.text, self._at):
            self._at = found.end()
            return self._finite(found) if found[2] or found[3] else int(found[1])
        sign = self.text[self._at : self._at + 1]
        what = f"{shown(sign)} is not expected here" if sign else "the file ends too early"
        raise _RefusedError(self._at, what)

    def _finite(self, found: re.Match[str]) -> float:
        number = float(found[0])
        if number in (float("inf"), float("-inf")):
            raise _RefusedError(found.start(), "a number has to be finite")
        return number

    def _string(self) -> str:
        try:
            value, end = _scanned(self.text, self._at + 1, True)
        except JSONDecodeError as error:
            raise _RefusedError(error.pos, error.msg[0].lower() + error.msg[1:]) from error
        self._at = end
        if _LONELY.search(value):
            raise _RefusedError(self._at, "half of a pair of surrogates is no character")
        return value

    def _object(self, marks: Marks, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        self._at += 1
        if self._space() == "}":
            self._at += 1
            return fields
        while True:
            line, column, start = self._line, self._at - self._begin, self._at
            if self.text[start : start + 1] != '"':
                raise _RefusedError(start, "a key in double quotes is expected here")
            key = self._string()
            if key in fields:
                raise _RefusedError(start, f"the key {shown(key)} is said twice")
            if self._space() != ":":
                raise _RefusedError(self._at, "a colon is expected here")
            self._at += 1
            self._space()
            fields[key] = self._marked(marks, key, (line, column), depth)
            if self._next("}"):
                return fields

    def _array(self, marks: Marks, depth: int) -> list[Any]:
        items: list[Any] = []
        self._at += 1
        if self._space() == "]":
            self._at += 1
            return items
        while True:
            place = self._line, self._at - self._begin
            items.append(self._marked(marks, len(items), place, depth))
            if self._next("]"):
                return items

    def _marked(self, marks: Marks, step: str | int, place: tuple[int, int], depth: int) -> Any:
        """A value, and where its key stands and it itself."""
        here = self._line, self._at - self._begin
        inside: Marks = {}
        value = self._value(inside, depth + 1)
        marks[step] = (*place, *here, inside or NO_MARKS)
        return value

    def _next(self, end: str) -> bool:
        """Past a comma or the end; whether it is the end."""
        sign = self._space()
        if sign not in (",", end) or not sign:
            raise _RefusedError(self._at, f"a comma or {shown(end)} is expected here")
        self._at += 1
        if sign == ",":
            self._space()
        return sign == end
