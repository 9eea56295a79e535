from pathlib import Path

import pytest

from meshwright.errors import MeshError
from tools.docs.decisions import FOLDER, PATH, decision, documents, index

ROOT = Path(__file__).parents[3]
HEAD = "# 41. A title\n\nStatus: accepted, 2026-01-02\n\n## Context\n"


def test_the_committed_index_lists_every_page() -> None:
    text = (ROOT / PATH).read_text(encoding="utf-8")

    assert text == documents(ROOT)[PATH]
    assert all(f"]({page.name}) |" in text for page in (ROOT / FOLDER).glob("0*.md"))


def test_a_row_has_number_title_status_and_date() -> None:
    row = "| 41 | [A title](0041-a.md) | accepted | 2026-01-02 |\n"

    assert index([decision("0041-a.md", HEAD)]).endswith(row)


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("Status: accepted, 2026-01-02\n", ""),
        HEAD.replace(", 2026-01-02", ""),
        HEAD.replace("41", "42"),
        "",
    ],
)
def test_a_page_without_its_head_is_named(text: str) -> None:
    with pytest.raises(MeshError, match=r"docs/adr/0041-a\.md does not begin"):
        decision("0041-a.md", text)
