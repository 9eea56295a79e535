"""What ends gets no new readers; those who were there stay until its sunset."""

import pytest

from meshwright.contracts.compare import brought
from meshwright.errors import Severity

from .conftest import Assess, Files
from meshes import FILES

SPEC, AGREEMENT = "sales/orders/product.yaml", "sales/orders/access/finance.reporting.yaml"
ORDERS = FILES[SPEC]
ENDING = "status: deprecated\nsunset: 2026-09-30\nsuccessor: none\n" + ORDERS
LINES_END = ORDERS.replace("  lines:\n", "  lines:\n    sunset: 2026-09-30\n")
NEW = {"sales/orders/access/finance.yaml": FILES[AGREEMENT]}
MORE = {AGREEMENT: FILES[AGREEMENT].replace("tables:\n", "tables:\n  lines:\n")}
CARTS = {"sales/carts/product.yaml": FILES["sales/invoices/product.yaml"]}


def said(assessed: Assess, base: Files, head: Files) -> list[tuple[str, str, str]]:
    found = [f for f in brought(assessed(base), assessed(head)) if f.code == "CHK091"]
    assert all(f.severity is Severity.ERROR for f in found)
    return [(f.subject, f.where, f.message) for f in found]


@pytest.mark.parametrize("base", [{}, {SPEC: ENDING}], ids=["ends with it", "ends already"])
@pytest.mark.parametrize(
    ("change", "told"),
    [
        (NEW, ("sales.orders", "tables.orders", "finance newly reads sales.orders, which ends on")),
        (MORE, ("sales.orders", "tables.lines", "finance.reporting newly reads sales.orders,")),
        (CARTS, ("sales.carts", "inputs.0", "sales.carts newly reads sales.orders, which ends")),
    ],
    ids=["an agreement", "a table more", "an input"],
)
def test_a_new_reader_is_refused(assessed: Assess, base, change, told) -> None:
    ((subject, where, message),) = said(assessed, base, {SPEC: ENDING, **change})

    assert (subject, where, message.startswith(told[2])) == (*told[:2], True)


def test_of_a_table_that_ends_too(assessed: Assess) -> None:
    ((_, where, message),) = said(assessed, {}, {SPEC: LINES_END, **MORE})

    assert where == "tables.lines"
    assert message == (
        "finance.reporting newly reads table lines of sales.orders, which ends on 2026-09-30"
    )
    assert said(assessed, {}, {SPEC: LINES_END, **NEW}) == []


def test_who_reads_already_stays_and_what_goes_on_is_open(assessed: Assess) -> None:
    assert said(assessed, {}, {SPEC: ENDING}) == []
    assert said(assessed, {}, {**NEW, **MORE, **CARTS}) == []
    assert said(assessed, {SPEC: None, AGREEMENT: None}, {}) == []
