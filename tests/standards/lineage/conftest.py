"""A mesh with derived tables, one of whose columns has a hostile name in its query."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh

from meshes import FILES

QUERY = """\
select o.order_id as invoice_id, count(o.margin) as lines
from sales__orders.orders as o
where o.ordered_on is not null
group by o.order_id
"""
DERIVED: Mapping[str, str] = {
    **FILES,
    "sales/invoices/product.yaml": """\
description: Invoices.
inputs: [sales.orders]
tables:
  invoices:
    query: invoices.sql
    primaryKey: [invoice_id]
    columns: {invoice_id: string, lines: bigint}
  totals:
    query: totals.sql
    primaryKey: [n]
    columns: {n: bigint, more: bigint}
""",
    "sales/invoices/invoices.sql": QUERY,
    "sales/invoices/totals.sql": (
        "select count(*) as n, max(lines) + 1 as more from sales__invoices.invoices"
    ),
}


def mesh_of(root: Path, files: Mapping[str, str]) -> Mesh:
    for name, text in files.items():
        file = root / "domains" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return load_mesh(root).mesh


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    return mesh_of(tmp_path, DERIVED)
