"""What people propose in pull requests: for each story the files that it changes."""

from collections.abc import Mapping
from pathlib import Path

Edits = Mapping[str, str | None]
ORDERS = "domains/sales/orders/product.yaml"
INVOICES = "domains/sales/invoices/product.yaml"
REPORTING = "domains/finance/reporting/product.yaml"
AGREEMENT = "domains/sales/orders/access/finance.reporting.yaml"
PARTS: Mapping[str, str] = {
    ORDERS: """\
description: Confirmed orders.
version: 1.2.0
tables:
  orders:
    description: One row per confirmed order.
    partitionBy: [ordered_on]
    columns:
      order_id: {type: string, description: Shop order number}
      customer_email: {type: string, pii: true}
      margin: {type: "decimal(18,2)", classification: confidential}
      quantity: {type: int, description: Pieces ordered}
      ordered_on: date
  lines:
    description: One row per line of an order.
    columns: {order_id: string, sku: string}
""",
    INVOICES: """\
description: Invoices.
inputs: [sales.orders]
tables:
  invoices:
    description: One row per invoice.
    columns: {invoice_id: string, order_id: string}
""",
    REPORTING: """\
description: Revenue by month.
inputs: [sales.orders]
tables:
  revenue:
    description: One row per month.
    columns: {month: date, revenue: "decimal(18,2)"}
declassification: Revenue by month tells no single margin
""",
    AGREEMENT: """\
purpose: Monthly revenue report
tables:
  orders: {columns: [margin, order_id, quantity]}
starts: 2026-01-01
expires: 2026-12-31
""",
}


KEPT_VERSIONS = "noncurrent_days: Annotated[int, Field(ge=1, le=36_500)] = {}"
INVOICING = """\
purpose: Invoices for orders
tables:
  orders: {columns: [order_id, quantity, ordered_on]}
starts: 2026-06-01
expires: 2027-05-31
"""


def edited(path: str, *changes: tuple[str, str]) -> Edits:
    text = PARTS[path]
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return {path: text}


def platform(file: str, before: str, after: str) -> Edits:
    path = f"platform/meshwright/{file}"
    text = (Path(__file__).parents[2] / path).read_text()
    assert before in text, before
    return {path: text.replace(before, after, 1)}


def moved(old: str, new: str, lock: str | None = None) -> Edits:
    edits = {old: None, new: PARTS[old]}
    return edits | ({new.replace("product.yaml", "product.lock.yaml"): lock} if lock else {})


STORIES: Mapping[str, Edits] = {
    "nothing": {"README.md": "The mesh of Acme.\n"},
    "new-product": {
        "domains/sales/returns/product.yaml": """\
description: Goods that came back.
inputs: [sales.orders]
tables:
  returns:
    description: One row per returned parcel.
    columns: {return_id: string, order_id: string, returned_on: date}
"""
    },
    "new-column": edited(
        ORDERS,
        ("version: 1.2.0", "version: 1.3.0"),
        ("      ordered_on: date\n", "      ordered_on: date\n      channel: string\n"),
    ),
    "new-column-in-the-old-version": edited(
        ORDERS, ("      ordered_on: date\n", "      ordered_on: date\n      channel: string\n")
    ),
    "dropped-column": edited(
        ORDERS, ('      margin: {type: "decimal(18,2)", classification: confidential}\n', "")
    ),
    "renamed-column": edited(ORDERS, ("      quantity: {", "      pieces: {")),
    "widened-column": edited(
        ORDERS, ("version: 1.2.0", "version: 1.3.0"), ("{type: int,", "{type: bigint,")
    ),
    "narrowed-column": edited(ORDERS, ("decimal(18,2)", "decimal(9,2)")),
    "pii-lowered": edited(
        ORDERS, ("customer_email: {type: string, pii: true}", "customer_email: string")
    ),
    "new-agreement": {
        "domains/sales/orders/access/finance.yaml": """\
purpose: Answer questions of the auditors
legalBasis: legalObligation
tables:
  orders: {columns: [order_id, customer_email]}
starts: 2026-06-01
expires: 2026-08-31
"""
    },
    "expired-agreement": edited(AGREEMENT, ("2026-12-31", "2026-05-31")),
    "renamed-product": moved(INVOICES, "domains/sales/bills/product.yaml"),
    "moved-product": {
        **moved(INVOICES, "domains/finance/invoices/product.yaml", "origin: sales.invoices\n"),
        "domains/sales/orders/access/finance.invoices.yaml": INVOICING,
    },
    "deprecated-product": edited(
        ORDERS,
        (
            "version: 1.2.0",
            "version: 1.3.0\nstatus: deprecated\nsunset: 2027-03-31\nsuccessor: sales.invoices",
        ),
    ),
    "retired-too-early": edited(ORDERS, ("version: 1.2.0", "version: 2.0.0\nstatus: retired")),
    "policy-violation": edited(
        INVOICES, ("order_id: string}", "order_id: string, phone_number: string}")
    ),
    "platform-change": platform(
        "specs/models/product.py", KEPT_VERSIONS.format(30), KEPT_VERSIONS.format(60)
    ),
}
