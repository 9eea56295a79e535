"""`mesh catalog`: products found by words, and one product whole."""

from dataclasses import replace
from datetime import date

import pytest
import yaml

from meshwright.catalog.model import Channel, Terms
from meshwright.catalog.search import search
from meshwright.catalog.source import of_specs
from meshwright.cli import catalog_hits, catalog_product
from meshwright.workspace import Workspace

from .conftest import write

HOSTILE = "\x1b[31mred\x1b[0m \u202eabc ::error:: \u05e9\u05dc\u05d5\u05dd 🎉 " + "x" * 300
ORDERS = "domains/sales/orders/product.yaml"
RICH = """\
description: |
  Confirmed orders
  and their lines.
version: 2.1.0
status: deprecated
sunset: 2026-12-31
successor: sales.invoices
classification: internal
tags: [money]
sla: {freshness: 4h, availability: 99.5%, retention: 730d}
tables:
  orders:
    description: One row per confirmed order.
    primaryKey: [order_id]
    partitionBy: [ordered_on]
    columns:
      order_id: {type: string, description: Shop order number, required: true, unique: true}
      customer_email: {type: string, pii: true}
      margin: {type: "decimal(18,2)", classification: confidential}
      status: {type: string, enum: [open, paid]}
      discount:
        type: decimal(5,2)
        quality: [{metric: nullValues, unit: percent, mustBeLessThan: 5, severity: warning}]
      ordered_on: date
    quality: [{metric: rowCount, mustBeBetween: [1, 9]}]
  lines:
    columns: {order_id: string, sku: string}
"""
MADE = """\
description: Confirmed orders.
sla: {freshness: 90m}
tables:
  orders:
    query: orders.sql
    primaryKey: [order_id]
    supersedes: old
    columns:
      order_id:
        type: string
        quality: [{metric: invalidValues, mustBe: 0, arguments: {maximum: 3}}]
  old: {status: deprecated, sunset: 2026-12-31, columns: {order_id: string}}
"""


def test_words_find_products_and_say_where_they_are(mesh):
    told = mesh("catalog", "e-mail")

    assert told.code == 0
    assert told.out.splitlines() == [
        "sales.orders  Confirmed orders.",
        "    bronze, confidential, team-sales@acme.example",
        "    found in: orders.customer_email (protected)",
        "1 of 3 products in the specs",
    ]


def test_slips_are_forgiven_and_told_of(mesh):
    told = mesh("catalog", "margni")

    assert told.out.startswith("took 'margni' for 'margin'\nsales.orders  ")


def test_words_that_no_product_has_together(mesh):
    told = mesh("catalog", "margin", "zeppelin")

    assert told.out.splitlines()[0] == (
        "no product has all of these words, so some may be missing: zeppelin"
    )
    nothing = mesh("catalog", "zeppelin")
    assert (nothing.code, nothing.out) == (
        0,
        "nothing of 3 products in the specs fits zeppelin\n"
        "what nobody offers can be asked for: mesh new wanted NAME --for YOU\n",
    )


def test_without_words_all_products_are_told_as_far_as_asked_for(mesh):
    every = mesh("catalog")
    some = mesh("catalog", "--limit", "1")

    assert every.out.count("team-") == 3
    assert every.out.endswith("\n3 products in the specs\n")
    assert some.out.endswith("\n3 products in the specs; --limit 3 shows all\n")
    assert some.out.count("team-") == 1


def test_what_is_found_as_a_document(mesh):
    document = mesh("catalog", "margni", "--json").document

    (found,) = document["products"]
    assert (document["version"], document["command"], document["source"]) == (2, "catalog", "specs")
    assert (document["asked"], document["readAs"]) == (["margni"], {"margni": "margin"})
    assert (document["count"], document["missing"], document["day"]) == (1, [], "2026-06-01")
    assert (found["id"], found["classification"]) == ("sales.orders", "confidential")
    assert found["found"] == [{"field": "column", "name": "orders.margin", "protected": True}]


def test_a_product_whole(mesh, checkout):
    write(checkout, {ORDERS: RICH})

    told = mesh("catalog", "sales.orders")

    assert told.code == 0
    assert told.out == (
        "sales.orders  2.1.0, deprecated until 2026-12-31, bronze, sourceAligned\n"
        "  Confirmed orders and their lines.\n"
        "\n"
        "  owner: team-sales@acme.example, asked in #sales-data\n"
        "  its successor: sales.invoices\n"
        "  classification: internal, columns up to confidential\n"
        "  tags: money\n"
        "  promised: rows no older than 4 hours, available 99.5 %, kept for 730 days\n"
        "\n"
        "  sales__orders.orders  parquet, key order_id, partitioned by ordered_on\n"
        "    One row per confirmed order.\n"
        "    order_id        string         required, unique  Shop order number\n"
        "    customer_email  string         PROTECTED (personal, internal)\n"
        "    margin          decimal(18,2)  PROTECTED (confidential)\n"
        "    status          string         one of open, paid\n"
        "    discount        decimal(5,2)\n"
        "    ordered_on      date\n"
        "    rules, as promised:\n"
        "      rowCount must be between 1 and 9\n"
        "      discount: nullValues must be less than 5 % (warning)\n"
        "\n"
        "  sales__orders.lines  parquet\n"
        "    Confirmed orders and their lines.\n"
        "    order_id  string\n"
        "    sku       string\n"
        "\n"
        "  used by:\n"
        "    finance.reporting  until 2026-12-31: Monthly revenue report\n"
        "    sales.invoices\n"
        "\n"
        "  how sales reads it:\n"
        "    mesh query 'SELECT order_id, sku FROM sales__orders.lines LIMIT 10' --as sales\n"
        "    mesh query 'SELECT order_id, status, discount, ordered_on"
        " FROM sales__orders.orders LIMIT 10' --as sales\n"
        "    more ways, for Python and Spark: mesh access what sales --how\n"
        "  ask for access:\n"
        '    mesh new access sales.orders --for YOU --purpose "WHAT FOR"\n'
        "    a protected column is opened by an agreement that names it (--columns)\n"
    )


def test_what_people_call_a_product_is_found_and_told_first(mesh, checkout):
    spec = RICH.replace("version: 2", "businessName: Web shop sales\nversion: 2")
    spec = spec.replace(
        "    description: One row", "    businessName: Order book\n    description: One row"
    )
    write(
        checkout,
        {
            ORDERS: spec.replace(
                "pii: true", "pii: true, businessName: Buyer's address, references: lines.sku"
            )
        },
    )

    told = mesh("catalog", "sales.orders").out
    found = mesh("catalog", "buyers").out
    document = mesh("catalog", "shop", "book", "--json").document

    assert told.startswith("Web shop sales\nsales.orders  2.1.0, ")
    assert "\n    Order book: One row per confirmed order.\n" in told
    assert (
        "PROTECTED (personal, internal), refers to sales.orders.lines.sku  Buyer's address\n"
        in told
    )
    assert found.startswith("sales.orders  Web shop sales: Confirmed orders and their lines.\n")
    assert "found in: orders.customer_email (protected)\n" in found
    assert document["products"][0]["businessName"] == "Web shop sales"


def test_a_product_is_told_for_whoever_is_named(mesh):
    reporting = mesh("catalog", "sales.orders", "--as", "finance.reporting")
    stranger = mesh("catalog", "sales.orders", "--as", "finance")
    nobody = mesh("catalog", "sales.orders", "--as", "finanse")
    many = mesh("catalog", "orders", "--as", "finance")

    assert "  how finance.reporting reads it:\n    note: it has no rows" in reporting.out
    assert "  finance may read nothing of it\n" in stranger.out
    assert (nobody.code, "did you mean 'finance'" in nobody.err) == (2, True)
    assert (many.code, "--as is about one product" in many.err) == (2, True)


def test_a_product_whole_as_a_document(mesh):
    document = mesh("catalog", "sales.orders", "--json").document

    product = document["product"]
    assert (product["id"], product["highestClassification"]) == ("sales.orders", "confidential")
    columns = {c["name"]: c["protected"] for c in product["tables"][0]["columns"]}
    assert columns["customer_email"]
    assert not columns["order_id"]
    (consumer,) = product["consumers"]
    assert (consumer["name"], consumer["expires"]) == ("finance.reporting", "2026-12-31")
    assert document["reader"] == "sales"
    assert [each["table"] for each in document["howToRead"]] == ["lines", "orders"]
    assert document["howToRead"][0]["snippets"][0]["tool"] == "mesh"


def test_agreements_are_told_as_they_stand_on_the_day(mesh):
    before = mesh("catalog", "sales.orders", "--as-of", "2025-12-31").out
    after = mesh("catalog", "sales.orders", "--as-of", "2027-01-01").out

    assert "finance.reporting  from 2026-01-01 until 2026-12-31: Monthly" in before
    assert "finance.reporting  ended 2026-12-31: Monthly" in after


def test_an_agreement_that_gives_whole_files_says_so(mesh, checkout):
    text = "purpose: Train\nfiles: true\ntables: {lines: {columns: all}}\nexpires: 2026-12-31\n"
    write(checkout, {"domains/sales/orders/access/finance.yaml": text})

    told = mesh("catalog", "sales.orders").out

    assert "    finance  until 2026-12-31, with whole files: Train\n" in told
    assert "finance.reporting  until 2026-12-31: Monthly" in told


def test_a_product_that_nobody_else_reads(mesh):
    told = mesh("catalog", "finance.reporting")

    assert "  used by:\n    nobody outside of its domain\n" in told.out
    assert "made from: sales.orders" in told.out


@pytest.mark.parametrize("words", [(), ("sales",), ("sales.invoices",)])
def test_what_cannot_be_read_is_named(mesh, checkout, words):
    write(checkout, {"domains/finance/reporting/product.yaml": "description: ["})

    told = mesh("catalog", *words)

    assert told.code == 0
    assert told.out.endswith("not looked at, its files have errors: finance.reporting\n")


def test_a_product_that_cannot_be_read_is_not_looked_for(mesh, checkout):
    write(checkout, {ORDERS: "description: ["})

    told = mesh("catalog", "sales.orders")

    assert told.code == 2
    assert "sales.orders cannot be read: its files have errors" in told.err


def test_what_a_run_holds_and_other_words_of_a_table(mesh, checkout):
    write(
        checkout,
        {
            ORDERS: MADE,
            "domains/sales/orders/orders.sql": "select 'a' order_id",
            "domains/sales/orders/access/finance.reporting.yaml": "",
        },
    )
    (checkout / "domains/sales/orders/access/finance.reporting.yaml").unlink()

    told = mesh("catalog", "sales.orders").out

    assert "refreshed: whenever an input was refreshed" in told
    assert "  sales__orders.old  parquet, deprecated until 2026-12-31, followed by orders\n" in told
    assert "    rules, held before each run is read:\n" in told
    assert "      order_id: invalidValues {'maximum': 3} must be 0\n" in told
    assert "promised: kept for 90 minutes" not in told
    assert "rows no older than 1:30:00" in told


def test_text_of_strangers_is_shown_and_not_obeyed(mesh, checkout):
    """Specs refuse escape codes; an entry in a bucket can hold whatever somebody put there."""
    del mesh
    source = of_specs(Workspace(checkout), "local", as_of=date(2026, 6, 1))
    orders = source.products["sales.orders"]
    column = replace(orders.tables[0].columns[0], name=HOSTILE, type=HOSTILE, description=HOSTILE)
    column = replace(column, business_name=HOSTILE)
    table = replace(
        orders.tables[0],
        name=HOSTILE,
        business_name=HOSTILE,
        description=HOSTILE,
        columns=(column,),
    )
    consumer = replace(orders.consumers[0], name=HOSTILE, purpose=HOSTILE)
    orders = replace(
        orders,
        **dict.fromkeys(("id", "name", "owner", "support", "description", "version"), HOSTILE),
        channels=(Channel(**dict.fromkeys(("channel", "tool", "url", "scope"), HOSTILE)),),
        terms=Terms(**dict.fromkeys(("usage", "limitations", "license"), HOSTILE)),
        business_name=HOSTILE,
        tables=(table,),
        tags=(HOSTILE,),
        consumers=(consumer,),
    )
    hostile = replace(source, told=(orders,), unread=(HOSTILE,))

    lines = [
        *catalog_product.lines(hostile, orders, HOSTILE, {}),
        *catalog_hits.lines(hostile, (HOSTILE,), search((orders,), ["red", HOSTILE]), 9),
        *catalog_hits.lines(hostile, (HOSTILE,), search((orders,), [HOSTILE, "zeppelin"]), 9),
    ]

    assert len(lines) > 20
    assert all(line.isprintable() for line in lines)
    assert not any(line.lstrip().startswith("::") for line in lines)
    assert sum("🎉" in line for line in lines) > 10


def test_letters_of_any_script_are_found(mesh, checkout):
    spec = {"description": "שלום 🎉 " + "x" * 200, "tables": {"t": {"columns": {"c": "string"}}}}
    write(checkout, {ORDERS: yaml.safe_dump(spec)})

    assert mesh("catalog", "שלום").out.startswith("sales.orders  שלום 🎉 xxx")
    assert "x" * 200 in mesh("catalog", "sales.orders").out


def test_a_word_that_is_a_command_is_found_by_find(mesh):
    told = mesh("catalog", "find", "find").out
    assert told.startswith("nothing of 3 products in the specs fits find\n")
    assert mesh("catalog", "--limit", "1", "margin").out.startswith("sales.orders  ")
    assert "Usage: mesh catalog" in mesh("catalog", "--help").out


def test_a_span_is_told_in_its_largest_unit():
    assert catalog_product.span(86_400) == "1 day"
    assert catalog_product.span(7_200) == "2 hours"
    assert catalog_product.span(5_400) == "1:30:00"
