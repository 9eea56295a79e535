"""How the holder of a right uses it: as whom, in which workgroup, and by which name in AWS."""

from typing import Any

import pytest

from meshwright.entitlements.entitlement import entitlements
from meshwright.entitlements.how_to_read import reading_of, snippets
from meshwright.plan import plan
from meshwright.snippets.reading import Reading

from meshes import TODAY, MeshOf, environment

ROLE = "arn:aws:iam::111122223333:role"
USER = "arn:aws:iam::111122223333:user/ann"
FIELDS: dict[str, Any] = {
    "principals": {"bi": f"{ROLE}/bi", "ann": USER},
    "readers": {"audit": {"principal": f"{ROLE}/audit", "classifications": ["internal"]}},
}
AGREED = "purpose: Dashboards\nlegalBasis: contract\ntables:\n  orders: {columns: [order_id]}\n"
FILES = {
    f"sales/orders/access/{name}.yaml": f"{AGREED}expires: 2026-12-31\n" for name in ("ann", "bi")
}
MADE = {
    "finance/reporting/product.yaml": """\
description: Revenue by month.
inputs: [sales.orders]
tables:
  revenue:
    query: revenue.sql
    primaryKey: [month]
    columns: {month: string}
""",
    "finance/reporting/revenue.sql": "select order_id as month from sales__orders.orders",
}
GROUP = "YOUR_WORKGROUP"


@pytest.fixture
def read(mesh_of: MeshOf):
    """What each reader of the table is told, by its name."""

    def read(changes: Any = None) -> dict[str, Reading]:
        place, mesh = environment(**FIELDS), mesh_of({**FILES, **(changes or {})})
        found = entitlements(mesh, place, plan(mesh, place, as_of=TODAY))
        rights = [e for e in found if (e.product, e.table) == ("sales.orders", "orders")]
        assert all(snippets(right, mesh, place)[0] for right in rights)
        return {e.reader.name: reading_of(e, mesh, place) for e in rights}

    return read


@pytest.mark.parametrize(
    ("name", "asked_as", "workgroup"),
    [
        ("sales", "sales", "mesh-dev--sales"),
        ("finance.reporting", "finance.reporting", ""),
        ("bi", "bi", GROUP),
        ("ann", "", GROUP),
        ("audit", f"{ROLE}/audit", GROUP),
    ],
)
def test_each_reader_asks_as_itself_and_where_it_may(read, name, asked_as, workgroup) -> None:
    reading = read()[name]

    assert (reading.asked_as, reading.workgroup) == (asked_as, workgroup)
    assert reading.profile == ("mesh-dev--sales--reader" if name == "sales" else "")
    assert reading.runs_jobs is (name == "finance.reporting")


def test_a_product_that_makes_rows_reads_in_its_own_workgroup(read) -> None:
    assert read(MADE)["finance.reporting"].workgroup == "mesh-dev--finance--reporting"


def test_columns_and_places_are_those_of_the_right(read) -> None:
    reading = read()["finance.reporting"]

    assert reading.columns == ("order_id", "margin")
    assert (reading.database, reading.table) == ("sales__orders", "orders")
    assert reading.location == "s3://mesh-dev--sales--orders--111122223333/orders/"
    assert not reading.is_iceberg
