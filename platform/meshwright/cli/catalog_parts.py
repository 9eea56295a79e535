"""Answers of a size that agents can read: a long list in parts, and what else is long cut.

An answer says what was left out of it, and where its list goes on.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, cast

from meshwright.cli.documents import text_of
from meshwright.errors import UsageError

PART = 40_000
"""Characters of JSON that a part of a list has, or else one entry."""
REST = 16_000
"""Characters of JSON that are told beside it."""
ENTRY = 4_000
"""Characters of JSON of one entry of a list."""
STEPS = ((4_000, 100), (1_000, 25), (250, 5), (60, 1))
"""How long a text and a list may be, tried in turn."""
FREE = "extensions"
"""What owners write in any shape."""
Document = dict[str, Any]


def end_of(sizes: Sequence[int], offset: int, limit: int) -> int:
    """Where a part of a list ends that begins at an offset. Raises UsageError for one outside."""
    if not 0 <= offset <= max(len(sizes) - 1, 0):
        raise UsageError(
            f"there is nothing at offset {offset}", fix=f"the list has {len(sizes)}, from 0"
        )
    most = sizes[offset : offset + limit]
    fitting = sum(size <= PART for size in accumulate(most))
    return offset + max(fitting, min(len(most), 1))


def part(name: str, entries: Sequence[Document], offset: int, limit: int) -> Document:
    """A part of a list as fields of an answer: it, how many there are, and where it goes on."""
    told = [cut(each, ENTRY) for each in entries]
    end = end_of([size_of(each) for each in told], offset, limit)
    return {name: told[offset:end], "count": len(told), "next": end if end < len(told) else None}


def size_of(document: Document) -> int:
    return len(text_of(document))


def cut(document: Document, size: int = REST) -> Document:
    """A document of no more than a size, or nearly; `cut` in it says what was left out."""
    if size_of(document) <= size:
        return document
    told, left = document, list[str]()
    for longest, most in STEPS:
        left = list[str]()
        told = cast("Document", _shortened(document, "", longest, most, left))
        if size_of(told) <= size:
            break
    return {**told, "cut": left}


def _shortened(value: Any, path: str, longest: int, most: int, left: list[str]) -> Any:
    if isinstance(value, str) and len(value) > longest:
        left.append(f"{path}: {longest} of {len(value)} characters")
        return f"{value[:longest]}…"
    if isinstance(value, Mapping):
        fields = cast("Mapping[Any, Any]", value)
        return {
            name: _field(each, f"{path}.{name}".lstrip("."), longest, most, left)
            for name, each in fields.items()
        }
    if isinstance(value, list | tuple):
        entries = cast("Sequence[Any]", value)
        if len(entries) > most:
            left.append(f"{path}: {most} of {len(entries)} entries")
        return [_shortened(each, path, longest, most, left) for each in entries[:most]]
    return value


def _field(value: Any, path: str, longest: int, most: int, left: list[str]) -> Any:
    if path.endswith(FREE) and len(text_of(value)) > longest:
        left.append(f"{path}: all of it")
        return {}
    return _shortened(value, path, longest, most, left)
