"""A small mesh with a history, for an auditor's questions.

Agreements come, are changed, end and are revoked between February and June 2026.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .conftest import ROOT, write

TODAY = "2026-06-01"
ANN, BOB, CAROL = (f"{n} <{n.lower()}@acme.example>" for n in ("Ann", "Bob", "Carol"))
ARN = "arn:aws:iam::123456789012:role/"
DOMAIN = (
    "owner: {0}@acme.example\ndescription: The domain {0}.\ncostCenter: cc-1\n"
    "classification: internal\n"
)
ORDERS = """\
description: Confirmed orders.
tables:
  orders:
    columns:
      order_id: string
      country: string
      customer_email: {type: string, pii: true}
      margin: {type: "decimal(18,2)", classification: confidential}
  lines:
    columns: {order_id: string, sku: string}
"""
REPORTING = """\
description: Revenue by month.
inputs: [sales.orders]
tables: {revenue: {columns: {month: date}}}
declassification: Revenue by month tells no single margin
"""
ACCESS = "domains/sales/orders/access/"
JOBS, PEOPLE = f"{ACCESS}finance.reporting.yaml", f"{ACCESS}finance.yaml"
ANALYST, MARKETING, PARTNER = (f"{ACCESS}{who}.yaml" for who in ("analyst", "marketing", "partner"))
LOCAL = (ROOT / "platform/environments/local.yaml").read_text()
PRINCIPALS = f"principals: {{analyst: '{ARN}analyst', partner: '{ARN}partner'}}\n"
TRUST = f"assume: {{sales: {{reader: ['{ARN}sso-sales']}}}}\n"
CONSENT = "legalBasis: consent\n"
PLACE = "platform/environments/local.yaml"


def agreed(purpose: str, orders: str, expires: str, more: str = "") -> str:
    return f"purpose: {purpose}\ntables:\n  orders: {orders}\nexpires: {expires}\n{more}"


BEGIN = {
    **{f"domains/{d}/domain.yaml": DOMAIN.format(d) for d in ("sales", "finance", "marketing")},
    "domains/sales/orders/product.yaml": ORDERS,
    "domains/finance/reporting/product.yaml": REPORTING,
    PLACE: LOCAL + PRINCIPALS,
    "Pulumi.yaml": (ROOT / "Pulumi.yaml").read_text(),
}
FIRST = agreed("Monthly revenue", "{columns: [order_id, margin]}", "2026-12-31")
SOME_ROWS = "{columns: [order_id], rows: \"country = 'DE'\"}"
COMMITS: tuple[tuple[str, str, Mapping[str, str | None]], ...] = (
    ("2026-02-01", "Begin", BEGIN),
    ("2026-03-01", f"Let finance report (#4)\n\nReviewed-by: {BOB}", {JOBS: FIRST}),
    (
        "2026-03-15",
        "Let marketing plan campaigns in Germany",
        {MARKETING: agreed("Campaigns", "{rows: \"country = 'DE'\"}", "2026-05-31")},
    ),
    (
        "2026-04-01",
        f"Let the analyst write to customers\n\nApproved-by: {CAROL}",
        {
            ANALYST: agreed(
                "Survey",
                "{columns: [order_id, customer_email]}",
                "2026-06-20",
                CONSENT,
            ),
            PARTNER: agreed("Delivery", "{columns: all}", "2027-03-31", "legalBasis: contract\n"),
        },
    ),
    (
        "2026-05-10",
        "Narrow what finance reads, and end the partner's access",
        {
            JOBS: agreed("Monthly revenue of Germany", SOME_ROWS, "2026-11-30"),
            PEOPLE: agreed("Closing", "{columns: [margin]}", "2026-12-31", "starts: 2026-09-01\n"),
            PARTNER: None,
            PLACE: LOCAL + PRINCIPALS + TRUST,
        },
    ),
)
UNCOMMITTED = {
    JOBS: agreed("Monthly revenue", "{columns: [order_id, margin]}", "2026-11-30"),
    ANALYST: None,
}


def git(root: Path, *arguments: str, day: str = TODAY) -> None:
    when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00Z")
    who = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "Ann"), ("EMAIL", "ann@acme.example"))
    }
    command = ["git", "-C", str(root), *arguments]
    subprocess.run(command, env={**os.environ, **when, **who}, check=True, capture_output=True)


def put(root: Path, files: Mapping[str, str | None]) -> None:
    write(root, {name: text for name, text in files.items() if text is not None})
    for name in (name for name, text in files.items() if text is None):
        (root / name).unlink()


def committed(root: Path) -> Path:
    """The mesh in a repository, each commit tagged with its day."""
    git(root, "init", "-q", "-b", "main")
    for day, message, files in COMMITS:
        put(root, files)
        git(root, "add", "-A", day=day)
        git(root, "commit", "-q", "-m", message, day=day)
        git(root, "tag", f"on-{day}")
    return root
