"""The specs that the documentation shows are checked as if they were a mesh."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from meshwright.checks import check_mesh
from meshwright.errors import Severity
from meshwright.governance import evaluate
from meshwright.lineage.check import query_findings
from meshwright.plan import plan
from meshwright.specs.load import load_mesh

from meshes import environment

ROOT = Path(__file__).parents[1]
PAGES = (
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    ROOT / "CONTRIBUTING.md",
    *(
        p
        for kind in ("explanation", "how-to", "tutorial")
        for p in sorted((ROOT / "docs" / kind).glob("*.md"))
    ),
)
SPEC = re.compile(r"```(?:yaml|sql)\n(?:#|--) (domains/\S+)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
FINANCE = """\
owner: team-finance@acme.example
description: What was earned.
costCenter: cc-1
classification: internal
support: {channel: "#finance"}
"""


def shown() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        yield from SPEC.findall(page.read_text())


def test_what_the_pages_show_is_a_mesh_without_findings(tmp_path: Path) -> None:
    specs = {"domains/finance/domain.yaml": FINANCE, **dict(shown())}
    for path, text in specs.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    loaded, local = load_mesh(tmp_path), environment("local")
    checked = check_mesh(loaded.mesh, local, as_of=date(2026, 6, 1))
    planned = plan(loaded.mesh, local, as_of=date(2026, 6, 1))
    queries = query_findings(loaded.mesh)
    found = [*loaded.findings, *checked, *queries, *evaluate(planned, loaded.mesh, local)]

    assert len(specs) == 13
    assert [str(finding) for finding in found] == []


def test_the_readmes_product_is_enough(tmp_path: Path) -> None:
    (path, text), *_ = SPEC.findall((ROOT / "README.md").read_text())
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    (tmp_path / "domains/sales/domain.yaml").write_text(FINANCE)
    loaded = load_mesh(tmp_path)

    assert list(loaded.mesh.products) == ["sales.orders"]
    assert not [f for f in loaded.findings if f.severity is Severity.ERROR]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]

    assert broken == []
