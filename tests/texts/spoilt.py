"""A mesh that is valid, and in which every text that a person may write is hostile."""

import json
from collections.abc import Mapping
from typing import Any

PIECES = (
    "=cmd|'/C c'!A0 ",
    "</script><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "]]><!-- --> */ -- '; ",
    "{{7*7}}{%x%}{#y#}${z}$(id)%% ",
    "[a](javascript:alert(1))**b** @here|#1 ``` ",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 é אב e\u0301 ",
    "&amp;&#60;\\u003c%0a\\; ",
    'click A "x"; end: - ?',
)
LINE = "".join(PIECES)
"""As long as a text of one line may be, or nearly."""
TEXT = f"{LINE}{'w' * 300}\n::error file=x::owned\n##[error]x\n---\n...\n# h\n- l\n\n\tq\n```\n> x"
URL = "https://x.example/'`{{7*7}}]]%3C()[a]|;&'=#q"
MAIL = "+cmd@acme.example"
CODE = "=cmd::error +a@b/c"
CANDIDATES = (TEXT, LINE, URL, MAIL, CODE)
"""What a field may take, the worst first."""
UNSEEN = ("\u202eevil", "\x1b[31m", "\x00", "\u2028", "\x9b31m", "\u200b", "\ufeff")
"""What no file of a spec may hold."""

SUPPORT = {"channel": TEXT, "tool": LINE, "url": URL, "scope": LINE, "description": LINE}
QUALITY = {
    "metric": "rowCount",
    "arguments": {TEXT: TEXT},
    "mustBeGreaterThan": 0,
    "severity": "warning",
    "description": TEXT,
}
COLUMN = {
    "type": "string",
    "businessName": LINE,
    "description": LINE,
    "enum": [TEXT, LINE],
    "quality": [
        {
            "metric": "invalidValues",
            "arguments": {"validValues": [TEXT]},
            "mustBe": 0,
            "description": TEXT,
        }
    ],
}
SHOP: Mapping[str, Any] = {
    "apiVersion": "mesh/v1",
    "owner": MAIL,
    "support": [SUPPORT, SUPPORT | {"channel": LINE}],
    "businessName": LINE,
    "description": TEXT,
    "tags": [TEXT, LINE],
    "declassification": TEXT,
    "tables": {
        "rows": {
            "businessName": LINE,
            "description": TEXT,
            "primaryKey": ["id"],
            "partitionBy": ["day"],
            "columns": {
                "id": "string",
                "said": COLUMN,
                "matched": {"type": "string", "pattern": "^['\"`<>&|;:/#% ]+$"},
                "secret": {
                    "type": "string",
                    "pii": True,
                    "description": LINE,
                },
                "customer_email": "string",
                "day": "date",
            },
            "quality": [QUALITY],
        },
    },
    "terms": {
        "usage": TEXT,
        "limitations": TEXT,
        "license": LINE,
        "price": {"amount": 1.5, "currency": "EUR", "unit": LINE},
    },
    "extensions": {TEXT: [TEXT, {LINE: TEXT}], "odcs": {TEXT: TEXT}},
}
MADE: Mapping[str, Any] = {
    "description": TEXT,
    "support": SUPPORT,
    "inputs": ["evil.shop"],
    "declassification": TEXT,
    "tables": {
        "counted": {
            "query": "counted.sql",
            "format": "iceberg",
            "primaryKey": ["said"],
            "description": TEXT,
            "columns": {
                "said": {"type": "string", "description": LINE, "declassification": TEXT},
                "n": "bigint",
            },
        }
    },
}
DOMAIN: Mapping[str, Any] = {
    "owner": MAIL,
    "description": TEXT,
    "costCenter": CODE,
    "reviewers": [MAIL],
    "classification": "internal",
    "support": [SUPPORT],
}
AGREEMENT: Mapping[str, Any] = {
    "purpose": TEXT,
    "legalBasis": "contract",
    "tables": {"rows": {"columns": ["id", "said", "secret"], "rows": "said <> '<b>`|;--{{x}}'"}},
    "expires": "2026-12-31",
    "contact": MAIL,
}
WAIVERS: Mapping[str, Any] = {
    "waivers": [
        {
            "rule": "GOV-003",
            "finding": "tables.rows.columns.customer_email",
            "reason": TEXT,
            "ticket": LINE,
            "granted": "2026-05-01",
            "expires": "2026-06-30",
        }
    ]
}
WANTED: Mapping[str, Any] = {
    "description": TEXT,
    "purpose": TEXT,
    "askedBy": "other",
    "askedOn": "2026-05-01",
    "contact": TEXT,
}
DOCUMENTS: Mapping[str, tuple[str, Any]] = {
    "domains/evil/domain.yaml": ("domain", DOMAIN),
    "domains/other/domain.yaml": ("domain", DOMAIN | {"support": SUPPORT}),
    "domains/evil/shop/product.yaml": ("product", SHOP),
    "domains/evil/shop/access/other.yaml": ("agreement", AGREEMENT),
    "domains/evil/shop/waivers.yaml": ("waivers", WAIVERS),
    "domains/evil/made/product.yaml": ("product", MADE),
    "wanted/thing.yaml": ("wanted", WANTED),
}
"""By path, with the schema that the file is of."""
SQL = "select said, count(*) as n from evil__shop.rows where said <> '<b>`|;--{{x}}' group by said"


def files() -> Mapping[str, str]:
    """The mesh's files; JSON is YAML too."""
    written = {
        path: json.dumps(document, ensure_ascii=False, indent=1)
        for path, (_, document) in DOCUMENTS.items()
    }
    return {**written, "domains/evil/made/counted.sql": SQL}
