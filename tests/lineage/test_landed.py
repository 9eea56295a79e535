"""The query of a source: it reads the rows of landed files by the name `landing`."""

import pytest

from meshwright.lineage.check import query_findings
from meshwright.lineage.derived import derived

DOMAIN = "sales/shop"
SPEC = """\
description: Orders as the shop sends them.
tables:
  orders:
    primaryKey: [order_id]
    source: {format: FORMAT, columns: [number, amount, order_id]}
    query: orders.sql
    columns: {order_id: string, amount: int}
"""


@pytest.fixture
def found(mesh_of):
    def build(sql, form="csv", spec=SPEC):
        files = {
            f"{DOMAIN}/product.yaml": spec.replace("FORMAT", form),
            f"{DOMAIN}/orders.sql": sql,
        }
        mesh = mesh_of(files)
        said = [finding.message for finding in query_findings(mesh)]
        return derived(mesh, mesh.products["sales.shop"], "orders"), said

    return build


@pytest.mark.parametrize(
    "sql",
    [
        "select number as order_id, cast(amount as int) as amount from landing",
        """select "$path" as order_id, cast(nullif(amount, 'NA') as int) as amount from landing""",
        "with landing as (select 'a' as order_id, 1 as amount) select * from landing",
    ],
)
def test_landed_columns_are_texts_that_the_query_casts(found, sql):
    query, said = found(sql)

    assert said == []
    assert query.reads == frozenset()


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select number as order_id, amuont as amount from landing", "amuont"),
        ("select number as order_id, amount from landing", "amount"),
        ("select number as order_id, amount + 1 as amount from landing", "calculated"),
    ],
)
def test_what_is_wrong_with_it_is_told_as_with_any_query(found, sql, message):
    _, said = found(sql)

    assert said
    assert message in said[0]


def test_a_parquet_file_has_the_tables_types(found):
    assert found("select number as order_id, amount + 1 as amount from landing", "parquet")[1] == []
    assert found("select order_id, number + 1 as amount from landing", "parquet")[1]


def test_a_query_without_a_source_knows_no_landing(found):
    spec = SPEC.replace("    source: {format: FORMAT, columns: [number, amount, order_id]}\n", "")
    _, said = found("select number as order_id, 1 as amount from landing", spec=spec)

    assert "'landing' is no WITH of this query" in said[0]
