"""Agreements that a pull request of the attacker puts into the victim's folder.

Whoever reviews for the victim has to approve each. None of these may open anything even so.
"""

from hostile.attack import Attack, attack, family

ORDERS, INVOICES = "sales/orders/access", "sales/invoices/access"
LEDGER = "finance.ledger"


def agreement(
    tables: str = "orders: {columns: [order_id]}",
    *,
    expires: str = "2026-12-31",
    beside: str = "",
) -> str:
    return f"purpose: Bookings\n{beside}tables:\n  {tables}\nexpires: {expires}\n"


def _columns(text: str) -> str:
    return agreement(f"orders: {{columns: {text}}}§")


def _rows(text: str) -> str:
    return agreement(f"orders:\n    columns: [order_id, country]\n    rows: {text}§")


def _whole(text: str) -> str:
    return f"purpose: Bookings\n{text}\n"


def _named(name: str, code: str, text: str | None = None) -> Attack:
    return attack("agreement's name", name, {f"{ORDERS}/{name}": text or agreement()}, code)


COLUMNS = family(
    "agreement's columns",
    f"{ORDERS}/{LEDGER}.yaml",
    _columns,
    ("an asterisk", '"*"', "SPEC015"),
    ("a list with an asterisk", '["*"]', "SPEC017"),
    ("an asterisk unquoted", "*", "SPEC001"),
    ("ALL", "ALL", "SPEC015"),
    ("All", "All", "SPEC015"),
    ("all with a space", '"all "', "SPEC015"),
    ("all in a list", "[all]", "CHK014"),
    ("every", "every", "SPEC015"),
    ("all of a full-width look", "ａｌｌ", "SPEC015"),
    ("all with a Cyrillic a", "аll", "SPEC015"),
    ("all with a zero-width space", '"al\\u200bl"', "SPEC015"),
    ("true", "true", "SPEC013"),
    ("a mapping", "{all: true}", "SPEC013"),
    ("nothing", "[]", "SPEC020"),
    ("an empty text", '""', "SPEC015"),
    ("a number", "7", "SPEC013"),
    ("a pattern", '["order_%"]', "SPEC017"),
    ("a prefix", '["order_*"]', "SPEC017"),
    ("a regular expression", '[".*"]', "SPEC017"),
    ("a comma in a name", '["order_id,margin"]', "SPEC017"),
    ("a column in capitals", "[MARGIN]", "SPEC017"),
    ("a column with a Cyrillic letter", "[mаrgin]", "SPEC017"),
    ("a column with a space behind", '["margin "]', "SPEC017"),
    ("a column in quotes of SQL", "['\"margin\"']", "SPEC017"),
    ("a column of another table", "[sku]", "CHK014"),
    ("a column with its table", "[lines.sku]", "SPEC017"),
    ("a column with its product", "[sales.invoices.invoice_id]", "SPEC017"),
    ("a column that is not there", "[order_id, salary]", "CHK014 +order_id"),
    ("a column twice", "[order_id, order_id]", "SPEC043"),
    ("personal data without a basis", "[customer_email]", "CHK017"),
    ("all with personal data without a basis", "all", "CHK017"),
    ("a NUL in a column", '["margin\\0"]', "SPEC017"),
    ("a line break in a column", '["margin\\n"]', "SPEC017"),
    ("a column of 10,000 letters", f"[{'m' * 10_000}]", "CHK014"),
    ("an excluded column", "{except: [margin]}", "SPEC013"),
    ("a list in a list", "[[order_id, margin]]", "SPEC013"),
    ("null in a list", "[null]", "SPEC020"),
    ("a tag of Python", "!!python/tuple [order_id]", "SPEC023"),
    ("a set", "!!set {order_id, margin}", "SPEC023 SPEC020"),
    ("an alias to nothing", "*every", "SPEC026"),
)  # fmt: skip
ROWS = family(
    "agreement's rows",
    f"{ORDERS}/{LEDGER}.yaml",
    _rows,
    ("a quote that ends the text", "\"country = 'DE' OR 1=1 --'\"", "SPEC114"),
    ("true", '"true"', "SPEC114"),
    ("TRUE as a boolean", "true", "SPEC014"),
    ("one equals one", '"1 = 1"', "SPEC114"),
    ("or one equals one", "\"country = 'DE' OR 1 = 1\"", "SPEC114"),
    ("a comment", "\"country = 'DE' --\"", "SPEC114"),
    ("a block comment", "\"country = /* */ 'DE'\"", "SPEC114"),
    ("a semicolon", "\"country = 'DE'; DROP TABLE orders\"", "SPEC113"),
    ("a bracket too many", "\"country = 'DE')\"", "SPEC113"),
    ("a bracket that opens", "\"(country = 'DE'\"", "SPEC113"),
    ("brackets that break out", "\"country = 'DE') OR (country <> 'DE'\"", "SPEC113"),
    ("a sub-query", '"order_id IN (SELECT person FROM people.salaries)"', "SPEC114"),
    ("another table", "\"salaries.amount = '1'\"", "CHK150 +order_id +country"),
    ("a union", "\"country = 'DE' UNION SELECT 1\"", "SPEC113"),
    ("a function", "\"lower(country) = 'de'\"", "SPEC114"),
    ("a column with itself", '"country = country"', "SPEC114"),
    ("a backslash", "\"country = '\\\\' OR country <> '\"", "SPEC114"),
    ("a NUL", "\"country = 'DE\\0'\"", "SPEC005 SPEC114"),
    ("a typographic quote", "\"country = ’DE’\"", "SPEC113"),
    ("a Cyrillic column", "\"сountry = 'DE'\"", "SPEC113"),
    ("an empty text", '""', "SPEC113"),
    ("spaces", '"   "', "SPEC113"),
    ("an asterisk", '"*"', "SPEC114"),
    ("a list", "[country]", "SPEC013"),
    ("a mapping", "{allRowsWildcard: {}}", "SPEC013"),
    (
        "personal data that rows tell of",
        "\"customer_email = 'a@b.c'\"",
        "CHK017 CHK153",
    ),
    ("a column that is not there", '"salary > 1"', "CHK150 +order_id +country"),
    ("a type that does not fit", '"ordered_on = 5"', "CHK151 +order_id +country"),
    ("3,000 letters", f"\"country = '{'x' * 3_000}'\"", "SPEC115"),
    ("a thousand brackets", f"\"{'(' * 1_000}country = 'DE'{')' * 1_000}\"", "SPEC115"),
    ("a condition on nothing", '"country"', "SPEC113"),
    ("a parameter", '"country = ?"', "SPEC113"),
    ("a cast", "\"CAST(margin AS varchar) = '1'\"", "SPEC114"),
    ("what is computed", '"margin + 1 > 0"', "SPEC114"),
    ("joined texts", "\"country || '' = 'DE'\"", "SPEC113"),
    ("EXISTS", '"EXISTS (SELECT 1)"', "SPEC114"),
    ("a case", "\"CASE WHEN country = 'DE' THEN true ELSE true END\"", "SPEC114"),
)  # fmt: skip
DAYS = family(
    "agreement's days",
    f"{ORDERS}/{LEDGER}.yaml",
    _whole,
    *(
        (name, f"{days}\ntables:\n  orders: {{columns: [order_id]}}", code)
        for name, days, code in (
            ("expired", "expires: 2026-05-31§", "CHK010?"),
            ("long expired", "expires: 1999-12-31§", "CHK010?"),
            ("not started", "starts: 2026-06-02§\nexpires: 2026-12-31", "CHK011?"),
            ("reversed", "starts: 2027-01-01\nexpires: 2026-12-31§", "CHK012"),
            ("reversed around today", "starts: 2026-06-02\nexpires: 2026-05-31§", "CHK012"),
            ("never", "expires: never§", "SPEC016"),
            ("null", "expires: null§", "SPEC020"),
            ("empty", 'expires: ""§', "SPEC016"),
            ("the year 10000", "expires: 10000-01-01§", "SPEC016"),
            ("year zero", "expires: 0000-01-01§", "SPEC016"),
            ("the 31st of February", "expires: 2026-02-31§", "SPEC016"),
            ("a time of day", "expires: 2026-12-31T23:59:59Z§", "SPEC016"),
            ("digits of another script", "expires: ２０２６-12-31§", "SPEC016"),
            ("a number", "expires: 20261231§", "SPEC016"),
            ("infinity", "expires: .inf§", "SPEC016"),
            ("a negative year", "expires: -2026-12-31§", "SPEC016"),
            ("slashes", "expires: 2026/12/31§", "SPEC016"),
            ("a list", "expires: [2026-12-31]§", "SPEC016"),
            ("a duration", "expires: P10Y§", "SPEC016"),
            ("today", "expires: today§", "SPEC016"),
        )
    ),
    ("none", "tables:\n  orders: {columns: [order_id]}", "SPEC003"),
)  # fmt: skip
NAMES = [
    *(
        _named(f"{name}.yaml", code)
        for name, code in (
            ("*", "SPEC017"),
            ("finance.*", "SPEC017"),
            ("*.ledger", "SPEC017"),
            ("finance.ledger.v2", "SPEC017"),
            ("arn:aws:iam::999988887777:root", "SPEC017"),
            ("arn:aws:iam::111122223333:role|eve", "SPEC017"),
            ("999988887777", "SPEC017"),
            ("root", "CHK015"),
            ("everyone", "CHK015"),
            ("group", "CHK015"),
            ("IAM_ALLOWED_PRINCIPALS", "SPEC017"),
            ("iam_allowed_principals", "CHK015"),
            ("111122223333:IAMPrincipals", "SPEC017"),
            ("pii=true", "SPEC017"),
            ("classification:restricted", "SPEC017"),
            ("pii", "CHK015"),
            ("mesh_deployer", "CHK015"),
            ("Finance.ledger", "SPEC017"),
            ("FINANCE", "SPEC017"),
            ("fіnance", "SPEC017"),
            ("finance\u200b", "SPEC017"),
            ("finance ", "SPEC017"),
            (" finance", "SPEC017"),
            ("finance-ledger", "SPEC017"),
            ("finance__ledger", "SPEC017"),
            ("finance.unknown", "CHK015"),
            ("unknown.ledger", "CHK015"),
            ("eve@finance.example", "SPEC017"),
            ("sso-group:finance", "SPEC017"),
            ("user", "CHK015"),
            ("role", "CHK015"),
            ("all", "CHK015"),
            ("public", "CHK015"),
            ("..finance", ""),
            ("finance..ledger", "SPEC017"),
            ("finance.ledger.", "SPEC017"),
            ("${aws:username}", "SPEC017"),
            ("%2e%2e", "SPEC017"),
            ("-finance", "SPEC017"),
            ("f" * 200, "CHK015"),
            ("sales.orders", "CHK016"),
        )
    ),
    _named("finance.ledger.yml", "SPEC030"),
    _named("finance.ledger.YAML", "SPEC030"),
    _named("finance.ledger.json", "SPEC030"),
    _named("finance.ledger", "SPEC030"),
    _named("finance.ledger.yaml.bak", "SPEC030"),
    _named("finance.ledger.yaml~", "SPEC030"),
    _named("finance.ledger.yaml/finance.yaml", "SPEC030"),
    _named("finance/ledger.yaml", "SPEC030"),
    _named(".finance.yaml", ""),
    _named("finance.yaml.md", ""),
]
AGREEMENTS: list[Attack] = [*COLUMNS, *ROWS, *DAYS, *NAMES]
