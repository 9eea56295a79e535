"""What is read is retired when its readers have gone, or when the day that they were told has."""

from datetime import date

import pytest

from meshwright.gate.data_loss import DataLossPolicy, Loss
from meshwright.gate.life import retired_early

from meshes import FILES, TODAY, MeshOf

SPEC, AGREEMENT = "sales/orders/product.yaml", "sales/orders/access/finance.reporting.yaml"
ORDERS = FILES[SPEC]
REPORTING = "finance/reporting/product.yaml"
INVOICES = "sales/invoices/product.yaml"
ALONE = FILES[INVOICES].replace("inputs: [sales.orders]\n", "")
TABLE = "urn:pulumi:dev.sales.orders::mesh::aws:glue/catalogTable:CatalogTable::orders"


def of_table(sunset: str = "") -> str:
    return ORDERS.replace("  orders:\n", f"  orders:\n    status: retired\n{sunset}", 1)


def test_a_product_that_others_read_is_not_retired_yet(mesh_of: MeshOf) -> None:
    (finding,) = retired_early(mesh_of({SPEC: "status: retired\n" + ORDERS}), TODAY)

    assert (finding.code, finding.subject, finding.where) == ("CHK092", "sales.orders", "status")
    assert finding.message == (
        "sales.orders is retired, no sunset was told, and it is read by finance.reporting (by"
        " agreement until 2026-12-31), sales.invoices (names it under inputs)"
    )


def test_nor_is_a_table(mesh_of: MeshOf) -> None:
    (finding,) = retired_early(mesh_of({SPEC: of_table("    sunset: 2026-06-01\n")}), TODAY)

    assert finding.where == "tables.orders.status"
    assert finding.message == (
        "table orders of sales.orders is retired, its sunset is 2026-06-01, 0 days away, and it is"
        " read by finance.reporting (by agreement until 2026-12-31)"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {SPEC: "status: retired\nsunset: 2026-05-31\n" + ORDERS},
        {SPEC: of_table("    sunset: 2026-05-31\n")},
        {SPEC: "status: retired\n" + ORDERS, AGREEMENT: None, INVOICES: ALONE, REPORTING: None},
        {SPEC: of_table(), AGREEMENT: None},
        {SPEC: "status: deprecated\nsunset: 2027-01-01\nsuccessor: none\n" + ORDERS},
    ],
    ids=["nothing ends", "past it", "a table past it", "no reader", "no reader of it", "only told"],
)
def test_who_was_told_or_reads_nothing_stops_nobody(mesh_of: MeshOf, changes) -> None:
    assert list(retired_early(mesh_of(changes), TODAY)) == []


@pytest.mark.parametrize(("day", "refused"), [(date(2026, 6, 1), True), (date(2026, 6, 2), False)])
@pytest.mark.parametrize(
    "spec", ["status: retired\nsunset: 2026-06-01\n" + ORDERS, of_table("    sunset: 2026-06-01\n")]
)
def test_after_the_sunset_what_is_retired_may_be_deleted(
    mesh_of: MeshOf, day: date, spec: str, refused: bool
) -> None:
    policy = DataLossPolicy(mesh_of({SPEC: spec}), holds=True, as_of=day)
    loss = Loss(TABLE, "delete", "orders", is_bound=True)

    assert bool(policy.refusals("sales.orders", (loss,), {})) is refused
