"""A mesh as people browse it: what readers are told, what is made of what, and who reads it."""

from datetime import date

import pytest

from meshwright.catalog.model import Catalog, Link
from meshwright.catalog.terms import terms
from meshwright.catalog.view import catalog_of
from meshwright.plan import plan
from meshwright.specs.models import Mesh

from meshes import TODAY, environment

QUERY = (
    "select order_id as invoice_id from sales__orders.orders where ordered_on > date '2026-01-01'"
)
FILES = {
    "sales/invoices/product.yaml": """\
description: Invoices.
inputs: [sales.orders]
refresh: {every: 6h}
tables:
  invoices:
    query: invoices.sql
    primaryKey: [invoice_id]
    columns:
      invoice_id: {type: string, enum: [a, b], unique: true, description: Shop order number}
""",
    "sales/invoices/invoices.sql": QUERY,
    "sales/wishes/product.yaml": """\
description: Wishes.
status: draft
tables:
  wishes: {columns: {wish: string}}
""",
}


def seen(mesh: Mesh, *, drafts: bool = False) -> Catalog:
    place = environment(drafts=drafts)
    return catalog_of(mesh, place, plan(mesh, place, as_of=TODAY))


@pytest.fixture
def catalog(mesh_of) -> Catalog:
    return seen(mesh_of(FILES))


def test_what_a_product_says_is_what_its_deployed_entry_says(catalog):
    orders = catalog.products["sales.orders"]

    assert (orders.owner, orders.support) == ("team-sales@acme.example", "#sales-data")
    assert orders.read_by == ("finance.reporting", "sales.invoices")
    assert orders.path == "domains/sales/orders/product.yaml"
    assert orders.protected_columns == ("orders.customer_email", "orders.margin")
    assert [table.name for table in orders.tables] == ["orders", "lines"]
    # A table that says nothing of itself is told of by its product.
    assert [table.description for table in orders.tables] == [
        "One row per confirmed order.",
        "Confirmed orders.",
    ]


def test_a_column_tells_what_it_is_made_of_and_what_it_goes_into(catalog):
    made, source = (catalog.products[id_].tables[0] for id_ in ("sales.invoices", "sales.orders"))

    (invoice_id,) = made.columns
    assert invoice_id.made_of == (Link("sales.orders.orders.order_id", "copied"),)
    assert invoice_id.is_key
    assert invoice_id.unique
    assert invoice_id.enum == ("a", "b")
    assert made.decided_by == (Link("sales.orders.orders.ordered_on", "decides"),)
    assert (made.derived, made.query) == (True, QUERY)
    into = {column.name: column.goes_into for column in source.columns}
    assert into["order_id"] == (Link("sales.invoices.invoices.invoice_id", "copied"),)
    assert into["margin"] == ()


def test_references_lead_both_ways(mesh_of):
    spec = FILES["sales/invoices/product.yaml"]
    said = "references: sales.orders.orders.order_id, type: string, enum"
    told = seen(
        mesh_of({**FILES, "sales/invoices/product.yaml": spec.replace("type: string, enum", said)})
    )

    invoice = told.products["sales.invoices"].tables[0].columns[0]
    order = told.products["sales.orders"].tables[0].columns[0]
    assert invoice.references == ("sales.orders.orders.order_id",)
    assert order.referenced_by == ("sales.invoices.invoices.invoice_id",)


def test_an_agreement_is_told_with_what_it_opens(catalog):
    (consumer,) = catalog.products["sales.orders"].consumers

    assert (consumer.name, consumer.owner) == ("finance.reporting", "team-finance@acme.example")
    assert (consumer.starts, consumer.expires) == (date(2026, 1, 1), date(2026, 12, 31))
    assert [(each.table, each.columns, each.whole) for each in consumer.opened] == [
        ("orders", ("order_id", "margin"), False)
    ]
    assert consumer.protected == ("orders.margin",)
    assert consumer.path == "domains/sales/orders/access/finance.reporting.yaml"


def test_rows_and_whole_tables_of_an_agreement_are_told(mesh_of):
    agreement = """\
purpose: All of it
tables:
  lines: {columns: all}
  orders: {rows: "order_id = 'x'"}
expires: 2026-12-31
"""
    (consumer,) = (
        seen(mesh_of({"sales/orders/access/finance.reporting.yaml": agreement}))
        .products["sales.orders"]
        .consumers
    )

    assert [(o.table, o.columns, o.whole, o.rows) for o in consumer.opened] == [
        ("lines", ("order_id", "sku"), True, ""),
        ("orders", ("order_id", "ordered_on"), False, "order_id = 'x'"),
    ]


def test_whole_files_of_an_agreement_are_told(mesh_of):
    agreement = "purpose: x\nfiles: true\ntables: {lines: {columns: all}}\nexpires: 2026-12-31\n"
    mesh = mesh_of({"sales/orders/access/finance.yaml": agreement})

    consumers = seen(mesh).products["sales.orders"].consumers

    assert {each.name: each.files for each in consumers} == {
        "finance": True,
        "finance.reporting": False,
    }


def test_what_starts_a_refresh_is_said_in_words(mesh_of):
    def refreshed(said: str) -> str:
        spec = FILES["sales/invoices/product.yaml"].replace("refresh: {every: 6h}\n", said)
        mesh = mesh_of({**FILES, "sales/invoices/product.yaml": spec})
        return seen(mesh).products["sales.invoices"].refreshed

    assert refreshed("refresh: {every: 6h}\n") == "every 6 hours"
    assert refreshed('refresh: {cron: "0 2 * * *"}\n') == "by the schedule 0 2 * * * (UTC)"
    assert refreshed("refresh: {on: request}\n") == "on request"
    assert refreshed("") == "whenever an input was refreshed or a file has landed"


def test_rows_that_others_write_are_refreshed_by_nothing(catalog):
    assert catalog.products["sales.orders"].refreshed == ""


@pytest.mark.parametrize("drafts", [True, False])
def test_a_draft_is_not_in_the_catalog_even_where_it_is_deployed(mesh_of, drafts):
    catalog = seen(mesh_of(FILES), drafts=drafts)

    assert "sales.wishes" not in catalog.products
    assert catalog.domains["sales"].products == ("sales.invoices", "sales.orders")
    assert "sales.wishes" not in {right.product for right in catalog.rights}


def test_everybody_who_can_read_is_told_with_the_file_that_says_it(catalog):
    by = {(right.reader, right.table): right for right in catalog.rights}

    agreed, people = by["finance.reporting", "orders"], by["sales", "orders"]
    assert (agreed.who, agreed.basis, agreed.expires) == (
        "product",
        "agreement",
        date(2026, 12, 31),
    )
    assert (people.who, people.expires) == ("people", None)
    assert people.columns == ("order_id", "ordered_on")
    assert people.path == "domains/sales/orders/product.yaml"
    assert "athena" in {snippet.tool for snippet in people.snippets}


def test_a_name_that_columns_share_is_a_term_with_its_meanings(catalog):
    said = terms(catalog.products.values())
    (term,) = (term for term in said if term.name == "order_id")

    assert [(m.description, m.columns) for m in term.meanings] == [
        ("Shop order number", ("sales.orders.orders.order_id",)),
        ("", ("sales.orders.lines.order_id",)),
    ]
    assert "sku" not in {term.name for term in said}


def test_lineage_is_told_between_products_and_between_columns(catalog):
    assert ("sales.orders", "sales.invoices", "copied") in [
        (edge.source, edge.target, edge.how) for edge in catalog.product_edges
    ]
    assert ("sales.orders", "finance.reporting", "input") in [
        (edge.source, edge.target, edge.how) for edge in catalog.product_edges
    ]
    assert len(catalog.column_edges) == 2


def test_products_are_found_by_their_tags(example):
    assert example.tags["reference"] == ("fleet.aircraft", "network.airports", "network.carriers")
