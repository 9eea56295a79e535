"""What rules see of a product's agreements."""

from datetime import date

import pytest

from meshwright.errors import Position
from meshwright.governance.spec_documents import SpecDocument, spec_documents
from meshwright.specs.models import Mesh

from meshes import MeshOf

FILE = "sales/orders/access/finance.reporting.yaml"
PURPOSE = "purpose: Monthly revenue report\nlegalBasis: contract\n"


def of_orders(mesh: Mesh, as_of: date = date(2026, 6, 1)) -> SpecDocument:
    return next(d for d in spec_documents(mesh, as_of=as_of) if d.id == "sales.orders")


@pytest.mark.parametrize(
    ("as_of", "days"),
    [(date(2025, 6, 1), 364), (date(2026, 1, 1), 364), (date(2026, 12, 31), 0)],
)
def test_a_term_begins_today_or_on_the_first_day(mesh_of: MeshOf, as_of: date, days: int) -> None:
    document = of_orders(mesh_of(), as_of)

    assert document.values["agreements"]["finance.reporting"]["days"] == days


@pytest.mark.parametrize(
    ("tables", "opens"),
    [
        ("orders: {columns: [margin, order_id]}", ["internal", "confidential"]),
        ("orders: {columns: all}", ["internal", "personal", "confidential"]),
        ("orders: ", ["internal"]),
        ("orders: {columns: [customer_email]}", ["internal", "personal"]),
        ("gone: ", []),
    ],
)
def test_what_an_agreement_opens_is_told_by_its_kind(
    mesh_of: MeshOf, tables: str, opens: list[str]
) -> None:
    mesh = mesh_of({FILE: f"{PURPOSE}tables: {{{tables}}}\nexpires: 2026-12-31\n"})

    assert of_orders(mesh).values["agreements"]["finance.reporting"]["opens"] == opens


def test_a_path_of_an_agreement_stands_in_its_own_file(mesh_of: MeshOf) -> None:
    document = of_orders(mesh_of())

    assert document.at("agreements.finance.reporting.expires") == Position(f"domains/{FILE}", 5, 10)
    assert document.at("tables.orders.columns.margin") == document.source.at(
        "tables", "orders", "columns", "margin"
    )
    assert document.at("") == Position("domains/sales/orders/product.yaml")
