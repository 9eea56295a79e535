"""How a person names a table, and how Athena is asked for its rows."""

import pytest
from sqlglot import parse_one

from meshwright.errors import UsageError
from meshwright.sample.tables import named_table

from meshes import MeshOf

TIMES = """\
description: Times.
tables:
  day:
    primaryKey: [end, name]
    partitionBy: [group]
    columns: {end: date, name: string, group: string}
  rest: {columns: {name: string}}
"""


def test_a_table_is_named_with_its_product_or_is_the_products_first(mesh_of: MeshOf) -> None:
    mesh = mesh_of({"sales/times/product.yaml": TIMES})

    assert named_table(mesh, "sales.times").id == "sales.times.day"
    assert named_table(mesh, "sales.times.rest").id == "sales.times.rest"


def test_a_name_that_is_not_there_is_answered_by_one_that_is(mesh_of: MeshOf) -> None:
    mesh = mesh_of({"sales/times/product.yaml": TIMES})

    with pytest.raises(UsageError, match=r"'sales\.tims', did you mean 'sales\.times'\?"):
        named_table(mesh, "sales.tims")


def test_athena_is_asked_in_its_own_words(mesh_of: MeshOf) -> None:
    mesh = mesh_of({"sales/times/product.yaml": TIMES})
    day, rest = (named_table(mesh, f"sales.times.{name}") for name in ("day", "rest"))

    assert day.rows_text(3) == 'SELECT * FROM sales__times.day ORDER BY "end", name LIMIT 3'
    assert rest.rows_text(3) == "SELECT * FROM sales__times.rest ORDER BY 1 LIMIT 3"
    assert day.total_text == "SELECT count(*) FROM sales__times.day"
    assert day.partitions_text == (
        'SELECT count(*) FROM (SELECT DISTINCT "group" FROM sales__times.day)'
    )
    assert rest.partitions_text == "SELECT 0"
    for text in (day.rows_text(1), day.total_text, day.partitions_text, rest.partitions_text):
        assert parse_one(text, dialect="athena")
