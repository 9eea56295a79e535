"""What the release before Iceberg made of a table with a query, as it is declared still.

`kept/table-with-a-query.json` is what that release planned. A table that says `format: parquet` is
to stay as it is, so that an upgrade changes nothing of it but what it says of its product.
"""

import json
from pathlib import Path

import pytest

from meshwright.plan import plan
from meshwright.plan.declaration import as_json

from meshes import TODAY, MeshOf, environment, pick

KEPT = json.loads((Path(__file__).parent / "kept/table-with-a-query.json").read_text("utf-8"))
SUMS = """\
description: Orders by day.
inputs: [sales.orders]
tables:
  sums:
    format: parquet
    primaryKey: [ordered_on]
    query: sums.sql
    columns: {ordered_on: date, orders: bigint}
"""
SQL = "select ordered_on, count(*) as orders from sales__orders.orders group by ordered_on\n"


@pytest.fixture
def table(mesh_of: MeshOf) -> object:
    mesh = mesh_of({"sales/sums/product.yaml": SUMS, "sales/sums/sums.sql": SQL})
    planned = plan(mesh, environment(), as_of=TODAY)
    return as_json(pick(planned, "dev.sales.sums", "CatalogTable", "sums").inputs)


def test_a_table_that_says_parquet_is_declared_as_it_was(table: object) -> None:
    said = {
        "mesh:catalog-entry": "s3://mesh-dev--111122223333--catalog/products/sales.sums.json",
        "mesh:owner": "team-sales@acme.example",
        "mesh:support": "#sales-data",
    }

    assert table == KEPT | {"parameters": KEPT["parameters"] | said}
