"""A file's bytes as text, within bounds, and where in it something stands."""

from meshwright.errors import Finding, Position
from meshwright.standards.readers import codes

_MARK = b"\xef\xbb\xbf"


def text_of(content: bytes, path: str, limit: int) -> str | Finding:
    """The text of a file, without the mark that Windows' tools put before it."""
    if len(content) > limit:
        message = f"the file is larger than {limit:,} bytes"
        return codes.BEYOND.at(Position(path), message)
    try:
        return content.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].removeprefix(_MARK).decode("utf-8")
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        return codes.UNREADABLE.at(place_in(before, path, len(before)), message)


def place_in(text: str, path: str, at: int) -> Position:
    """The line and the column of a character."""
    return Position(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
