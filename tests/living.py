"""A mesh whose tables live: one that files fill, and one that is made from it."""

from collections.abc import Mapping

from meshes import DOMAIN

SLACK = {"workspace": "T07EA123LEP", "channels": {"sales": "C07EZ1ABC23"}}
SHOP = "arn:aws:iam::111122223333:role/shop"
LIVING: Mapping[str, str | None] = {
    "sales/domain.yaml": DOMAIN.format("sales"),
    "sales/orders/product.yaml": """\
description: Confirmed orders.
owner: team-orders@acme.example
tables:
  orders:
    description: One row per confirmed order.
    format: iceberg
    source: {format: csv}
    primaryKey: [order_id]
    partitionBy: [ordered_on]
    columns:
      order_id: {type: string, description: Shop order number}
      customer_email: {type: string, pii: true, classification: confidential}
      ordered_on: date
  places:
    description: One row per place.
    format: iceberg
    query: places.sql
    primaryKey: [place]
    columns: {place: string, layout: "struct<lane:string,halls:array<string>>"}
  daily:
    description: One row a day.
    format: iceberg
    query: daily.sql
    primaryKey: [ordered_on]
    columns: {ordered_on: date, orders: bigint}
sla: {freshness: 4h}
""",
    "sales/orders/daily.sql": (
        "select ordered_on, count(*) orders from sales__orders.orders group by 1\n"
    ),
    "sales/orders/places.sql": (
        "select 'north' place, cast(row('Main Street', array['a']) as"
        " row(lane varchar, halls array(varchar))) layout\n"
    ),
    "sales/orders/access/finance.reporting.yaml": None,
    "sales/report/product.yaml": """\
description: Orders by month.
inputs: [sales.orders]
refresh: {cron: "0 2 * * *"}
tables:
  report:
    format: iceberg
    query: report.sql
    primaryKey: [month]
    columns: {month: date, orders: bigint}
sla: {freshness: 10d}
""",
    "sales/report/report.sql": (
        "select date_trunc('month', ordered_on) as month, sum(orders) orders\n"
        "from sales__orders.daily group by 1\n"
    ),
}
