"""A file's content as a name: its hash, and that of each part of it that is sent."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meshwright.ingest.soundness import WHEN_WHOLE, UnsoundError, judge

PART = 64 << 20
"""Bytes of a part; what is smaller is sent whole. 10,000 of them, S3's limit, are 625 GiB."""


BLOCK = 1 << 20
"""Bytes that are looked at together; a part holds a whole number of them."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file held when it was read."""

    sha256: str
    size: int
    parts: tuple[bytes, ...]
    """The SHA-256 of each part, by which S3 refuses a part that differs."""
    seen: tuple[int, int]
    """Size and time of the file, which change where somebody still writes it."""


def fingerprint(path: Path, form: str, columns: Sequence[str]) -> Fingerprint:
    """Reads a file once. Raises UnsoundError where it cannot become rows, or still changes."""
    seen, whole, size = _seen(path), hashlib.sha256(), 0
    parts: list[Any] = []
    for block in judge(blocks(path, BLOCK), form, columns):
        if size % PART == 0:
            parts.append(hashlib.sha256())
        whole.update(block)
        parts[-1].update(block)
        size += len(block)
    if _seen(path) != seen:
        raise changed()
    return Fingerprint(whole.hexdigest(), size, tuple(part.digest() for part in parts), seen)


def changed() -> UnsoundError:
    return UnsoundError("somebody writes it while it is read", fix=WHEN_WHOLE)


def blocks(path: Path, size: int) -> Iterator[bytes]:
    """A file piece by piece."""
    with path.open("rb") as file:
        while block := file.read(size):
            yield block


def in_parts(path: Path) -> Iterator[bytes]:
    """A file in the parts that are sent."""
    return blocks(path, PART)


def _seen(path: Path) -> tuple[int, int]:
    said = path.stat()
    return said.st_size, said.st_mtime_ns
