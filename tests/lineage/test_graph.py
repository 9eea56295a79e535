"""What is made of what: column by column through queries, up and down."""

from pathlib import Path

import pytest

from meshwright.lineage.graph import column_edges, input_edges, readers_of_column, rolled_up, walked
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh

from . import corpus

SQL = """\
select o.note as copied, o.quantity + 1 as computed, max(o.weight) as aggregated,
    count(o.tags) as counted, 1 as nothing
from sales__orders.orders as o
where o.paid
group by o.note, o.quantity
"""
COLUMNS = "copied: string, computed: int, aggregated: double, counted: bigint, nothing: int"
SUMMARY = """\
description: A summary of the report.
inputs: [sales.report]
tables:
  summary:
    query: summary.sql
    columns: {longest: int, rows: bigint}
"""
REPORT = "sales.report.report"
ORDERS = "sales.orders.orders"


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    corpus.write(tmp_path, SQL, COLUMNS)
    folder = tmp_path / "domains/sales/summary"
    folder.mkdir()
    (folder / "product.yaml").write_text(SUMMARY)
    (folder / "summary.sql").write_text(
        "select max(computed) as longest, count(*) as rows from sales__report.report"
    )
    return load_mesh(tmp_path).mesh


def made(mesh: Mesh, target: str) -> set[tuple[str, str]]:
    return {(e.source, e.how) for e in column_edges(mesh) if e.target == target}


def test_a_column_says_how_it_is_made(mesh: Mesh) -> None:
    assert made(mesh, f"{REPORT}.copied") == {(f"{ORDERS}.note", "copied")}
    assert made(mesh, f"{REPORT}.computed") == {(f"{ORDERS}.quantity", "computed")}
    assert made(mesh, f"{REPORT}.aggregated") == {(f"{ORDERS}.weight", "aggregated")}
    assert made(mesh, f"{REPORT}.counted") == {(f"{ORDERS}.tags", "counted")}
    assert made(mesh, f"{REPORT}.nothing") == set()


def test_filters_and_groups_decide_about_the_rows(mesh: Mesh) -> None:
    decides = {(f"{ORDERS}.{column}", "decides") for column in ("paid", "note", "quantity")}

    assert made(mesh, REPORT) == decides


def test_a_column_is_followed_down_through_several_queries(mesh: Mesh) -> None:
    steps = walked(column_edges(mesh), f"{ORDERS}.quantity", up=False)

    found = [(step.edge.target, step.edge.how, step.depth) for step in steps]
    assert found == [
        (f"{REPORT}.computed", "computed", 1),
        ("sales.summary.summary.longest", "aggregated", 2),
        (REPORT, "decides", 1),
    ]


def test_a_column_is_followed_up_with_what_decides_about_its_table(mesh: Mesh) -> None:
    steps = walked(column_edges(mesh), f"{REPORT}.copied", up=True)

    assert {step.edge.source for step in steps} == {
        f"{ORDERS}.note",
        f"{ORDERS}.paid",
        f"{ORDERS}.quantity",
    }


def test_edges_of_columns_become_edges_of_tables_and_products(mesh: Mesh) -> None:
    tables = {(e.source, e.target, e.how) for e in rolled_up(column_edges(mesh), 3)}
    products = {(e.source, e.target) for e in rolled_up(input_edges(mesh), 2)}

    assert tables == {
        (ORDERS, REPORT, "copied"),
        (REPORT, "sales.summary.summary", "aggregated"),
    }
    assert ("sales.report", "sales.summary") in products
    assert ("hr.people", "sales.report") in products


def test_what_stays_within_a_product_is_no_edge_of_products(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select sum(target) as n from sales__report.targets")

    edges = column_edges(load_mesh(tmp_path).mesh)

    assert len(edges) == len(rolled_up(edges, 3)) == 1
    assert rolled_up(edges, 2) == ()


def test_the_readers_of_a_column_are_columns_of_others_however_far(mesh: Mesh) -> None:
    assert readers_of_column(mesh, "sales.orders", "orders", "weight") == (f"{REPORT}.aggregated",)
    assert readers_of_column(mesh, "sales.report", "report", "computed") == (
        "sales.summary.summary.longest",
    )
    assert readers_of_column(mesh, "sales.orders", "orders", "address") == ()


def test_without_what_decides_about_rows_no_column_of_the_table_is_made(mesh: Mesh) -> None:
    found = readers_of_column(mesh, "sales.orders", "orders", "paid")

    own = {f"{REPORT}.{name.partition(':')[0].strip()}" for name in COLUMNS.split(",")}
    assert own < {*found}
    assert "sales.summary.summary.longest" in found


def test_a_circle_of_columns_is_walked_once(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select n from sales__report.report")

    steps = [*walked(column_edges(load_mesh(tmp_path).mesh), f"{REPORT}.n", up=True)]

    assert [step.edge.source for step in steps] == [f"{REPORT}.n"]


def test_a_product_that_cannot_be_read_is_still_named_by_its_inputs(tmp_path: Path) -> None:
    corpus.write(tmp_path, "select 1 as n")
    product = tmp_path / "domains/sales/report/product.yaml"
    product.write_text(product.read_text() + "unknown: field\n")

    edges = input_edges(load_mesh(tmp_path).mesh)

    assert ("sales.orders", "sales.report") in {(e.source, e.target) for e in edges}
