"""The files that a finding's remedy names, and which of them are not there."""

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATH = re.compile(r"(?<![\w/])(?:domains|platform|policies|docs|schema|\.github|\.gitlab)/[\w./-]+")
TO_BE_MADE = re.compile(r"(?:propose the agreement:|write) \S*$")
"""What stands before a file that the remedy is to write."""


def missing_files(fix: str, checkout: Path = ROOT) -> list[str]:
    """The files that a remedy names and that neither a checkout nor this repository has."""
    return [path for path in _named(fix) if not _is_there(path, (checkout, ROOT))]


def _named(fix: str) -> Iterable[str]:
    for found in PATH.finditer(fix):
        if not TO_BE_MADE.search(fix[: found.start()] + "x"):
            yield found[0].rstrip(".")


def _is_there(path: str, roots: Iterable[Path]) -> bool:
    return any((root / path).exists() or (root / path).is_symlink() for root in roots)
