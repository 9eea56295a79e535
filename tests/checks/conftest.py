from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from meshwright.checks import check_mesh
from meshwright.errors import Finding
from meshwright.specs.load import load_mesh

from meshes import environment

TODAY = date(2026, 6, 1)
Files = Mapping[str, str | None]
Checked = Callable[..., tuple[Finding, ...]]

DOMAIN = "owner: a@acme.example\ndescription: x\ncostCenter: c\nclassification: internal\n"
TABLES = """\
tables:
  orders:
    columns:
      id: string
      email: {type: string, pii: true}
      margin: {type: int, classification: restricted}
"""
SOUND: Files = {
    "sales/domain.yaml": DOMAIN,
    "finance/domain.yaml": DOMAIN,
    "sales/orders/product.yaml": "description: x\n" + TABLES,
    "sales/carts/product.yaml": "description: x\n" + TABLES,
    "finance/reports/product.yaml": "description: x\ninputs: [sales.orders]\n" + TABLES,
    "sales/orders/access/finance.reports.yaml": (
        "purpose: x\ntables: {orders: {columns: [id]}}\nexpires: 2026-12-31\n"
    ),
}


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """The findings about a sound mesh with files changed or (None) left out."""

    def check(
        changes: Files | None = None, *, name: str = "local", as_of: date = TODAY, **fields: object
    ) -> tuple[Finding, ...]:
        for path, text in {**SOUND, **(changes or {})}.items():
            if text is not None:
                file = tmp_path / "domains" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        return check_mesh(load_mesh(tmp_path).mesh, environment(name, **fields), as_of=as_of)

    return check


def agreement(**fields: str) -> str:
    written = {"purpose": "x", "tables": "{orders: }", "expires": "2026-12-31", **fields}
    return "".join(f"{name}: {value}\n" for name, value in written.items())


def product(**fields: str) -> str:
    return "description: x\n" + "".join(f"{name}: {v}\n" for name, v in fields.items()) + TABLES


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in findings]
