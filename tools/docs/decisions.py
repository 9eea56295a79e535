"""docs/adr/README.md: the decisions with number, title, status and date, out of their pages."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from meshwright.errors import MeshError

FOLDER = "docs/adr"
PATH = f"{FOLDER}/README.md"
PAGE = re.compile(
    r"# (?P<number>\d+)[.:] (?P<title>.+)\n\nStatus: (?P<status>.+), (?P<date>[\d-]{10})\n"
)
_HEAD = """# Decisions

One page each: context, decision, consequences. A page is not rewritten; a later one supersedes
it. Generated from the pages.

| | decision | status | date |
| --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the head of a page says."""

    number: int
    title: str
    status: str
    date: str
    file: str


def documents(root: Path) -> Mapping[str, str]:
    """The index, by its path. Raises MeshError for a page without its head."""
    pages = sorted((root / FOLDER).glob("[0-9]*.md"))
    return {PATH: index(decision(page.name, page.read_text(encoding="utf-8")) for page in pages)}


def decision(file: str, text: str) -> Decision:
    found = PAGE.match(text)
    if found is None or int(found["number"]) != int(file[:4]):
        raise MeshError(
            f"{FOLDER}/{file} does not begin with its number, title, status and date",
            fix=f"begin it with `# {int(file[:4])}. TITLE`, then `Status: accepted, YYYY-MM-DD`",
        )
    return Decision(int(found["number"]), found["title"], found["status"], found["date"], file)


def index(decisions: Iterable[Decision]) -> str:
    return _HEAD + "".join(_rows(decisions))


def _rows(decisions: Iterable[Decision]) -> Iterator[str]:
    for each in sorted(decisions, key=lambda each: each.number):
        title = f"[{each.title}]({each.file})"
        yield f"| {each.number} | {title} | {each.status} | {each.date} |\n"
