"""Whom a change hits beyond those who read it: whose own columns are made of it."""

import pytest

from meshwright.contracts.breaks import broken_contracts
from meshwright.errors import Finding

from .conftest import Assess, Files
from meshes import FILES

ORDERS = "sales/orders/product.yaml"
DERIVED: Files = {
    "sales/invoices/product.yaml": """\
description: Invoices.
inputs: [sales.orders]
tables:
  invoices:
    query: invoices.sql
    columns: {invoice_id: string, article: string}
""",
    "sales/invoices/invoices.sql": (
        "select order_id as invoice_id, upper(sku) as article from sales__orders.lines"
    ),
    "sales/dunning/product.yaml": """\
description: Reminders.
inputs: [sales.invoices]
tables:
  reminders:
    query: reminders.sql
    columns: {invoice_id: string}
""",
    "sales/dunning/reminders.sql": "select invoice_id from sales__invoices.invoices",
}


def told(assessed: Assess, text: str) -> Finding:
    found = broken_contracts(assessed(DERIVED), assessed({**DERIVED, ORDERS: text}))
    (finding,) = (f for f in found if f.code != "CHK089")
    return finding


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        (
            FILES[ORDERS].replace("{order_id: string, sku: string}", "{sku: string}"),
            {
                "sales.dunning": ("reminders.invoice_id",),
                "sales.invoices": ("invoices.invoice_id",),
            },
        ),
        (
            FILES[ORDERS].replace("sku: string", "sku: int"),
            {"sales.invoices": ("invoices.article",)},
        ),
        (
            FILES[ORDERS].partition("  lines:\n")[0],
            {
                "sales.dunning": ("reminders.invoice_id",),
                "sales.invoices": ("invoices.article", "invoices.invoice_id"),
            },
        ),
    ],
    ids=["a column", "its type", "the table"],
)
def test_columns_that_are_made_of_it_are_named_however_far_away(
    assessed: Assess, text: str, hits: dict[str, tuple[str, ...]]
) -> None:
    finding = told(assessed, text)
    assert finding.contract

    assert {h.reader: h.columns for h in finding.contract.hits if h.way == "lineage"} == hits


def test_one_who_reads_and_derives_is_named_once(assessed: Assess) -> None:
    message = told(assessed, FILES[ORDERS].replace("sku: string", "sku: int")).message

    assert "sales.invoices (as an input, makes invoices.article of it)" in message
    assert message.count("sales.invoices") == 1
