"""The portal's folder: written anew where a file differs, and nothing of others' touched.

The folder says itself what was written into it (`portal.json`), so that what is no longer part of
the portal goes, and a folder that holds something else is left alone.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from meshwright.errors import UsageError

MANIFEST = "portal.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a folder."""

    files: int
    changed: int
    removed: int
    size: int
    """Bytes of all files."""


def write(folder: Path, files: Iterable[tuple[str, bytes]]) -> Written:
    """Brings a folder to what it should hold. Raises UsageError where it holds something else."""
    before = _known(folder)
    names: list[str] = []
    changed = size = 0
    for name, text in files:
        names.append(name)
        size += len(text)
        changed += _put(folder / name, text)
    manifest = json.dumps({"version": FORMAT, "files": sorted(names)}, indent=1) + "\n"
    _put(folder / MANIFEST, manifest.encode())
    gone = sorted(before - {*names})
    for name in gone:
        _remove(folder, name)
    return Written(len(names), changed, len(gone), size)


def _known(folder: Path) -> frozenset[str]:
    """What was written into a folder before."""
    if not folder.exists():
        return frozenset()
    manifest = folder / MANIFEST
    if folder.is_dir() and not any(folder.iterdir()):
        return frozenset()
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        names = [name for name in told["files"] if isinstance(name, str)]
    except (OSError, ValueError, TypeError, KeyError) as error:
        message = f"{folder} holds something else than a portal"
        raise UsageError(message, fix="name a new or an empty folder with --out") from error
    return frozenset(name for name in names if _is_inside(name))


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _put(path: Path, text: bytes) -> bool:
    """Whether a file had to be written."""
    if path.is_file() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True


def _remove(folder: Path, name: str) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    above = path.parent
    while above != folder and above.is_dir() and not any(above.iterdir()):
        above.rmdir()
        above = above.parent
