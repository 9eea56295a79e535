"""`mesh lineage`: a product, a table or a column, up and down."""

import json
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
    ("name", "fix"),
    [
        ("+sales.invoices", "mesh lineage sales.invoices --up\n"),
        ("sales.invoices+", "mesh lineage sales.invoices --down\n"),
        ("+sales.invoices+", "mesh lineage sales.invoices\n"),
    ],
)
def test_what_other_commands_read_beside_a_name_is_told_in_its_own_words(mesh, name, fix):
    told = mesh("lineage", name)

    assert told.code == 2
    assert told.err.endswith(fix)
    assert mesh("lineage", "+").code == 2


@pytest.mark.usefixtures("derived")
@pytest.mark.parametrize("name", ["sales.invoices.invoices", "sales.invoices.invoices.invoice_id"])
def test_a_name_is_told_at_a_level_that_is_less_than_it(mesh, name):
    whole = mesh("lineage", "sales.invoices", "--json").document
    less = mesh("lineage", name, "--level", "products", "--json").document

    assert less["edges"]
    assert {**less, "name": ""} == {**whole, "name": ""}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sales.order", "did you mean 'sales.orders'?"),
        ("sales.orders.order", "'order' is no table of sales.orders, did you mean 'orders'?"),
        ("sales.orders.orders.order", "is no column of sales.orders.orders, did you mean"),
        ("sales.orders.orders.order_id.more", "is no column of sales.orders.orders"),
        ("sale", "is no product"),
        ("sale*x", "no domain or product matches 'sale*x'"),
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


def test_a_domain_a_glob_and_the_whole_mesh_are_lists_of_what_is_made_of_what(derived, mesh):
    whole = mesh("lineage").out
    text = (derived / "domains/sales/invoices/product.yaml").read_text()
    write(derived, {"domains/sales/alone/product.yaml": text.partition("inputs")[0] + ALONE})

    assert whole.splitlines() == [
        "finance.reporting",
        "  sales.orders  (named under inputs)",
        "sales.invoices",
        "  sales.orders  (copied)",
    ]
    assert mesh("lineage", "sales").out == whole + "sales.alone\n"
    assert mesh("lineage", "sales.*").out == whole + "sales.alone\n"


ALONE = "tables: {alone: {columns: {a: string}}}\n"


@pytest.mark.usefixtures("derived")
def test_a_product_is_followed_by_its_columns_where_that_is_asked(mesh):
    told = mesh("lineage", "sales.invoices", "--level", "columns", "--up")

    assert told.out.splitlines() == [
        "sales.invoices.invoices",
        "  sales.orders.orders.ordered_on  (decides its rows)",
        "sales.invoices.invoices.invoice_id",
        "  sales.orders.orders.order_id  (copied)",
    ]


@pytest.mark.usefixtures("derived")
def test_lineage_is_a_picture_a_chart_a_document_or_events(mesh):
    picture = mesh("lineage", "sales.invoices", "--format", "svg")
    chart = mesh("lineage", "--format", "mermaid")
    document = mesh("lineage", "sales.invoices", "--level", "columns", "--format", "json").document
    events = mesh("lineage", "sales.invoices", "--format", "openlineage")

    assert picture.out.startswith("<svg ")
    assert chart.out.startswith("flowchart LR\n")
    assert document["level"] == "columns"
    assert "up" not in document
    assert {"id": "sales.invoices.invoices", "columns": ["invoice_id"]} in document["boxes"]
    assert mesh("lineage", "sales", "--format", "svg", "--json").document["command"] == "lineage"
    kinds = [json.loads(line)["schemaURL"].rpartition("/")[2] for line in events.out.splitlines()]
    assert kinds == ["DatasetEvent", "JobEvent", "JobEvent"]


@pytest.mark.usefixtures("derived")
def test_events_need_an_environment_that_there_is(mesh):
    told = mesh("lineage", "--format", "openlineage", "--env", "nowhere")

    assert (told.code, told.out) == (2, "")
