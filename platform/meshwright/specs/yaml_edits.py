"""Edits of a YAML file as text: comments, order and quotes stay as they are."""

import re
from collections.abc import Iterable, Sequence

from meshwright.errors import MeshError, Position

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
"""A line with its end, as libyaml counts them: the specs allow no other ends of lines."""


def with_ids(text: str, places: Iterable[Position], old: str, new: str) -> str:
    """The text with an id replaced where it stands as a value, or begins one.

    Raises MeshError where something else stands there, such as an alias.
    """
    for place in sorted(places, reverse=True):
        start = _offset(text, place)
        found = re.compile(rf"(['\"]?){re.escape(old)}(?![a-z0-9_])").match(text, start)
        if found is None:
            raise MeshError(
                f"{place}: '{old}' cannot be replaced where it stands",
                fix=f"write '{new}' there, and run this again",
            )
        text = f"{text[:start]}{found[1]}{new}{text[found.end() :]}"
    return text


def with_line(text: str, line: str, before: Position) -> str:
    """The text with a line of its own in front of a key of the outermost mapping.

    What is said above the key in comments stays with the key.
    """
    start = _offset(text, Position(before.path, before.line))
    lines = LINE.findall(text[:start])
    kept = [each for each in lines if each]
    above: list[str] = []
    while kept and kept[-1].startswith("#"):
        above.insert(0, kept.pop())
    end = "\r\n" if "\r\n" in text else "\n"
    return "".join((*kept, line, end, *above, text[start:]))


def with_item(text: str, listed: Sequence[tuple[Position, str]], item: str) -> str:
    """The text with an item after the last of a list, in the form of the list.

    Raises MeshError where something else stands there, such as an alias.
    """
    place, last = listed[-1]
    start = _offset(text, place)
    found = re.compile(rf"(['\"]?){re.escape(last)}\1").match(text, start)
    if found is None:
        raise MeshError(f"{place}: '{last}' does not stand there", fix=f"add {item} by hand")
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if not re.fullmatch(r"\s*-\s+", line):
        return f"{text[: found.end()]}, {item}{text[found.end() :]}"
    end = "\r\n" if "\r\n" in text else "\n"
    here = text.find("\n", found.end())
    before, after = (text, "") if here < 0 else (text[:here].removesuffix("\r"), text[here + 1 :])
    return f"{before}{end}{line}{item}{end}{after}"


def with_first_item(text: str, place: Position, item: str) -> str:
    """The text with an item in a list that is written as empty.

    Raises MeshError where something else stands there.
    """
    start = _offset(text, place)
    found = re.compile(r"\[\s*\]").match(text, start)
    if found is None:
        raise MeshError(f"{place}: no empty list stands there", fix=f"add {item} by hand")
    return f"{text[:start]}[{item}]{text[found.end() :]}"


def _offset(text: str, place: Position) -> int:
    lines = LINE.findall(text)
    return sum(map(len, lines[: place.line - 1])) + place.column - 1
