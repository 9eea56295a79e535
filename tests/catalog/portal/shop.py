"""A mesh of a shop, as strangers ask about it: promised, protected, ending and asked for."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from meshwright.catalog.changelog import Change, Changelog
from meshwright.catalog.portal.content import Content
from meshwright.catalog.portal.exports import Exports
from meshwright.catalog.portal.host import CodeHost
from meshwright.catalog.runs import MeasuredRule, Measurement, Runs, TableRun
from meshwright.catalog.view import catalog_of
from meshwright.errors import Finding, Position, Severity
from meshwright.plan import plan
from meshwright.specs.load import load_mesh
from meshwright.specs.wanted import load_wanted

from meshes import DOMAIN, TODAY, environment

MOMENT = datetime(2026, 5, 31, 22, 15, tzinfo=UTC)
RUNS = Runs(
    state="succeeded",
    finished=MOMENT,
    reason="",
    refreshed=MOMENT,
    tables=(TableRun("delays", "published", 7, 2, 0),),
    rules=(
        MeasuredRule(
            "delays",
            "rowCount mustBeGreaterThan 3",
            "error",
            (Measurement(MOMENT, True, "7"), Measurement(MOMENT, False, "3")),
        ),
    ),
)
FILES: Mapping[str, str] = {
    "domains/sales/domain.yaml": DOMAIN.format("sales"),
    "domains/weather/domain.yaml": DOMAIN.format("weather"),
    "domains/delivery/domain.yaml": DOMAIN.format("delivery"),
    "domains/finance/domain.yaml": DOMAIN.format("finance"),
    "domains/sales/orders/product.yaml": """\
description: Confirmed orders and who placed them.
version: 2.1.0
tags: [sales]
support:
  - channel: "#sales-data"
  - {channel: "https://page.acme.example/sales", tool: pager, description: At night}
terms:
  usage: Reports on what was sold
  limitations: Returns are not in it, so that it is no basis for bills
  license: CC-BY-4.0
  price: {amount: 9.95, currency: EUR, unit: month}
sla: {freshness: 4h, availability: 99.5%, retention: 730d}
tables:
  orders:
    description: One row per confirmed order.
    primaryKey: [order_id]
    columns:
      order_id: {type: string, description: Shop order number, required: true}
      customer_email: {type: string, pii: true, description: Where the bill goes}
      amount: {type: "decimal(18,2)", description: Sum in euros}
      ordered_at: {type: timestamp, description: When it was confirmed}
    quality: [{metric: rowCount, mustBeGreaterThan: 10}]
""",
    "domains/sales/orders/access/finance.reporting.yaml": """\
purpose: Monthly revenue report
tables:
  orders: {columns: [order_id, amount, ordered_at]}
expires: 2026-12-31
""",
    "domains/sales/orders/access/delivery.delays.yaml": """\
purpose: Tell late orders
legalBasis: contract
tables:
  orders: {columns: [order_id, customer_email, ordered_at]}
expires: 2027-06-30
""",
    "domains/sales/carts/product.yaml": """\
description: Carts before they were orders.
status: deprecated
sunset: 2027-03-31
successor: sales.orders
tables:
  carts:
    columns:
      cart_id: {type: string, description: Number of the cart}
""",
    "domains/weather/observations/product.yaml": """\
description: Hourly weather at each depot.
sla: {freshness: 1h}
tables:
  hourly:
    columns:
      observed_at: {type: timestamp, description: Begin of the hour}
      wind: {type: double, description: Metres a second}
""",
    "domains/weather/observations/access/delivery.delays.yaml": """\
purpose: Tell what delays deliveries
tables:
  hourly: {columns: all}
expires: 2027-06-30
""",
    "domains/delivery/delays/product.yaml": """\
description: How late each order came, and why.
inputs: [sales.orders, weather.observations]
refresh: {every: 6h}
tables:
  delays:
    description: One row per late order.
    query: delays.sql
    columns:
      order_id:
        type: string
        description: Shop order number
        references: sales.orders.orders.order_id
      wind: {type: double, description: Wind when it was on its way}
""",
    "domains/delivery/delays/delays.sql": """\
select orders.order_id, hourly.wind
from sales__orders.orders join weather__observations.hourly
on orders.ordered_at = hourly.observed_at
""",
    "domains/finance/reporting/product.yaml": """\
description: Revenue by month.
inputs: [sales.orders]
tables:
  revenue:
    columns:
      month: {type: date, description: First day of the month}
      revenue: {type: "decimal(18,2)", description: Sum of all orders}
""",
    "wanted/returns.yaml": """\
description: What customers send back
purpose: Find faulty goods
askedBy: finance
askedOn: 2026-05-01
""",
}


def shop(root: Path) -> Content:
    """What its portal shows, on a day of tests."""
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    mesh, place = load_mesh(root).mesh, environment()
    assert set(mesh.unreadable) == set()
    requests = load_wanted(root).requests
    catalog = catalog_of(mesh, place, plan(mesh, place, as_of=TODAY), requests)
    changes = (Change(date(2026, 5, 20), "Say how sure a delay is", "b" * 40),)
    missing = Finding(
        Position("domains/finance/reporting/product.yaml"),
        "GOV-014",
        Severity.WARNING,
        "Tables have quality rules: revenue has none",
        "write one",
        subject="finance.reporting",
    )
    rule = {
        "code": "GOV-014",
        "title": "Tables have quality rules",
        "packs": ["governance"],
        "level": "advisory",
        "life": "enforced",
        "domain": "",
        "page": "docs/reference/rules/GOV-014-tables-have-quality-rules.md",
    }
    return Content(
        catalog=catalog,
        changelog=Changelog(
            "b" * 40,
            dict.fromkeys(catalog.products, changes),
            files={c.path: changes[0] for p in catalog.products.values() for c in p.consumers},
            versions={("sales.orders", "b" * 40): "2.1.0"},
        ),
        runs={"delivery.delays": RUNS},
        exports=Exports(mesh, place),
        findings=(missing,),
        rules=(rule,),
        host=CodeHost("github", "https://github.com/acme/data-mesh", "main"),
    )
