"""Folders as `file://` URLs and back: every character of a path is its own (RFC 8089, RFC 3986).

A checkout may lie in a folder with `%`, `#` or `?` in its name, or one that is not UTF-8.
"""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from meshwright import homes


def url_of(folder: Path) -> str:
    """The URL of a folder; what is not plain ASCII in its path is percent-encoded."""
    return folder.absolute().as_uri()


def folder_of(url: str) -> Path:
    """The folder of a URL such as `file:///srv/state` or `file://~`."""
    parts = urlsplit(url)
    path = Path(os.fsdecode(unquote_to_bytes(parts.netloc + parts.path)))
    return homes.expanded(path).absolute()
