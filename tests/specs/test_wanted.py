"""Requests for products that nobody offers: read, and refused with file, line and remedy."""

import os
from datetime import date
from pathlib import Path

import pytest

from meshwright.specs.wanted import load_wanted

GOOD = """\
description: Goods that came back.
purpose: Forecast of stock
askedBy: finance
askedOn: 2026-05-01
"""


def write(root: Path, name: str, text: str) -> None:
    (root / "wanted").mkdir(exist_ok=True)
    (root / "wanted" / name).write_text(text)


def said(root: Path) -> list[tuple[str, int, str]]:
    return [(f.position.path, f.position.line, f.code) for f in load_wanted(root).findings]


def test_a_request_says_who_needs_what_and_since_when(tmp_path: Path) -> None:
    write(tmp_path, "returns.yaml", GOOD + "votes: [sales, sales.orders]\n")
    write(tmp_path, "README.md", "How to ask.")
    write(tmp_path, "answered.yaml", GOOD + "offeredBy: sales.orders\n")
    loaded = load_wanted(tmp_path)

    answered, returns = loaded.requests
    assert loaded.findings == ()
    assert (returns.name, returns.spec.asked_by) == ("returns", "finance")
    assert (returns.spec.votes, returns.spec.asked_on) == (
        ("sales", "sales.orders"),
        date(2026, 5, 1),
    )
    assert (returns.is_open, answered.is_open) == (True, False)


def test_where_nobody_has_asked_there_is_nothing(tmp_path: Path) -> None:
    assert load_wanted(tmp_path).requests == ()
    assert load_wanted(tmp_path).findings == ()


@pytest.mark.parametrize(
    ("name", "text", "line", "code"),
    [
        ("returns.yaml", GOOD.replace("askedBy: finance\n", ""), 1, "SPEC003"),
        ("returns.yaml", GOOD + "columns: [id]\n", 5, "SPEC012"),
        ("returns.yaml", GOOD.replace("finance", "Finance*"), 3, "SPEC017"),
        ("returns.yaml", "", 1, "SPEC002"),
        ("Returns.yaml", GOOD, 1, "SPEC017"),
        ("returns.yml", GOOD, 1, "SPEC030"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_line(
    tmp_path: Path, name: str, text: str, line: int, code: str
) -> None:
    write(tmp_path, name, text)

    assert said(tmp_path) == [(f"wanted/{name}", line, code)]
    assert load_wanted(tmp_path).requests == ()


def test_links_and_folders_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "good.yaml", GOOD)
    (tmp_path / "wanted" / "more").mkdir()
    os.symlink("good.yaml", tmp_path / "wanted" / "again.yaml")  # noqa: PTH211 - as a shell does
    codes = [code for _, _, code in said(tmp_path)]

    assert len(codes) == 2
    assert [wanted.name for wanted in load_wanted(tmp_path).requests] == ["good"]


def test_nor_is_the_folder_itself_where_it_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    os.symlink("elsewhere", tmp_path / "wanted")  # noqa: PTH211 - as a shell does
    ((path, _, _),) = said(tmp_path)

    assert path == "wanted"
