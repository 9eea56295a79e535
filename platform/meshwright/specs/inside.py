"""Where a character of a text in a YAML file stands, however the text is quoted or folded.

What is found is held against the value that was read: where the two differ, as with an alias or an
escape that hardly anybody writes, the place is that of the whole value.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from meshwright.errors import Position
from meshwright.specs.source import Path, Source

Piece = tuple[str, int]
"""What is read at a place, and where the next thing begins."""
Step = Callable[[str, int], Piece]
_FOLD = re.compile(r"[ \t]*\r?\n[ \t\r\n]*")
_ESCAPE = re.compile(r'\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(["\\/nt ]))')
_PLAIN_ESCAPES = {"n": "\n", "t": "\t"}
_HEADER = re.compile(r"([|>])[-+]?[ \t]*(?:#[^\n]*)?\r?\n")
_INDENT = re.compile(r"(?:[ \t]*\r?\n)*( +)")


def position_inside(source: Source, path: Path, value: str, offset: int) -> Position:
    """The place of a character of the text at a path."""
    at = source.at_value(*path)
    starts = _line_starts(source.text)
    places = _places(source.text, starts[at.line - 1] + at.column - 1, value)
    if places is None:
        return at
    place = places[min(offset, len(places) - 1)]
    line = bisect_right(starts, place)
    return Position(at.path, line, place - starts[line - 1] + 1)


def _line_starts(text: str) -> list[int]:
    lengths = (len(line) + 1 for line in text.split("\n"))
    return [0, *accumulate(lengths)]


def _places(text: str, begin: int, value: str) -> list[int] | None:
    """The place of each character of a value, and of its end; None where it reads otherwise."""
    match text[begin : begin + 1]:
        case "'":
            return _flow(text, begin + 1, value, _single)
        case '"':
            return _flow(text, begin + 1, value, _double)
        case "|" | ">":
            return _block(text, begin, value)
        case _:
            return _flow(text, begin, value, _as_is)


def _flow(text: str, at: int, value: str, step: Step) -> list[int] | None:
    places: list[int] = []
    while len(places) < len(value):
        folded = _FOLD.match(text, at)
        piece, following = _folded(folded) if folded else step(text, at)
        if not piece or not value.startswith(piece, len(places)):
            return None
        places.extend([at] * len(piece))
        at = following
    return [*places, at]


def _folded(found: re.Match[str]) -> Piece:
    breaks = found[0].count("\n")
    return ("\n" * (breaks - 1) or " "), found.end()


def _as_is(text: str, at: int) -> Piece:
    return text[at : at + 1], at + 1


def _single(text: str, at: int) -> Piece:
    return text[at : at + 1], at + (2 if text.startswith("''", at) else 1)


def _double(text: str, at: int) -> Piece:
    found = _ESCAPE.match(text, at)
    if found is None:
        return ("" if text.startswith("\\", at) else text[at : at + 1]), at + 1
    code = found[1] or found[2] or found[3]
    read = chr(int(code, 16)) if code else _PLAIN_ESCAPES.get(found[4], found[4])
    return read, found.end()


def _block(text: str, begin: int, value: str) -> list[int] | None:
    header = _HEADER.match(text, begin)
    indent = _INDENT.match(text, header.end()) if header else None
    if header is None or indent is None:
        return None
    return _lines(text, indent.end() - len(indent[1]), len(indent[1]), header[1], value)


def _lines(text: str, at: int, indent: int, style: str, value: str) -> list[int] | None:
    """Lines below a key, without what indents them."""
    places: list[int] = []
    at += indent
    while len(places) < len(value):
        character, following = text[at : at + 1], at + 1
        if character == "\n":
            is_last = len(places) == len(value) - 1
            character = "\n" if style == "|" or is_last else " "
            following += indent
        if not character or value[len(places)] != character:
            return None
        places.append(at)
        at = following
    return [*places, at]
