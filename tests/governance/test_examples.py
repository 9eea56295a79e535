"""The two products that the design shows pass every mandatory rule, in every environment."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from meshwright.checks import check_mesh
from meshwright.errors import Severity
from meshwright.governance import evaluate
from meshwright.plan import plan
from meshwright.specs.load import environment_names, load_environment, load_mesh

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 1)
DOMAIN = """\
owner: team-sales@acme.example
description: Everything from cart to invoice.
costCenter: cc-4711
classification: internal
support: {channel: "#sales-data"}
reviewers: ["@acme/sales-data"]         # who approves in the repository
"""
LEAST = """\
description: One row per confirmed order.
tables:
  orders:
    primaryKey: [order_id]
    columns:
      order_id: string
      customer_email: {type: string, pii: true}
      amount: decimal(18,2)
      ordered_at: timestamp
"""
NEARLY_ALL = """\
# yaml-language-server: $schema=../../../schema/product.schema.json
apiVersion: mesh/v1
owner: team-orders@acme.example        # default: the domain's
description: Confirmed orders and their lines, from the shop's event stream.
version: 2.1.0                         # a string; default 0.1.0
status: active                         # draft | active (default) | deprecated | retired
kind: aggregate
tier: gold                             # bronze (default) | silver | gold
classification: internal               # public | internal | confidential | restricted
tags: [sales]
inputs: [payments.transactions, customers.profiles]
tables:
  orders:
    description: One row per confirmed order.
    format: parquet                    # the default
    primaryKey: [order_id]
    partitionBy: [ordered_on]
    query: orders.sql                  # where the rows are derived from inputs
    columns:
      order_id: {type: string, description: Shop order number, required: true, unique: true}
      customer_email: {type: string, pii: true, classification: confidential}
      status: {type: string, enum: [open, paid, shipped, cancelled]}
      discount:
        type: decimal(5,2)
        quality: [{metric: nullValues, unit: percent, mustBeLessThan: 5, severity: warning}]
      address: struct<street:string,city:string,country:string>
      ordered_on: date
    quality: [{metric: rowCount, mustBeGreaterThan: 0}]
sla: {freshness: 4h, availability: 99.5%, retention: 730d}
storage: {noncurrentDays: 30}          # old versions of objects
extensions: {}                         # free, exported as custom properties
"""
TO_FINANCE = """\
purpose: Monthly revenue report
legalBasis: contract                   # asked for where personal data is included
tables:
  orders: {columns: [order_id, discount, ordered_on]}   # a list, or `all`
starts: 2026-01-01
expires: 2026-12-31
contact: team-finance@acme.example
"""
TO_ORDERS = """\
purpose: Confirmed orders
legalBasis: contract
tables: {rows: {columns: all}}
expires: 2026-12-31
"""
SOURCE = """\
description: What orders are made from.
tables:
  rows:
    columns:
      row_id: string
      email: {type: string, pii: true, classification: confidential}
"""
REPORT = """\
description: Revenue by month.
inputs: [sales.orders]
tables: {revenue: {columns: {month: date, revenue: "decimal(18,2)"}}}
"""
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "the least": {"sales/orders/product.yaml": LEAST},
    "nearly all": {
        "sales/orders/product.yaml": NEARLY_ALL,
        "sales/orders/orders.sql": "select * from payments__transactions.rows\n",
        "sales/orders/access/finance.reporting.yaml": TO_FINANCE,
        "payments/transactions/product.yaml": SOURCE,
        "payments/transactions/access/sales.orders.yaml": TO_ORDERS,
        "customers/profiles/product.yaml": SOURCE,
        "customers/profiles/access/sales.orders.yaml": TO_ORDERS,
        "finance/reporting/product.yaml": REPORT,
    },
}
ENVIRONMENTS = ("local", "dev", "prod")


def test_these_are_the_environments() -> None:
    assert sorted(environment_names(ROOT)) == sorted(ENVIRONMENTS)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_passes_every_mandatory_rule(
    tmp_path: Path, example: str, environment: str
) -> None:
    files = EXAMPLES[example]
    for name, text in files.items():
        domain = tmp_path / "domains" / name.split("/")[0]
        (tmp_path / "domains" / name).parent.mkdir(parents=True, exist_ok=True)
        (domain / "domain.yaml").write_text(DOMAIN)
        (tmp_path / "domains" / name).write_text(text)
    loaded, place = load_mesh(tmp_path), load_environment(ROOT, environment)
    planned = plan(loaded.mesh, place, as_of=DAY)
    found = [
        *loaded.findings,
        *check_mesh(loaded.mesh, place, as_of=DAY),
        *evaluate(planned, loaded.mesh, place),
    ]

    assert len(loaded.mesh.products) == sum(name.endswith("product.yaml") for name in files)
    assert [str(finding) for finding in found if finding.severity is Severity.ERROR] == []


def test_what_an_example_could_say_better_is_only_said(tmp_path: Path) -> None:
    product = tmp_path / "domains/sales/orders"
    product.mkdir(parents=True)
    (product.parent / "domain.yaml").write_text(DOMAIN)
    (product / "orders.sql").write_text("select 1\n")
    (product / "product.yaml").write_text(NEARLY_ALL)
    mesh, place = load_mesh(tmp_path).mesh, load_environment(ROOT, "prod")
    found = evaluate(plan(mesh, place, as_of=DAY), mesh, place)

    assert {(f.code, f.where, f.severity) for f in found} == {
        ("GOV-003", "tables.orders.columns.address", Severity.WARNING),
        ("GOV-007", "tables.orders.columns", Severity.WARNING),
    }
