"""Files that are committed though code writes them: which are stale, and writing these."""

from collections.abc import Mapping
from pathlib import Path

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
