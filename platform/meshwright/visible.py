"""Text of strangers as it may stand where it is shown: seen whole, and never obeyed.

Keys, paths, names, reasons and what an engine says come from whoever wrote them. A terminal obeys
escape codes, a log of GitHub Actions or Azure Pipelines obeys lines that begin with `::` and what
stands behind `##[`, and bidirectional controls reorder what a reader sees; a spreadsheet computes
what begins like a formula. Each place has one encoder: a line for people, a document of lines, a
table for a spreadsheet, and JSON, where the value itself stays the same.

Sources: docs.github.com, "Workflow commands for GitHub Actions"; the runner's `ActionCommand`
(`::` at a line's start, `##[` anywhere); Unicode TR 36, "Bidirectional Text Spoofing"; OWASP, "CSV
Injection".
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

_UNSEEN_IN_JSON = re.compile(r"[^\x20-\x7e\n]")
_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
_MARK = re.compile(r"##(?=\[|vso\[)")
_LINE = "\n"
_FORMULA = ("=", "+", "-", "@")


def one_line(text: str) -> str:
    r"""A text on one line, with what cannot be seen written as `\u000a`."""
    return _unobeyed(text if text.isprintable() else _seen(text, ""))


def lines(text: str) -> str:
    """Lines that this program has put together, none of them an escape code or a command.

    What is quoted in them has been made one line before; this is what holds where that was missed.
    """
    flat = text.replace("\r\n", _LINE)
    return _unobeyed(flat if flat.replace(_LINE, "").isprintable() else _seen(flat, _LINE))


def json_text(document: Any, *, indent: int) -> str:
    """A document as JSON that reads back as it was, in characters that can all be seen."""
    return seen_json(json.dumps(document, indent=indent, ensure_ascii=False))


def json_line(document: Any) -> str:
    """A document as JSON on one line, in characters that can all be seen."""
    return seen_json(json.dumps(document, ensure_ascii=False))


def seen_json(written: str) -> str:
    """JSON text of the same meaning, in characters that can all be seen."""
    seen = _UNSEEN_IN_JSON.sub(lambda found: _in_json(found[0]), written)
    return _MARK.sub(r"\\u0023#", seen) if "##" in seen else seen


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows for a spreadsheet, as RFC 4180 has them: what begins like a formula is a text there."""
    written = io.StringIO()
    csv.writer(written, lineterminator=_LINE).writerows([map(_cell, row) for row in rows])
    return written.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return "" if value is None else value
    text = one_line(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _seen(text: str, kept: str) -> str:
    return "".join(c if c.isprintable() or c in kept else f"\\u{ord(c):04x}" for c in text)


def _unobeyed(text: str) -> str:
    """A text with nothing in it that a log of a CI service takes for a command."""
    if "::" in text:
        text = _COMMAND.sub(r"\1\\u003a", text)
    return _MARK.sub(r"\\u0023#", text) if "##" in text else text


def _in_json(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]


def plural(count: int, word: str) -> str:
    """A count and what is counted, such as `1 stack` and `1,200 stacks`."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
