"""The table that a person names, and where its files land."""

import pytest

from meshwright.errors import UsageError
from meshwright.ingest.landing import landing

SPEC = """\
description: Orders as the shop sends them.
tables:
  orders:
    source: {format: csv, columns: [number, id]}
    columns: {id: string}
"""
TWO = SPEC + "  lines: {source: {format: json}, columns: {id: string}}\n"


@pytest.fixture
def found(mesh_of, dev):
    def call(name, spec=SPEC):
        return landing(mesh_of({"sales/shop/product.yaml": spec}), dev, name)

    return call


@pytest.mark.parametrize("name", ["sales.shop.orders", "sales.shop"])
def test_a_table_is_named_by_its_id_or_by_its_product_where_it_is_the_only_one(found, name):
    place = found(name)

    assert place.id == "sales.shop.orders"
    assert place.bucket == "mesh-dev--sales--shop--111122223333--landing"
    assert (place.format, place.columns) == ("csv", ("number", "id"))
    assert place.key("0a") == "orders/0a.csv"


def test_the_files_of_a_table_hold_its_own_columns_where_nothing_is_said(found):
    assert found("sales.shop.lines", TWO).columns == ("id",)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sales.shop.ordres", "did you mean 'sales.shop.orders'"),
        ("sales.orders.orders", "is no table with a `source`"),
        ("sales", "is no table with a `source`"),
        ("sales.shop", "is no table with a `source`"),
    ],
)
def test_what_has_no_source_is_refused_with_what_was_meant(found, name, said):
    with pytest.raises(UsageError, match=said):
        found(name, TWO)
