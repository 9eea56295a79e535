"""A file's bytes as text, within bounds, and where in it something stands."""

from bisect import bisect_right
from functools import lru_cache

from meshwright.errors import Finding, Position
from meshwright.standards.readers import codes

_MARK = b"\xef\xbb\xbf"


def text_of(content: bytes, path: str, limit: int) -> str | Finding:
    """The text of a file, without the mark that Windows' tools put before it."""
    if len(content) > limit:
        message = f"the file is larger than {limit:,} bytes"
        return codes.BEYOND.at(Position(path), message)
    if not content.removeprefix(_MARK).strip():
        return codes.UNREADABLE.at(Position(path), "the file is empty")
    try:
        return content.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].removeprefix(_MARK).decode("utf-8")
        message = (
            f"the byte 0x{content[error.start]:02x} is not UTF-8, as which the file has to be saved"
        )
        return codes.UNREADABLE.at(place_in(before, path, len(before)), message)


def place_in(text: str, path: str, at: int) -> Position:
    """The line and the column of a character."""
    begins = _lines(text)
    line = bisect_right(begins, at)
    return Position(path, line, at - begins[line - 1] + 1)


@lru_cache(maxsize=1)
def _lines(text: str) -> list[int]:
    """Where each line of a text begins; of one file many places are asked."""
    found = [0]
    while (end := text.find("\n", found[-1])) >= 0:
        found.append(end + 1)
    return found
