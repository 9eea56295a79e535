"""What an agreement in the victim's folder may not say: of whom, of what, in which YAML."""

from hostile.agreements import LEDGER, ORDERS, agreement
from hostile.attack import Attack, attack, family

PATH = f"{ORDERS}/{LEDGER}.yaml"
LINES = "sales/invoices/access/finance.ledger.yaml"


def _beside(text: str) -> str:
    return agreement(beside=f"{text}§\n")


def _table(text: str) -> str:
    return agreement(f"{text}§")


def _within(text: str) -> str:
    return agreement(f"orders: {{columns: [order_id], {text}}}§")


def _files(text: str) -> str:
    return f"purpose: Bookings\n{text}\nexpires: 2026-12-31\n"


BESIDE = family(
    "agreement's fields",
    PATH,
    _beside,
    *(
        (text, text, "SPEC012")
        for text in (
            "consumer: finance",
            "consumers: [finance, people]",
            "principal: arn:aws:iam::999988887777:root",
            'principal: "*"',
            "principals: [arn:aws:iam::111122223333:role/eve]",
            "product: people.salaries",
            "producer: people.salaries",
            "database: people__salaries",
            "rights: [ALL]",
            "permissions: [SELECT, ALTER]",
            "permissionsWithGrantOption: [SELECT]",
            "grantable: true",
            "write: true",
            'lfTags: {pii: ["true"]}',
            "tags: [pii]",
            "accounts: [999988887777]",
            "group: 11111111-2222-3333-4444-555555555555",
            "approved: true",
            "status: active",
            "waived: true",
            "extends: finance.reporting",
            'include: "../../../people/salaries/product.yaml"',
            "location: s3://mesh-dev--people--salaries--111122223333",
            "governance: {rules: {LF-003: {level: off}}}",
            "ｅxpires: 2099-12-31",
            "Expires: 2099-12-31",
            "__class__: Agreement",
        )
    ),
)
TABLES = family(
    "agreement's tables",
    PATH,
    _table,
    *(
        (text[:60], text, code)
        for text, code in (
            ('"*":', "SPEC017"),
            ("all:", "CHK013"),
            ("salaries:", "CHK013"),
            ("invoices:", "CHK013"),
            ("people.salaries.salaries:", "SPEC017"),
            ("people__salaries:", "SPEC017"),
            ("people__salaries.salaries:", "SPEC017"),
            ('"../salaries":', "SPEC017"),
            ("Orders:", "SPEC017"),
            ("оrders:", "SPEC017"),
            ('"orders ":', "SPEC017"),
            ('"orders\\0":', "SPEC005"),
            ("orders$snapshots:", "SPEC017"),
            ("orders_:", "SPEC017"),
            ("orders__landing:", "SPEC017"),
            ("arn:aws:glue:eu-central-1:111122223333:table/people__salaries/salaries:", "SPEC017"),
            ('"orders; DROP TABLE lines":', "SPEC017"),
            ("7:", "SPEC024"),
            ("true:", "SPEC024"),
            ("null:", "SPEC024"),
            (f"{'o' * 300}:", "CHK013"),
        )
    ),
)
WITHIN = family(
    "agreement's opening",
    PATH,
    _within,
    *(
        (text, text, "SPEC012")
        for text in (
            "excludedColumns: [margin]",
            "columnWildcard: {}",
            "wildcard: true",
            "tables: [lines]",
            "rights: [INSERT]",
            "Rows: country = 'DE'",
            "where: country = 'DE'",
            "pii: false",
            "classification: public",
            "product: people.salaries",
        )
    ),
)
FILES = family(
    "agreement's files",
    PATH,
    _files,
    ("of a protected table", "files: true\ntables:\n  orders: {columns: [order_id]}§", "CHK168"),
    ("of what it leaves out", "files: true\ntables:\n  lines: {columns: [sku]}§", "CHK166"),
    (
        "of some rows",
        "files: true\ntables:\n  lines: {columns: all, rows: \"sku = 'x'\"}§",
        "CHK167",
    ),
    ("of all with personal data", "files: true\ntables:\n  orders: {columns: all}§", "CHK168"),
    (
        "of another table too",
        "files: true\ntables:\n  lines:\n  orders: {columns: [country]}§",
        "CHK168",
    ),
    ("of a table that is not there", "files: true\ntables:\n  salaries:§", "CHK013"),
    ("as a text", 'files: "true"§\ntables:\n  lines:', "SPEC013"),
    ("as yes", "files: yes§\ntables:\n  lines:", "SPEC013"),
    ("as a number", "files: 1§\ntables:\n  lines:", "SPEC013"),
    ("as a list", "files: [orders]§\ntables:\n  lines:", "SPEC013"),
    (
        "as a place",
        "files: s3://mesh-dev--people--salaries--111122223333§\ntables:\n  lines:",
        "SPEC013",
    ),
    ("twice", "files: false\nfiles: true§\ntables:\n  lines:", "SPEC010"),
)
YAML = family(
    "agreement's YAML",
    PATH,
    lambda text: text,
    ("expires twice", agreement() + "expires: 2099-12-31§\n", "SPEC010"),
    ("tables twice", agreement() + "tables: {lines: }§\n", "SPEC010"),
    (
        "a table twice",
        agreement("orders: {columns: [order_id]}\n  orders: {columns: all}§"),
        "SPEC010",
    ),
    ("columns twice", agreement("orders: {columns: [order_id], columns: all}§"), "SPEC010"),
    (
        "a key twice by an escape",
        agreement('orders: {columns: [order_id], "col\\u0075mns": all}§'),
        "SPEC010",
    ),
    ("a merge key", agreement("lines: &a {columns: all}\n  orders:\n    <<: *a§"), "SPEC022"),
    (
        "a merge of a list",
        agreement("lines: &a {columns: all}\n  orders:\n    <<: [*a]§"),
        "SPEC022",
    ),
    ("a merge at the top", "<<: {purpose: x}§\n" + agreement(), "SPEC022"),
    ("an alias of itself", agreement("orders: &a {columns: *a}§"), "SPEC026"),
    ("a tag that calls", agreement("orders: !!python/object/apply:os.system [id]§"), "SPEC023"),
    (
        "a tag that reads",
        agreement("orders: !include ../../../people/salaries/product.yaml§"),
        "SPEC023",
    ),
    ("a tag of the environment", agreement("orders: {columns: !env COLUMNS}§"), "SPEC023"),
    ("a binary", agreement("orders: {columns: !!binary YWxs}§"), "SPEC023"),
    ("a second document", agreement() + "---§\n" + agreement("orders: {columns: all}"), "SPEC025"),
    ("a complex key", agreement("? [orders, lines]§\n  : {columns: all}"), "SPEC024"),
    ("a tab", agreement("orders:\n\t\tcolumns: all§"), "SPEC006"),
    ("a NUL", agreement("orders: {columns: [order_id]} # \0§"), "SPEC004"),
    ("a list at the top", "- purpose: x§\n", "SPEC011"),
    ("nothing", "", "SPEC002"),
    ("an override of direction", agreement("orders: {columns: [order_id]} # \u202e§"), "SPEC005"),
    (
        "a next line",
        agreement("orders: {columns: [order_id]}§ # \x85expires: 2099-12-31"),
        "SPEC005",
    ),
    (
        "a line separator",
        agreement("orders: {columns: [order_id]}§ # \u2028expires: 2099"),
        "SPEC005",
    ),
    ("100 levels", agreement("orders: {columns: " + "[" * 100 + "]" * 100 + "}§"), "SPEC008"),
    ("a text block as a table", agreement("orders: |§\n    columns: all"), "SPEC013"),
)
RAW: list[Attack] = [
    attack("agreement's bytes", name, {PATH: content}, code)
    for name, content, code in (
        ("UTF-16", agreement().encode("utf-16"), "SPEC004"),
        ("Latin-1", agreement().replace("Bookings", "Büro").encode("latin-1"), "SPEC004"),
        ("a byte order mark", b"\xef\xbb\xbf" + agreement().encode(), "SPEC004"),
        ("an overlong slash", agreement().encode() + b"# \xc0\xaf\n", "SPEC004"),
        ("a surrogate", agreement().encode() + b"# \xed\xa0\x80\n", "SPEC004"),
        ("ten megabytes", agreement().encode() + b"#" * 10_000_000, "SPEC007"),
        ("binary", bytes(range(256)), "SPEC004"),
    )
]
WORDS: list[Attack] = [*BESIDE, *TABLES, *WITHIN, *FILES, *YAML, *RAW]
