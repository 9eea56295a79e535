"""The glossary has a sentence for each word, and each word is used where its line says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/glossary.md"
ROW = re.compile(r"^\| \*\*(?P<word>[^*]+)\*\* \| (?P<meaning>[^|]+) \| (?P<places>[^|]+) \|$")
PLACE = re.compile(r"\]\(([^)]+)\)|`([^`]+)`")
ROWS = [row for line in PAGE.read_text("utf-8").splitlines() if (row := ROW.match(line))]


def places(row: re.Match[str]) -> list[Path]:
    """The files that a row names, by a link from the page or by a path from the root."""
    return [
        PAGE.parent / link if link else ROOT / path for link, path in PLACE.findall(row["places"])
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["word"])
def test_a_word_is_used_where_its_line_says(row: re.Match[str]) -> None:
    used = re.compile(rf"(?<![a-z]){re.escape(row['word'])}(s|es|d)?(?![a-z])", re.IGNORECASE)

    assert places(row)
    assert [p for p in places(row) if not used.search(p.read_text("utf-8"))] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["word"])
def test_a_word_has_one_sentence(row: re.Match[str]) -> None:
    assert re.fullmatch(r"(?:[A-Z]|`).*\.", row["meaning"])
    assert ". " not in row["meaning"]


def test_every_bold_word_has_a_row_and_they_are_in_order() -> None:
    words = [row["word"] for row in ROWS]

    assert words == re.findall(r"\*\*([^*]+)\*\*", PAGE.read_text("utf-8"))
    assert words == sorted(words)
    assert {"floor", "origin", "subject", "sweep", "wave"} <= set(words)
