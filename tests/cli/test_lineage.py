"""`mesh lineage`: a product, a table or a column, up and down."""

from pathlib import Path

import pytest

from .conftest import write

QUERY = (
    "select o.order_id as invoice_id from sales__orders.orders as o where o.ordered_on is not null"
)


@pytest.fixture
def derived(checkout: Path) -> Path:
    path = checkout / "domains/sales/invoices/product.yaml"
    text = path.read_text()
    write(
        checkout,
        {
            "domains/sales/invoices/product.yaml": text.replace(
                "  invoices:\n", "  invoices:\n    query: invoices.sql\n"
            ),
            "domains/sales/invoices/invoices.sql": QUERY,
        },
    )
    return checkout


@pytest.mark.usefixtures("derived")
def test_a_column_is_followed_both_ways(mesh):
    up = mesh("lineage", "sales.invoices.invoices.invoice_id")
    down = mesh("lineage", "sales.orders.orders.order_id", "--down")

    assert up.code == down.code == 0
    assert up.out.splitlines() == [
        "sales.invoices.invoices.invoice_id",
        "  made of:",
        "    sales.orders.orders.order_id  (copied)",
        "    sales.orders.orders.ordered_on  (decides its rows)",
        "  goes into: nothing",
    ]
    assert down.out.splitlines()[1:] == [
        "  goes into:",
        "    sales.invoices.invoices.invoice_id  (copied)",
    ]


@pytest.mark.usefixtures("derived")
def test_a_product_shows_its_inputs_and_its_readers(mesh):
    told = mesh("lineage", "sales.orders", "--json").document

    assert told["up"] == []
    readers = {(step["to"], step["how"]) for step in told["down"]}
    assert readers == {("finance.reporting", "input"), ("sales.invoices", "copied")}


@pytest.mark.usefixtures("derived")
def test_a_table_shows_tables(mesh):
    told = mesh("lineage", "sales.invoices.invoices", "--up", "--json").document

    step = {"from": "sales.orders.orders", "to": "sales.invoices.invoices"}
    assert told["up"] == [{**step, "how": "copied", "depth": 1}]
    assert "down" not in told


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sales.order", "did you mean 'sales.orders'?"),
        ("sales.orders.order", "'order' is no table of sales.orders, did you mean 'orders'?"),
        ("sales.orders.orders.order", "is no column of sales.orders.orders, did you mean"),
        ("sales.orders.orders.order_id.more", "is no column of sales.orders.orders"),
        ("sales", "is no product"),
    ],
)
@pytest.mark.usefixtures("derived")
def test_what_is_not_there_is_named_with_what_is(mesh, name, said):
    told = mesh("lineage", name)

    assert told.code == 2
    assert said in told.err


def test_a_product_that_cannot_be_read_is_known_by_its_inputs(derived, mesh):
    path = derived / "domains/sales/invoices/product.yaml"
    path.write_text(path.read_text() + "unknown: field\n")

    told = mesh("lineage", "sales.invoices", "--up", "--json").document

    assert [step["from"] for step in told["up"]] == ["sales.orders"]
