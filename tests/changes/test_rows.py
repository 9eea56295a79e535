"""Which rows a reader sees, and what of it a change makes another."""

from collections.abc import Mapping

import pytest

from meshwright.changes.products import ProductChange
from meshwright.reports.change_lines import product_lines
from meshwright.reports.product_markdown import product_block

from .conftest import Changed, of_product

ACCESS = "sales/orders/access/finance.reporting.yaml"


def agreed(opened: str) -> Mapping[str, str]:
    return {
        ACCESS: f"purpose: Reports\nlegalBasis: contract\ntables:\n  orders: {opened}\n"
        "starts: 2026-01-01\nexpires: 2026-12-31\n"
    }


SOME = agreed("{columns: [order_id], rows: \"order_id = 'a'\"}")
OTHER = agreed("{columns: [order_id], rows: \"order_id = 'b'\"}")
MORE = agreed("{columns: [order_id, margin], rows: \"order_id = 'a'\"}")
ALL = agreed("{columns: [order_id]}")


def lines(product: ProductChange) -> list[str]:
    return [line for line in product_lines(product) if "can " in line]


@pytest.mark.parametrize(
    ("before", "after", "said", "written"),
    [
        (
            SOME,
            OTHER,
            [
                "+ finance.reporting can read other rows of orders: where order_id = 'b',"
                " before where order_id = 'a'"
            ],
            "can read **other rows** of `orders`: where `order_id = 'b'`, before where"
            " `order_id = 'a'`; filters are not compared, so this counts as more",
        ),
        (
            SOME,
            ALL,
            ["+ finance.reporting can read all rows of orders, before where order_id = 'a'"],
            "can newly read **all rows** of `orders`, before where `order_id = 'a'`",
        ),
        (
            ALL,
            SOME,
            ["- finance.reporting can read only rows of orders where order_id = 'a'"],
            "can read only the rows of `orders` where `order_id = 'a'`",
        ),
        (
            SOME,
            MORE,
            ["+ finance.reporting can read margin of orders, rows where order_id = 'a'"],
            "can read of `orders` only the rows where `order_id = 'a'`",
        ),
    ],
)
def test_whose_rows_are_others_is_told(
    changed: Changed,
    before: Mapping[str, str],
    after: Mapping[str, str],
    said: list[str],
    written: str,
) -> None:
    product = of_product(changed(after, before), "sales.orders")

    assert lines(product) == said
    assert written in product_block(product)


def test_an_agreement_that_differs_says_which_rows_it_shows(changed: Changed) -> None:
    product = of_product(changed(MORE, ALL), "sales.orders")

    assert [dict(agreed.rows) for agreed in product.agreements] == [{"orders": "order_id = 'a'"}]
