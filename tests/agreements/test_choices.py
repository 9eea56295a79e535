"""What a consumer can ask for of a product."""

import pytest

from meshwright.agreements.choices import chosen, columns_by_protection, personal_columns
from meshwright.errors import UsageError
from meshwright.specs.agreement_file import Opened
from meshwright.specs.models import DataProduct

from meshes import MeshOf

HIDDEN = """\
description: Secrets.
tables:
  people:
    columns: {name: {type: string, pii: true}, pay: {type: int, classification: restricted}}
"""


@pytest.fixture
def orders(mesh_of: MeshOf) -> DataProduct:
    return mesh_of().products["sales.orders"]


@pytest.fixture
def hidden(mesh_of: MeshOf) -> DataProduct:
    return mesh_of({"sales/hidden/product.yaml": HIDDEN}).products["sales.hidden"]


def test_columns_are_shown_by_what_protects_them(orders: DataProduct, hidden: DataProduct) -> None:
    assert columns_by_protection(orders, orders.tables["orders"]) == {
        "unprotected": ("order_id", "ordered_on"),
        "personal": ("customer_email",),
        "confidential": ("margin",),
    }
    assert columns_by_protection(hidden, hidden.tables["people"]) == {
        "personal": ("name",),
        "restricted": ("pay",),
    }


@pytest.mark.parametrize(
    ("tables", "columns", "opened"),
    [
        ([], [], {"orders": Opened(), "lines": Opened()}),
        (["lines"], [], {"lines": Opened()}),
        ([], ["all"], {"orders": Opened("all"), "lines": Opened("all")}),
        (["orders"], ["margin", "order_id"], {"orders": Opened(("order_id", "margin"))}),
        ([], ["orders.margin"], {"orders": Opened(("margin",))}),
        (
            ["lines", "orders"],
            ["orders.margin"],
            {"orders": Opened(("margin",)), "lines": Opened()},
        ),
    ],
)
def test_what_is_asked_for_is_opened_in_the_products_order(
    orders: DataProduct, tables: list[str], columns: list[str], opened: dict[str, Opened]
) -> None:
    found = chosen(orders, tables, columns)

    assert found == opened
    assert [*found] == [*opened]


@pytest.mark.parametrize(
    ("tables", "columns", "rows", "said"),
    [
        (["order"], [], [], "no table 'order', did you mean 'orders'"),
        ([], ["order_id"], [], "may be a column of orders or lines"),
        (["orders"], ["margn"], [], "'orders' has no column 'margn', did you mean 'margin'"),
        (["orders"], ["lines.sku"], [], "'lines' is not among the --tables"),
        ([], ["gone.sku", "orders.margin"], [], "no table 'gone'"),
        ([], [], ["sku = 'a'"], "may filter orders or lines"),
    ],
)
def test_what_there_is_not_is_refused(
    orders: DataProduct, tables: list[str], columns: list[str], rows: list[str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        chosen(orders, tables, columns, rows)


def test_nothing_unprotected_has_to_be_named(hidden: DataProduct) -> None:
    with pytest.raises(UsageError, match=r"every column of sales\.hidden is protected"):
        chosen(hidden, [], [])


def test_rows_are_filtered_by_table(orders: DataProduct) -> None:
    one = chosen(orders, ["lines"], [], ["sku = 'a'"])
    two = chosen(orders, [], [], ["lines: sku = 'a:b'"])

    assert one == {"lines": Opened(rows="sku = 'a'")}
    assert two == {"orders": Opened(), "lines": Opened(rows="sku = 'a:b'")}


@pytest.mark.parametrize(
    ("opened", "personal"),
    [
        (Opened(), ()),
        (Opened("all"), ("customer_email",)),
        (Opened(("margin",)), ()),
        (Opened(("margin",), "customer_email = 'a@b.example'"), ("customer_email",)),
        (Opened(None, "customer_email = 'a@b.example'"), ("customer_email",)),
        (Opened(None, "order_id = '1' or"), ()),
    ],
)
def test_personal_columns_are_known(
    orders: DataProduct, opened: Opened, personal: tuple[str, ...]
) -> None:
    assert personal_columns(orders, {"orders": opened}) == personal
