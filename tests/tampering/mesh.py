"""The sample mesh with a row filter, whole files and a platform-wide reader, to tamper with."""

from collections.abc import Mapping

from drift.names import ACCOUNT
from meshes import FILES

AUDIT = f"arn:aws:iam::{ACCOUNT}:user/audit"
READERS = {"audit": {"principal": AUDIT, "classifications": ["internal"]}}
ROWS = """\
purpose: p
tables:
  lines: {columns: [sku], rows: "sku <> 'x'"}
expires: 2026-12-31
"""
WHOLE_FILES = """\
purpose: p
files: true
tables: {invoices: {columns: all}}
expires: 2026-12-31
"""
DOMAINS: Mapping[str, str] = {
    **FILES,
    "sales/orders/access/finance.yaml": ROWS,
    "sales/invoices/access/finance.reporting.yaml": WHOLE_FILES,
}
