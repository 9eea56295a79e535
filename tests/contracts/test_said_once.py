"""One change is told by one finding, and by the one that weighs more or knows more."""

import pytest

from meshwright.contracts.compare import brought

from .conftest import Assess, Files
from meshes import FILES

SPEC = "sales/orders/product.yaml"
ORDERS = FILES[SPEC]
INVOICES: Files = {"sales/invoices/product.yaml": None}
WITHOUT_LINES = ORDERS.partition("  lines:\n")[0]
WAIVERS = """\
waivers:
  - rule: CHK084
    finding: tables.lines
    reason: Every reader has moved, see the ticket.
    ticket: T-1
    granted: 2026-05-01
    expires: 2026-07-01
"""


def told(assessed: Assess, base: Files, head: Files) -> list[str]:
    found = brought(assessed(base), assessed(head))
    return sorted(f"{f.code} {f.severity}" for f in found if f.code not in ("CHK055", "CHK089"))


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({}, ["CHK084 error"]),
        (INVOICES, ["LCY-001 error"]),
        ({"sales/orders/waivers.yaml": WAIVERS}, ["LCY-001 error"]),
    ],
    ids=["relied on", "relied on by nobody", "agreed to"],
)
def test_a_removed_table_is_missed_or_lost(
    assessed: Assess, others: Files, said: list[str]
) -> None:
    assert told(assessed, others, {**others, SPEC: WITHOUT_LINES}) == said


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({}, ["CHK145 error"]),
        (
            {
                "sales/orders/waivers.yaml": WAIVERS.replace("CHK084", "CHK145").replace(
                    "tables.lines", "tables.lines.format"
                )
            },
            ["CHK145 note", "LCY-001 error"],
        ),
    ],
    ids=["not agreed to", "agreed to"],
)
def test_a_table_in_another_format_is_made_anew_or_lost(
    assessed: Assess, others: Files, said: list[str]
) -> None:
    iceberg = ORDERS.replace("  lines:\n", "  lines:\n    format: iceberg\n")

    assert told(assessed, others, {**others, SPEC: iceberg}) == said


def test_who_newly_reads_a_column_says_that_it_is_protected_less(assessed: Assess) -> None:
    opened = {SPEC: ORDERS.replace("{type: string, pii: true}", "string")}
    named = {SPEC: ORDERS.replace("classification: confidential", "classification: restricted")}

    assert {*told(assessed, {}, opened)} == {"CHK071 warning"}
    assert told(assessed, named, {}) == ["CHK086 warning"]
