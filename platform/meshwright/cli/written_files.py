"""Files that code writes and people commit: begun once, or kept as their generator has them."""

from collections.abc import Mapping
from pathlib import Path

from meshwright.errors import UsageError

Texts = Mapping[str, str]
"""What each file should hold, by its path relative to the root."""


def stale(root: Path, texts: Texts) -> tuple[str, ...]:
    """The files whose content is not what their generator writes."""
    return tuple(path for path, text in texts.items() if content(root / path) != text)


def content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def write(root: Path, texts: Texts) -> tuple[str, ...]:
    """Writes the stale files and names them."""
    paths = stale(root, texts)
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(texts[path], encoding="utf-8")
    return paths


def begin(root: Path, path: str, text: str, *, otherwise: str) -> None:
    """Writes a file that is not there yet. Raises UsageError, with what to do, where it is."""
    file = root / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as begun:
            begun.write(text)
    except FileExistsError:
        raise UsageError(f"{path} already exists", fix=otherwise) from None
