"""What a product says of itself to get at another's: declassified, measured, owned, dated."""

from hostile.agreements import agreement
from hostile.attack import Attack, attack, family

LEDGER = "finance/ledger"
PRODUCT = f"{LEDGER}/product.yaml"
REPORTING = "finance/reporting"
OF_SALES = "sales/orders/access/finance.reporting.yaml"
DERIVED = """\
description: Revenue by month.
inputs: [sales.orders]
{of_product}tables:
  revenue:
    query: revenue.sql
    primaryKey: [order_id]
    format: iceberg
{of_table}    columns: {{order_id: string, country: {column}}}
"""
AGREED = "SELECT order_id, country FROM sales__orders.orders"
MARGIN = "SELECT order_id, CAST(margin AS varchar) AS country FROM sales__orders.orders"
OPENED = agreement("orders: {columns: [order_id, country, margin]}")
MAIL = "SELECT order_id, customer_email AS country FROM sales__orders.orders"


def _derived(
    sql: str = AGREED, column: str = "string", of_product: str = "", of_table: str = ""
) -> dict[str, str]:
    text = DERIVED.format(column=column, of_product=of_product, of_table=of_table)
    return {f"{REPORTING}/product.yaml": text, f"{REPORTING}/revenue.sql": f"{sql}\n"}


def _said(text: str) -> str:
    return f"{{type: string, declassification: {text}}}§"


DECLASSIFIED: list[Attack] = (
    [
        attack("declassification", name, files, code)
        for name, files, code in (
            (
                "of a column that is not agreed",
                _derived(f"{MAIL}§", "{type: string, declassification: Only a mail address}"),
                "SQL007",
            ),
            (
                "of a product, by a column that is not agreed",
                _derived(f"{MAIL}§", of_product="declassification: Nothing of theirs is left\n"),
                "SQL007",
            ),
            (
                "of what nothing protected reaches",
                _derived(column=_said("It is sales.orders.margin")),
                "SQL022?",
            ),
            (
                "naming another's column",
                _derived(column=_said("{column: sales.orders.margin}")),
                "SPEC013",
            ),
            ("of another's columns", _derived(column=_said("[sales.orders.margin]")), "SPEC013"),
            ("as true", _derived(column=_said("true")), "SPEC014"),
            ("empty", _derived(column=_said('""')), "SPEC020"),
            ("of nothing to see", _derived(column=_said('"\\u200b"')), "SPEC005"),
            ("of a table", _derived(of_table="    declassification: Known to all§\n"), "SPEC012"),
            (
                "of another's product",
                _derived(of_product="declassification: {sales.orders: Known to all}§\n"),
                "SPEC013",
            ),
            (
                "of what is agreed, by another column of one's own",
                {
                    **_derived(f"{MARGIN}§", of_table="    description: Known to all\n"),
                    f"{REPORTING}/waivers.yaml": "waivers: []\n",
                    OF_SALES: OPENED,
                },
                "GOV-004 SQL020 +order_id +country +margin",
            ),
        )
    ]
    + family(
        "declassification in an agreement",
        OF_SALES,
        lambda text: agreement(beside=f"{text}§\n"),
        *((text, text, "SPEC012") for text in ("declassification: x", "declassified: [margin]")),
    )
    + family(
        "declassification in a domain",
        "finance/domain.yaml",
        lambda text: (
            f"""\
owner: team-finance@acme.example
description: The domain finance.
costCenter: cc-1
classification: internal
{text}§
"""
        ),
        *(
            (text, text, "SPEC012")
            for text in ("declassification: x", "declassification: {sales.orders: x}")
        ),
    )
)


def _measured(rule: str) -> str:
    return f"""\
description: Bookings.
tables:
  bookings:
    columns: {{booking_id: string, amount: "decimal(18,2)"}}
    quality: [{rule}]§
"""


QUALITY = family(
    "quality",
    PRODUCT,
    _measured,
    *(
        (text, text, code)
        for text, code in (
            ("{type: sql, query: SELECT max(person) FROM people__salaries.salaries}", "SPEC012"),
            ("{metric: SELECT max(person) FROM people__salaries.salaries}", "SPEC015"),
            ("{metric: sql, query: SELECT 1}", "SPEC015"),
            ("{metric: rowCount, query: SELECT person FROM people__salaries.salaries}", "SPEC012"),
            ("{metric: rowCount, engine: soda, implementation: x}", "SPEC012"),
            ("{metric: rowCount, mustBe: SELECT 1}", "SPEC013"),
            ("{metric: rowCount, mustBeGreaterThan: (SELECT 1)}", "SPEC013"),
            ("{metric: rowCount, unit: people__salaries.salaries}", "SPEC015"),
            ("{metric: rowCount, mustBe: 1, table: people__salaries.salaries}", "SPEC012"),
            ("{rule: rowCount, mustBe: 1}", "SPEC012"),
            ("SELECT max(person) FROM people__salaries.salaries", "SPEC013"),
        )
    ),
)


OTHERS = "(SELECT max(person) FROM people__salaries.salaries)"


def _asked(metric: str, arguments: str) -> dict[str, str]:
    rule = f"{{metric: {metric}, mustBe: 0, arguments: {{{arguments}}}}}"
    return _derived(column=f"{{type: string, quality: [{rule}]}}§")


ASKED: list[Attack] = [
    attack("quality of a filled table", f"{metric} {arguments}", _asked(metric, arguments), code)
    for metric, arguments, code in (
        ("invalidValues", "query: SELECT 1", "SQL025"),
        ("invalidValues", "validValues: SELECT 1", "SQL025"),
        ("invalidValues", "validValues: 7", "SQL025"),
        ("invalidValues", "pattern: [SELECT 1]", "SQL025"),
        ("invalidValues", f"minimum: {OTHERS}", "SQL025"),
        ("invalidValues", "minimum: .inf", "SPEC021"),
        ("invalidValues", "maximum: 1e999999", "SPEC021"),
        ("nullValues", "table: people__salaries.salaries", "SQL025"),
        ("duplicateValues", "properties: [person]", "SQL025"),
        ("invalidValues", f"""validValues: ["') OR 'x' = {OTHERS} --"]""", ""),
        ("missingValues", f"""missingValues: ["' UNION {OTHERS} --"]""", ""),
        ("invalidValues", f"""pattern: "' OR {OTHERS} = '\"""", ""),
    )
]
REVIEWED = family(
    "who approves",
    "finance/domain.yaml",
    lambda text: (
        f"""\
owner: team-finance@acme.example
description: The domain finance.
costCenter: cc-1
classification: internal
support: {{channel: "#finance-data"}}
reviewers: {text}§
"""
    ),
    *(
        (text, text, code)
        for text, code in (
            ('["@acme/finance\\n/domains/sales/ @acme/finance"]', "SPEC016"),
            ('["@acme/finance\\r/domains/sales/ @acme/finance"]', "SPEC016"),
            ('["@acme/finance /domains/sales/"]', "SPEC016"),
            ('["/domains/sales/ @acme/finance"]', "SPEC016"),
            ('["* @acme/finance"]', "SPEC016"),
            ('["@acme/finance # of all"]', "SPEC016"),
            ('["@acme/finance", "/domains/*/"]', "SPEC016"),
            ('["[Sales] @acme/finance"]', "SPEC016"),
            ('["!/domains/sales/"]', "SPEC016"),
            ('["@acme/finance\\u2028/domains/sales/ @acme/finance"]', "SPEC005"),
            ("{sales: [@acme/finance]}", "SPEC001"),
            ('{sales: ["@acme/finance"]}', "SPEC013"),
            ('{"/domains/sales/": ["@acme/finance"]}', "SPEC013"),
            ('["@acme/people"]', ""),
        )
    ),
)
DATES: list[Attack] = [
    attack("far day", name, files, code)
    for name, files, code in (
        (
            "an agreement to the last of all days",
            {OF_SALES: agreement("orders: {columns: [order_id, country]}", expires="9999-12-31")},
            "",
        ),
        (
            "personal data to the last of all days",
            {
                OF_SALES: agreement(
                    "orders: {columns: [customer_email]}",
                    expires="9999-12-31",
                    beside="legalBasis: contract\n",
                )
            },
            "GOV-013? +customer_email",
        ),
        (
            "files to the last of all days",
            {
                OF_SALES: agreement(
                    "lines: {columns: [sku]}", expires="9999-12-31", beside="files: true\n"
                )
            },
            "CHK166 +sku",
        ),
        (
            "a first day after all others",
            {
                OF_SALES: agreement(
                    "orders: {columns: [order_id, country]}",
                    expires="9999-12-31",
                    beside="starts: 9999-12-31§\n",
                )
            },
            "CHK011?",
        ),
        (
            "a first day before all others",
            {
                OF_SALES: agreement(
                    "orders: {columns: [order_id, country]}",
                    expires="9999-12-31",
                    beside="starts: 0001-01-01\n",
                )
            },
            "",
        ),
        (
            "the first of all days as the last",
            {OF_SALES: agreement("orders: {columns: [order_id]}", expires="0001-01-01")},
            "CHK010?",
        ),
        *(
            (
                f"{at} {day}",
                {
                    OF_SALES: agreement(**{at: day})
                    if at == "expires"
                    else agreement(beside=f"{at}: {day}§\n")
                },
                "SPEC016",
            )
            for at, day in (
                ("starts", "99999-12-31"),
                ("starts", "9999-12-32"),
                ("starts", "2026-06-01T00:00:00+14:00"),
                ("starts", "9" * 5_000),
                ("starts", "-0001-01-01"),
                ("starts", "2147483648"),
                ("expires", "253402300800"),
                ("expires", "9999999999-01-01"),
                ("expires", "+9999-12-31"),
                ("expires", "9999-W52-7"),
                ("expires", "9999-366"),
            )
        ),
    )
] + family(
    "far day of a product",
    PRODUCT,
    lambda text: (
        f"""\
description: Bookings.
{text}§
tables:
  bookings:
    columns: {{booking_id: string, amount: "decimal(18,2)"}}
"""
    ),
    *(
        (text[:60], text, code)
        for text, code in (
            ("status: deprecated\nsuccessor: none\nsunset: 9999-12-31", ""),
            ("status: deprecated\nsuccessor: none\nsunset: 10000-01-01", "SPEC016"),
            ("status: retired\nsuccessor: none\nsunset: 0001-01-01", ""),
            ("sla: {retention: 36501d}", "SPEC016"),
            ("sla: {retention: 999999y}", "SPEC016"),
            ("sla: {retention: 9999999d}", "SPEC016"),
            ("sla: {retention: 1e9d}", "SPEC016"),
            ("sla: {freshness: " + "9" * 5_000 + "m}", "SPEC016"),
            ("sla: {availability: 1e308%}", "SPEC016"),
            ("storage: {noncurrentDays: 99999999999999999999}", "SPEC021"),
            ("storage: {noncurrentDays: 1e400}", "SPEC021"),
            ("storage: {noncurrentDays: -1}", "SPEC021"),
            ("refresh: {every: 999999y}", "SPEC016"),
            ("version: 99999999999999999999.0.0", ""),
        )
    ),
)
CLAIMS: list[Attack] = [*DECLASSIFIED, *QUALITY, *ASKED, *REVIEWED, *DATES]
