"""How a portal's files are sent, by whatever server: their types, and how long they may be kept."""

from pathlib import PurePosixPath

TYPES = {
    ".avsc": "application/json",
    ".css": "text/css; charset=utf-8",
    ".dqdl": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown; charset=utf-8",
    ".sql": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
"""By a name's end; not asked of the machine, which knows others."""
CACHED = "no-cache"
"""Kept, and asked about each time: pages and what they load have to be of one build."""


def content_type(name: str) -> str:
    """What a file is; bytes where its name does not say it, which no browser shows."""
    return TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
