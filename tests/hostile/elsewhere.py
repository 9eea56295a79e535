"""Files where they do not belong, links, queries and exceptions, in the attacker's own domain."""

from hostile.agreements import agreement
from hostile.attack import Attack, Link, attack

OURS = "finance/ledger"
REPORTING = "finance/reporting"
DERIVED = """\
description: Revenue by month.
inputs: [sales.orders]
tables:
  revenue:
    query: revenue.sql
    primaryKey: [order_id]
    format: iceberg
    columns: {order_id: string, country: string}
"""

LINKS: list[Attack] = [
    attack("link", path, {path: Link(target), **beside}, code)
    for path, target, beside, code in (
        ("finance/copy", "../sales/orders", {}, "SPEC080"),
        ("finance/all", "..", {}, "SPEC080"),
        ("finance/root", "/", {}, "SPEC031"),
        (f"{OURS}/product.yaml", "../../sales/orders/product.yaml", {}, "SPEC080"),
        (f"{OURS}/product.lock.yaml", "../../sales/orders/product.yaml", {}, "SPEC080"),
        (f"{OURS}/access", "../../sales/orders/access", {}, "SPEC080"),
        (f"{OURS}/waivers.yaml", "../../../policies/floor.yaml", {}, "SPEC080"),
        (f"{OURS}/a.sql", "/etc/passwd", {}, "SPEC031"),
        (f"{OURS}/b.sql", "b.sql", {}, "SPEC080"),
        ("finance/governance.yaml", "../../policies/floor.yaml", {}, "SPEC080"),
    )
]
STRAYS: list[Attack] = [
    attack("wrong folder", path, {path: agreement()}, code)
    for path, code in (
        ("finance/access/sales.orders.yaml", "SPEC033"),
        ("finance/sales.orders.yaml", "SPEC030"),
        ("finance/deals/orders/access/finance.ledger.yaml", "SPEC033"),
        (f"{OURS}/sales.orders.yaml", "SPEC030"),
        (f"{OURS}/sales/orders/access/finance.ledger.yaml", "SPEC030"),
        (f"{OURS}/access/sales/orders.yaml", "SPEC030"),
        (f"{OURS}/governance.yaml", "SPEC030"),
        ("finance/waivers.yaml", "SPEC030"),
        ("finance/sales.orders/product.yaml", "SPEC017"),
        ("finance/sales__orders/product.yaml", "SPEC017"),
        ("finance/Orders/product.yaml", "SPEC017"),
        ("finance/оrders/product.yaml", "SPEC017"),
    )
]
QUERIES: list[Attack] = [
    attack(
        "query",
        name,
        {f"{REPORTING}/product.yaml": DERIVED, f"{REPORTING}/revenue.sql": f"{sql}§\n"},
        code,
    )
    for name, sql, code in (
        (
            "what is agreed, which gives no more",
            "SELECT order_id, country FROM sales__orders.orders",
            "",
        ),
        (
            "a table without an input",
            "SELECT person AS order_id, person AS country FROM people__salaries.salaries",
            "SQL005",
        ),
        (
            "a table of a product that is no input",
            "SELECT invoice_id AS order_id, invoice_id AS country FROM sales__invoices.invoices",
            "SQL005",
        ),
        (
            "a column that is not agreed",
            "SELECT customer_email AS order_id, country FROM sales__orders.orders",
            "SQL007",
        ),
        (
            "a table that is not agreed",
            "SELECT order_id, sku AS country FROM sales__orders.lines",
            "SQL005",
        ),
        (
            "a sub-query",
            "SELECT order_id, (SELECT max(person) FROM people__salaries.salaries) "
            "AS country FROM sales__orders.orders",
            "SQL005",
        ),
        (
            "a condition on what is not agreed",
            "SELECT order_id, country FROM sales__orders.orders WHERE margin > 0",
            "SQL007",
        ),
        (
            "a join",
            "SELECT o.order_id, s.person AS country FROM sales__orders.orders o "
            "JOIN people__salaries.salaries s ON true",
            "SQL005",
        ),
        (
            "a union",
            "SELECT order_id, country FROM sales__orders.orders UNION ALL SELECT "
            "person, person FROM people__salaries.salaries",
            "SQL005",
        ),
        (
            "EXISTS",
            "SELECT order_id, country FROM sales__orders.orders WHERE EXISTS "
            "(SELECT 1 FROM people__salaries.salaries)",
            "SQL005",
        ),
        (
            "a common table",
            "WITH o AS (SELECT person FROM people__salaries.salaries) SELECT "
            "person AS order_id, person AS country FROM o",
            "SQL005",
        ),
        (
            "a catalog in front",
            "SELECT person AS order_id, person AS country FROM "
            "awsdatacatalog.people__salaries.salaries",
            "SQL005",
        ),
        (
            "capitals",
            "SELECT person AS order_id, person AS country FROM PEOPLE__SALARIES.SALARIES",
            "SQL005",
        ),
        (
            "quotes",
            'SELECT person AS order_id, person AS country FROM "people__salaries"."salaries"',
            "SQL005",
        ),
        (
            "information_schema",
            "SELECT table_name AS order_id, table_schema AS country FROM information_schema.tables",
            "SQL005",
        ),
        ("snapshots", 'SELECT order_id, country FROM sales__orders."orders$snapshots"', "SQL005"),
        ("paths", 'SELECT "$path" AS order_id, country FROM sales__orders.orders', "SQL006"),
        (
            "two statements",
            "SELECT order_id, country FROM sales__orders.orders; DROP TABLE sales__orders.orders",
            "SQL002",
        ),
        (
            "an UNLOAD",
            "UNLOAD (SELECT * FROM sales__orders.orders) TO 's3://eve/' WITH (format = 'PARQUET')",
            "SQL003",
        ),
        ("a bracket too many", "SELECT order_id, country FROM sales__orders.orders)", "SQL001"),
        ("a GRANT", "GRANT SELECT ON sales__orders.orders TO PUBLIC", "SQL003"),
        (
            "an INSERT",
            "INSERT INTO sales__orders.orders SELECT * FROM sales__orders.orders",
            "SQL003",
        ),
        ("a DELETE", "DELETE FROM sales__orders.orders", "SQL003"),
        ("a new table", "CREATE TABLE x AS SELECT * FROM people__salaries.salaries", "SQL003"),
        (
            "a function of its own",
            "USING EXTERNAL FUNCTION f(x varchar) RETURNS varchar LAMBDA 'eve' "
            "SELECT f(order_id) AS order_id, country FROM sales__orders.orders",
            "SQL001",
        ),
    )
]
WAIVER = """\
waivers:
- rule: {}
  finding: {}
  reason: The ledger's own team can live with it for now
  ticket: FIN-1
  granted: 2026-05-20
  expires: {}
"""
WAIVERS: list[Attack] = [
    attack("waiver", name, {f"{OURS}/waivers.yaml": WAIVER.format(rule, of, until)}, code)
    for name, rule, of, until, code in (
        ("of another's grant", "LF-003", "sales.orders.tables.orders", "2026-07-01", "POL021"),
        (
            "of another's table",
            "GOV-005",
            "../../sales/orders/tables.orders",
            "2026-07-01",
            "SPEC062",
        ),
        ("of everything", "LF-003", '"*"', "2026-07-01", "SPEC062"),
        ("of every rule", '"*"', "tables.bookings", "2026-07-01", "POL002"),
        ("of a check", "CHK004", "inputs", "2026-07-01", "POL002"),
        ("of a foreign origin", "CHK070", "origin", "2026-07-01", "POL002"),
        ("for good", "LF-003", "tables.bookings", "2099-12-31", "SPEC061"),
    )
]
ELSEWHERE: list[Attack] = [*LINKS, *STRAYS, *QUERIES, *WAIVERS]
