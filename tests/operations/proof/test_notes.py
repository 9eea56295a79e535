"""What is agreed and not used is noted, where the specs tell of it, and is no difference."""

import pytest

from meshwright.operations.proof.notes import notes

from .proving import assessed, in_force, proof
from meshes import FILES, MeshOf, environment

PLACE = environment()
AGREEMENT = "sales/orders/access/finance.reporting.yaml"
REPORTING = "finance/reporting/product.yaml"
UNUSED = FILES[REPORTING].replace("inputs: [sales.orders]\n", "")
MAY_READ = (
    "finance.reporting may read sales.orders until 2026-12-31, and does not name it as an input"
    f"  <- domains/{AGREEMENT}:1:1"
)
DERIVED = """\
description: Invoices.
inputs: [sales.orders]
tables:
  invoices: {format: iceberg, query: q.sql, primaryKey: [id], columns: {id: string}}
"""
UNREAD = (
    "sales.invoices names the input sales.orders, and no query of it reads that"
    "  <- domains/sales/invoices/product.yaml:2:1"
)
READS, READS_NOTHING = "select order_id as id from sales__orders.lines", "select 'a' as id"


def test_what_is_used_is_not_noted(mesh_of: MeshOf) -> None:
    assert notes(assessed(mesh_of(), PLACE)) == ()


def test_an_agreement_that_no_input_uses_is_noted_and_is_no_difference(mesh_of: MeshOf) -> None:
    agreed = assessed(mesh_of({REPORTING: UNUSED}), PLACE)

    found = proof(agreed, in_force(agreed))

    assert found.notes == (MAY_READ,)
    assert found.differences == ()


def test_an_agreement_that_has_ended_is_not_noted(mesh_of: MeshOf) -> None:
    ended = FILES[AGREEMENT].replace("expires: 2026-12-31", "expires: 2026-05-31")

    assert notes(assessed(mesh_of({REPORTING: UNUSED, AGREEMENT: ended}), PLACE)) == ()


@pytest.mark.parametrize(
    ("spec", "query", "expected"),
    [
        (DERIVED, READS, ()),
        (DERIVED, READS_NOTHING, (UNREAD,)),
        # A query that cannot be read to its end may read anything, as may a job for a table
        # without a query.
        (DERIVED, "select from", ()),
        (f"{DERIVED}  other: {{columns: {{id: string}}}}\n", READS_NOTHING, ()),
    ],
)
def test_an_input_that_no_query_reads_is_noted(
    mesh_of: MeshOf, spec: str, query: str, expected: tuple[str, ...]
) -> None:
    files = {"sales/invoices/product.yaml": spec, "sales/invoices/q.sql": query}

    assert notes(assessed(mesh_of(files), PLACE)) == expected
