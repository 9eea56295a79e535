"""A team's query as part of a statement: read word by word, so that it stays inside its brackets.

Which tables of given databases it names is read in the same way, without the reader of SQL.

The check of queries refuses what is no single SELECT; this holds also where nobody has checked.
"""

import re
from collections.abc import Collection, Iterator

_WORD = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)
    |(?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*")
    |(?P<broken>['"\0]|/\*)
    |(?P<sign>[();])
    |(?P<text>[^'"();/\0-]+|[/-])""",
    re.DOTALL | re.VERBOSE,
)


class UnusableQueryError(ValueError):
    """A text that cannot stand in brackets as one query."""


def embedded(query: str) -> str:
    """The query as it can stand in brackets: no comments, no semicolon at its end.

    Raises UnusableQueryError where it would end the brackets or leave something open.
    """
    return "".join(_words(query)).strip()


def named_tables(query: str, databases: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The tables of some databases that a query names, each database with a table, once."""
    if not databases:
        return ()
    text = "".join(" " if word.startswith("'") else word for word in _words(query)).lower()
    known = "|".join(map(re.escape, databases))
    found = re.findall(rf"""(?<![\w."])"?({known})"?\s*\.\s*"?(\w+)""", text)
    return tuple(dict.fromkeys(found))


def _words(query: str) -> Iterator[str]:
    depth, is_over = 0, False
    for word in _WORD.finditer(query):
        text = word.group()
        if word["broken"]:
            raise UnusableQueryError(f"{text!r} is not closed")
        if word["comment"]:
            yield " "
            continue
        if text == ";":
            is_over = True
            continue
        if is_over and text.strip():
            raise UnusableQueryError("a second statement begins")
        depth += (text == "(") - (text == ")")
        if depth < 0:
            raise UnusableQueryError("a bracket is closed that was not opened")
        yield text
    if depth:
        raise UnusableQueryError("a bracket is not closed")
