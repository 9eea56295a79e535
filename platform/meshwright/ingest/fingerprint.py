"""A file's content as a name: its hash, and that of each part of it that is sent."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from meshwright.ingest.soundness import WHEN_WHOLE, UnsoundError, judge

PART = 16 << 20
"""Bytes of a part: a file of 10,000 of them, S3's limit, has 156 GiB."""


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
    parts: list[bytes] = []
    for block in judge(blocks(path), form, columns):
        whole.update(block)
        parts.append(hashlib.sha256(block).digest())
        size += len(block)
    if _seen(path) != seen:
        raise changed()
    return Fingerprint(whole.hexdigest(), size, tuple(parts), seen)


def is_unchanged(path: Path, known: Fingerprint) -> bool:
    """Whether the file is still the one that was read."""
    return _seen(path) == known.seen


def changed() -> UnsoundError:
    return UnsoundError("somebody writes it while it is read", fix=WHEN_WHOLE)


def blocks(path: Path) -> Iterator[bytes]:
    """A file part by part."""
    with path.open("rb") as file:
        while block := file.read(PART):
            yield block


def _seen(path: Path) -> tuple[int, int]:
    said = path.stat()
    return said.st_size, said.st_mtime_ns
