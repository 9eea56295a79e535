from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Tree = Callable[[Mapping[str, str]], Path]

DOMAIN = """\
owner: team-sales@acme.example
description: Everything from cart to invoice.
costCenter: cc-4711
classification: internal
"""
PRODUCT = """\
description: One row per confirmed order.
tables:
  orders:
    columns: {order_id: string}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Writes files below an empty folder, and names the folder."""

    def write(files: Mapping[str, str]) -> Path:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path

    return write
