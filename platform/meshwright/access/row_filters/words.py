"""A filter's text to words, constants and signs; nothing that an engine might read in two ways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from meshwright.access.row_filters.tree import Fault
from meshwright.wording import shown

Kind = Literal["word", "name", "text", "number", "sign", "end"]
COMMENT = "a filter has no comments"
COMPUTED = "nothing is computed in a filter"
FORM = "write a column, a comparison and a constant, such as country = 'DE'"
_SPACE = " \t\r\n"
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_SIGN = re.compile(r"<=|>=|<>|!=|[=<>(),.\-]")
_COMMENT = re.compile(r"--|/\*|\*/|#")
INSTEAD = {
    "==": "write =",
    "||": "texts are not joined in a filter: write the whole constant",
    "`": "quote a column's name by double quotes",
    "[": "write a list in round brackets",
    ";": "write one condition, without a semicolon",
    "\u2018": "write the plain quote '",
    "\u2019": "write the plain quote '",
    "\u201c": "write the plain quotes ' or \"",
    "\u201d": "write the plain quotes ' or \"",
}
"""What to write for what stands for something in another language."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a constant or a sign of a filter, and where it begins and ends."""

    kind: Kind
    text: str
    """In capitals for a word, without quotes and escapes for a name or a text."""
    start: int
    end: int
    written: str = ""

    def is_(self, *texts: str) -> bool:
        """Whether it is one of these key words or signs."""
        return self.kind in ("word", "sign") and self.text in texts


class FilterError(Exception):
    """Reading stops here."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def syntax(offset: int, message: str, fix: str = "") -> FilterError:
    return FilterError(Fault("syntax", offset, message, fix))


def refused(offset: int, message: str, fix: str = "") -> FilterError:
    return FilterError(Fault("refused", offset, message, fix))


def words(text: str) -> Iterator[Word]:
    """The words of a filter, an end behind them."""
    at = 0
    while at < len(text):
        if text[at] in _SPACE:
            at += 1
            continue
        word = _word(text, at)
        yield word
        at = word.end
    yield Word("end", "", len(text.rstrip(_SPACE)), len(text))


def _word(text: str, at: int) -> Word:
    if _COMMENT.match(text, at):
        raise refused(at, COMMENT, "say in the agreement's purpose why")
    if text[at] == "'":
        return _quoted(text, at, "text")
    if text[at] == '"':
        return _quoted(text, at, "name")
    for instead, fix in INSTEAD.items():
        if text.startswith(instead, at):
            raise syntax(at, f"{shown(instead)} is no part of a filter", fix)
    if found := _WORD.match(text, at):
        return Word("word", found[0].upper(), at, found.end(), found[0])
    if found := _NUMBER.match(text, at):
        return _number(text, at, found)
    if found := _SIGN.match(text, at):
        return Word("sign", found[0], at, found.end(), found[0])
    raise _unknown(text, at)


def _unknown(text: str, at: int) -> FilterError:
    if text[at] in "+*/%":
        return refused(at, COMPUTED, FORM)
    if text[at].isascii():
        return syntax(at, f"{shown(text[at])} is no part of a filter", FORM)
    # What looks like a letter of a column's name may be another.
    message = f"the character U+{ord(text[at]):04X} is no part of a filter outside of a text"
    return syntax(at, message, "write names as the table has them, and texts in single quotes")


def _number(text: str, at: int, found: re.Match[str]) -> Word:
    following = text[found.end() : found.end() + 1]
    if following and (following.isalnum() or following in "_."):
        fix = "write digits, and a point where there are decimals"
        raise syntax(at, "this is no plain number", fix)
    return Word("number", found[0], at, found.end(), found[0])


def _quoted(text: str, at: int, kind: Kind) -> Word:
    """A text or a name; two quotes inside of it are one."""
    quote, end = text[at], at + 1
    while (end := text.find(quote, end)) >= 0 and text.startswith(quote, end + 1):
        end += 2
    if end < 0:
        called = "text" if kind == "text" else "name"
        raise syntax(at, f"the {called} that begins here is not closed", f"close it by {quote}")
    for offset in range(at + 1, end):
        _check_character(text[offset], offset)
    inner = text[at + 1 : end].replace(quote * 2, quote)
    return Word(kind, inner, at, end + 1, text[at : end + 1])


def _check_character(character: str, offset: int) -> None:
    if character == "\\":
        message = "a backslash is read in two ways by the engines that take filters"
        raise refused(offset, message, "leave it out; a quote inside of a text is written twice")
    if not character.isprintable():
        message = f"the character U+{ord(character):04X} cannot be seen"
        raise refused(offset, message, "write what can be seen")
