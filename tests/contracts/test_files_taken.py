"""Who finds no files any more after a change of an agreement with `files: true`."""

import pytest

from meshwright.contracts.breaks import broken_contracts
from meshwright.contracts.compare import COMPARISONS, brought
from meshwright.contracts.files_taken import files_taken
from meshwright.errors import Severity

from .conftest import Assess, Files
from meshes import FILES

AGREEMENT = "sales/orders/access/finance.reporting.yaml"
BOTH = "lines: {columns: all}, prices: {columns: all}"
ORDERS = "sales/orders/product.yaml"
SPEC = """\
description: Confirmed orders.
tables:
  lines: {columns: {order_id: string, sku: string}}
  prices: {columns: {sku: string, price: "decimal(18,2)"}}
"""


def agreed(tables: str = BOTH, *, files: bool = True, until: str = "2026-12-31") -> Files:
    told = "files: true\n" if files else ""
    return {AGREEMENT: f"purpose: x\n{told}tables: {{{tables}}}\nexpires: {until}\n", ORDERS: SPEC}


@pytest.mark.parametrize(
    ("head", "message", "where", "line"),
    [
        (agreed(files=False), "gives files no more", "files", 1),
        (agreed("lines: {columns: all}"), "leaves them out, or is not in force", "tables", 3),
        (agreed(until="2026-05-31"), "leaves them out, or is not in force", "tables", 3),
        ({AGREEMENT: None, ORDERS: SPEC}, "its agreement is removed", "access", 1),
    ],
)
def test_whoever_reads_files_is_named_where_they_go(
    assessed: Assess, head: Files, message: str, where: str, line: int
) -> None:
    (finding,) = files_taken(assessed(agreed()), assessed(head))

    assert (finding.code, finding.severity) == ("CHK186", Severity.WARNING)
    assert finding.message.startswith("finance.reporting will find no files of '")
    assert message in finding.message
    assert (finding.where, finding.position.line) == (where, line)
    assert finding.contract is not None
    assert [hit.reader for hit in finding.contract.hits] == ["finance.reporting"]


@pytest.mark.parametrize(
    ("base", "head"),
    [
        (agreed(), agreed()),
        (agreed(), agreed(until="2027-12-31")),
        (agreed("lines: {columns: all}"), agreed()),
        (agreed(files=False), agreed()),
        (agreed(files=False), agreed("lines: {columns: all}", files=False)),
        (agreed(until="2026-05-31"), agreed(files=False, until="2026-05-31")),
        (agreed(), {AGREEMENT: None, ORDERS: None, "sales/invoices/product.yaml": None}),
    ],
)
def test_nothing_is_said_where_nobody_loses_a_file(
    assessed: Assess, base: Files, head: Files
) -> None:
    assert [*files_taken(assessed(base), assessed(head))] == []


def test_a_reader_of_files_is_named_where_their_table_is_another(assessed: Assess) -> None:
    anew = SPEC.replace("lines: {", "lines: {format: iceberg, ")
    base, head = assessed(agreed()), assessed({**agreed(), ORDERS: anew})

    assert [*files_taken(base, head)] == []
    (told,) = (f for f in broken_contracts(base, head) if f.code == "CHK145")
    assert told.contract is not None
    assert "finance.reporting" in [hit.reader for hit in told.contract.hits]


def test_a_product_that_moves_takes_its_readers_of_files_along(assessed: Assess) -> None:
    moved = {
        **agreed(),
        "finance/reporting/product.yaml": None,
        "finance/revenue/product.yaml": FILES["finance/reporting/product.yaml"],
        "finance/revenue/product.lock.yaml": "origin: finance.reporting\n",
        AGREEMENT: None,
        AGREEMENT.replace("reporting", "revenue"): agreed()[AGREEMENT],
    }

    assert [*files_taken(assessed(agreed()), assessed(moved))] == []


def test_it_is_among_what_a_change_brings(assessed: Assess) -> None:
    assert files_taken in COMPARISONS
    found = brought(assessed(agreed()), assessed(agreed(files=False)))
    assert "CHK186" in {finding.code for finding in found}
