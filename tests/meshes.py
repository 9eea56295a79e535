"""A small mesh to start from: two domains, an agreement, an input of the same domain."""

from collections.abc import Callable, Mapping
from datetime import date

from meshwright.plan.declaration import Declaration, Plan
from meshwright.specs.environment import Environment, EnvironmentSpec
from meshwright.specs.models import Mesh
from meshwright.specs.source import Source

TODAY = date(2026, 6, 1)
DOMAIN = """\
owner: team-{0}@acme.example
description: The domain {0}.
costCenter: cc-1
classification: internal
support: {{channel: "#{0}-data"}}
"""
FILES: Mapping[str, str] = {
    "sales/domain.yaml": DOMAIN.format("sales"),
    "finance/domain.yaml": DOMAIN.format("finance"),
    "sales/orders/product.yaml": """\
description: Confirmed orders.
tables:
  orders:
    description: One row per confirmed order.
    partitionBy: [ordered_on]
    columns:
      order_id: {type: string, description: Shop order number}
      customer_email: {type: string, pii: true}
      margin: {type: "decimal(18,2)", classification: confidential}
      ordered_on: date
  lines:
    columns: {order_id: string, sku: string}
""",
    "sales/orders/access/finance.reporting.yaml": """\
purpose: Monthly revenue report
tables:
  orders: {columns: [margin, order_id]}
starts: 2026-01-01
expires: 2026-12-31
""",
    "sales/invoices/product.yaml": """\
description: Invoices.
inputs: [sales.orders]
tables:
  invoices:
    columns: {invoice_id: string}
""",
    "finance/reporting/product.yaml": """\
description: Revenue by month.
inputs: [sales.orders]
tables:
  revenue:
    columns: {month: date, revenue: "decimal(18,2)"}
declassification: Revenue by month tells no single margin
""",
}

MeshOf = Callable[..., Mesh]


def environment(name: str = "dev", **changes: object) -> Environment:
    account = "111122223333"
    deployer = f"arn:aws:iam::{account}:role/mesh-deployer"
    written = {
        "account": account,
        "region": "eu-central-1",
        # As its file has it: `local` keeps its own.
        "backend": None if name == "local" else "s3://state",
        "deployer": deployer,
        "administrators": [deployer],
        "keepData": name != "local",
        **changes,
    }
    return Environment(name, EnvironmentSpec.model_validate(written), Source("env.yaml"))


def pick(planned: Plan, stack: str, kind: str, name: str) -> Declaration:
    (found,) = (
        declaration
        for declaration in planned.stacks[stack].declarations
        if declaration.type.endswith(f":{kind}") and declaration.name == name
    )
    return found
