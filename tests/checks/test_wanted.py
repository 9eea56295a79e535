"""Who asks and votes for a product exists, and is counted once."""

from pathlib import Path

import pytest

from meshwright.checks.wanted import check_wanted
from meshwright.specs.load import load_mesh
from meshwright.specs.wanted import load_wanted

from meshes import FILES

GOOD = """\
description: Goods that came back.
purpose: Forecast of stock
askedBy: finance
askedOn: 2026-05-01
"""


def said(root: Path, text: str) -> list[tuple[int, str, str]]:
    for name, spec in {**FILES, "broken/domain.yaml": "owner: 1\n"}.items():
        (root / "domains" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "domains" / name).write_text(spec)
    (root / "wanted").mkdir()
    (root / "wanted/returns.yaml").write_text(text)
    found = check_wanted(load_mesh(root).mesh, load_wanted(root).requests)
    return [(f.position.line, f.code, f.message) for f in found]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("votes: [sales, sales.orders, broken]\nofferedBy: sales.orders\n", []),
        ("votes: [salse]\n", [(5, "CHK184", "there is no domain 'salse', did you mean 'sales'?")]),
        ("votes: [zoo.quags]\n", [(5, "CHK184", "there is no product 'zoo.quags'")]),
        ("offeredBy: zoo.quags\n", [(5, "CHK184", "there is no product 'zoo.quags'")]),
        (
            "votes:\n  - sales\n  - sales\n  - finance\n",
            [
                (7, "CHK185", "sales asks for it already"),
                (8, "CHK185", "finance asks for it already"),
            ],
        ),
    ],
)
def test_who_is_named_exists_and_is_counted_once(
    tmp_path: Path, more: str, expected: list[tuple[int, str, str]]
) -> None:
    assert said(tmp_path, GOOD + more) == expected


def test_who_asks_exists_too(tmp_path: Path) -> None:
    assert said(tmp_path, GOOD.replace("finance", "finances")) == [
        (3, "CHK184", "there is no domain 'finances', did you mean 'finance'?")
    ]
