"""Bytes to text: UTF-8 without a mark, and no character that a reader cannot see."""

import re

from meshwright.errors import Finding, Position
from meshwright.specs import codes

MAX_BYTES = 1_000_000

_VISIBLE_ASCII = bytes([0x09, 0x0A, 0x0D, *range(0x20, 0x7F)])
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

# Zero-width joiners are left in: emoji and some scripts need them, and no id can hold one.
HIDDEN = re.compile(
    "[\u0080-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
"""Characters that reorder, break or hide what stands around them."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(content: bytes, path: str) -> str | Finding:
    """The text of a file, or the one finding that says why there is none."""
    if len(content) > MAX_BYTES:
        return codes.TOO_LARGE.at(Position(path), f"the file is larger than {MAX_BYTES:,} bytes")
    if not content.translate(None, _VISIBLE_ASCII):
        return content.decode("ascii")
    if content.startswith(_BYTE_ORDER_MARKS):
        return codes.NOT_TEXT.at(Position(path), "the file begins with a byte order mark")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place(content[: error.start].decode("utf-8"), path)
        return codes.NOT_TEXT.at(place, f"the byte 0x{content[error.start]:02x} is not UTF-8")
    return _visible(text, path)


def hidden_character(text: str) -> str | None:
    """The first character of a text that cannot be seen, as `U+202E`."""
    found = HIDDEN.search(text) or _CONTROL.search(text)
    return found and _code_point(found[0])


def _visible(text: str, path: str) -> str | Finding:
    if control := _CONTROL.search(text):
        place = _place(text[: control.start()], path)
        message = f"the control character {_code_point(control[0])} is in the file"
        return codes.NOT_TEXT.at(place, message)
    if hidden := HIDDEN.search(text):
        place = _place(text[: hidden.start()], path)
        message = f"the invisible character {_code_point(hidden[0])} is in the file"
        return codes.HIDDEN.at(place, message)
    return text


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def _place(before: str, path: str) -> Position:
    return Position(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
