"""What the attacker writes in its own domain, where its own reviewers approve it."""

from hostile.attack import Attack, family

LEDGER = "finance/ledger"
PRODUCT = f"{LEDGER}/product.yaml"
TABLES = """\
tables:
  bookings:
    columns: {booking_id: string, amount: "decimal(18,2)"}
"""
SPEC = f"description: Bookings.\n{TABLES}"
THEIR_ROLE = "arn:aws:iam::111122223333:role/mesh/sales/mesh-dev--sales--orders--runtime"


def _inputs(text: str) -> str:
    return f"description: Bookings.\ninputs: [{text}]§\n{TABLES}"


def _spec(text: str) -> str:
    return f"description: Bookings.\n{text}§\n{TABLES}"


def _lock(text: str) -> str:
    return f"{text}§\n"


INPUTS = family(
    "input",
    PRODUCT,
    _inputs,
    *(
        (text[:60], text, code)
        for text, code in (
            ("sales.orders", "CHK004"),
            ("sales.invoices", "CHK004"),
            ("people.salaries", "CHK004"),
            ("finance.reporting, people.salaries", "CHK004"),
            ("sales.unknown", "CHK001"),
            ("unknown.orders", "CHK001"),
            ("finance.ledger", "CHK002"),
            ('"*"', "SPEC017"),
            ('"sales.*"', "SPEC017"),
            ('"*.orders"', "SPEC017"),
            ("sales", "SPEC017"),
            ("sales.orders.orders", "SPEC017"),
            ("sales__orders", "SPEC017"),
            ("sales/orders", "SPEC017"),
            ("../sales.orders", "SPEC017"),
            ("Sales.orders", "SPEC017"),
            ("SALES.ORDERS", "SPEC017"),
            ("ѕales.orders", "SPEC017"),
            ("ｓales.orders", "SPEC017"),
            ('"sales.orders "', "SPEC017"),
            ('"sales.orders\\0"', "SPEC017"),
            ('"sales.orders\\u200b"', "SPEC017"),
            ('"sales.orders\\n"', "SPEC017"),
            ("sales.orders@1.0.0", "SPEC017"),
            ("sales-orders", "SPEC017"),
            ('"arn:aws:glue:eu-central-1:111122223333:database/sales__orders"', "SPEC017"),
            ('"s3://mesh-dev--sales--orders--111122223333"', "SPEC017"),
            ("[sales.orders]", "SPEC013"),
            ("{product: sales.orders, agreed: true}", "SPEC013"),
            ("!!python/name:sales.orders", "SPEC001"),
            ("*orders", "SPEC026"),
            (f"{'s' * 300}.orders", "CHK001"),
        )
    ),
)
LOCKS = family(
    "lock",
    f"{LEDGER}/product.lock.yaml",
    _lock,
    *(
        (text[:60], text, code)
        for text, code in (
            ("origin: sales.orders", "CHK070"),
            ("origin: sales.invoices", "CHK070"),
            ("origin: people.salaries", "CHK070"),
            ("origin: sales.gone", "CHK070"),
            ("origin: gone.orders", "CHK070"),
            ('origin: "sales.orders"', "CHK070"),
            ("origin: finance.reporting", "CHK022"),
            ("origin: sales", "SPEC017"),
            ('origin: "*"', "SPEC017"),
            ("origin: sales__orders", "SPEC017"),
            ("origin: sales.orders.orders", "SPEC017"),
            ("origin: Sales.orders", "SPEC017"),
            ("origin: ѕales.orders", "SPEC017"),
            ('origin: "sales.orders\\0"', "SPEC017"),
            ("origin: [sales.orders]", "SPEC013"),
            ("origin: ../../sales/orders", "SPEC017"),
            ("adopted: sales.orders", "SPEC013"),
            ("adopted: {bucket: mesh-dev--sales--orders--111122223333}", "SPEC003"),
            ("adopted: {database: sales__orders, bucket: acme-sales}", "CHK193"),
            (
                "adopted: {database: default, bucket: mesh-dev--sales--orders--111122223333}",
                "CHK193",
            ),
            ("bucket: mesh-dev--people--salaries--111122223333", "SPEC012"),
            ("role: arn:aws:iam::111122223333:role/eve", "SPEC012"),
            ("database: people__salaries", "SPEC012"),
            ("domain: sales", "SPEC012"),
            ("origin: finance.ledger\norigin: sales.orders", "SPEC010"),
        )
    ),
)
FIELDS = family(
    "product's fields",
    PRODUCT,
    _spec,
    *(
        (text[:60], text, code)
        for text, code in (
            ("domain: sales", "SPEC012"),
            ("id: sales.orders", "SPEC012"),
            ("name: sales.orders", "SPEC012"),
            ("origin: sales.orders", "SPEC012"),
            ("producer: people.salaries", "SPEC012"),
            ("access: {people.salaries: all}", "SPEC012"),
            ("agreements: [sales.orders]", "SPEC012"),
            ("role: " + THEIR_ROLE, "SPEC012"),
            ("bucket: mesh-dev--people--salaries--111122223333", "SPEC012"),
            ("location: s3://mesh-dev--people--salaries--111122223333", "SPEC012"),
            ("database: people__salaries", "SPEC012"),
            ("principals: {sales: arn:aws:iam::111122223333:role/eve}", "SPEC012"),
            ("readers: {eve: all}", "SPEC012"),
            ("assume: {people: {reader: [arn:aws:iam::111122223333:role/eve]}}", "SPEC012"),
            ("waivers: [{rule: LF-003}]", "SPEC012"),
            ("drafts: true", "SPEC012"),
            ("owner: team-sales@acme.example\nowner: eve@acme.example", "SPEC010"),
            ("storage: {bucket: mesh-dev--people--salaries--111122223333}", "SPEC012"),
            ("refresh: {role: " + THEIR_ROLE + "}", "SPEC012"),
            ('extensions: {principal: "*", origin: sales.orders, inputs: [people.salaries]}', ""),
            ("tags: [people.salaries, sales__orders]", ""),
            ("owner: team-people@acme.example", ""),
            ('governance: {rules: {LF-003: {level: "off"}}}', "POL006"),
            ("governance: {rules: {S3-001: {level: advisory}}}", "POL006"),
            ('governance: {rules: {IAM-002: {level: "off"}}}', "POL006"),
            ('governance: {rules: {"*": {level: "off"}}}', "POL002"),
            ('governance: {rules: {"LF-*": {level: "off"}}}', "POL002"),
            ("governance: {domain: sales}", "SPEC012"),
            ("status: deprecated\nsunset: 2026-12-31\nsuccessor: sales.unknown", "CHK096"),
            ("status: deprecated\nsunset: 2026-12-31\nsuccessor: people.*", "SPEC017"),
            ("status: deprecated\nsunset: 2026-12-31\nsuccessor: finance.ledger", "CHK096"),
            ("status: deprecated\nsunset: 2026-12-31\nsuccessor: sales.orders", ""),
        )
    ),
)
RULES = family(
    "domain's rules",
    "finance/governance.yaml",
    lambda text: f"{text}§\n",
    *(
        (text[:60], text, code)
        for text, code in (
            ('rules: {LF-003: {level: "off"}}', "POL006"),
            ("rules: {LF-003: {level: advisory}}", "POL006"),
            ('rules: {LF-001: {level: "off"}}', "POL006"),
            ('rules: {S3-001: {level: "off"}}', "POL006"),
            ('rules: {IAM-004: {level: "off"}}', "POL006"),
            ('rules: {KMS-002: {level: "off"}}', "POL006"),
            ('rules: {S3-010: {level: "off"}}', "POL006"),
            ("rules: {lf-003: {level: mandatory}}", "POL002"),
            ('rules: {"*": {level: "off"}}', "POL002"),
            ("rules: {LF-003: {level: none}}", "SPEC015"),
            ("rules: {LF-003: {domains: [sales]}}", "SPEC012"),
            ("domains: {sales: {rules: {LF-003: {level: advisory}}}}", "SPEC012"),
            ("waivers: [{rule: LF-003}]", "SPEC012"),
            ("principals: {sales: arn:aws:iam::111122223333:role/eve}", "SPEC012"),
            ("rules: {LF-003: {level: mandatory}}\nrules: {}", "SPEC010"),
            ("environments: {dev: {drafts: true}}", "SPEC012"),
        )
    ),
)
OWN: list[Attack] = [*INPUTS, *LOCKS, *FIELDS, *RULES]
