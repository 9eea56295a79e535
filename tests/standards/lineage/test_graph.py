"""The part of a mesh's lineage that is asked for, at each level."""

import pytest

from meshwright.specs.models import Mesh
from meshwright.standards.lineage.graph import Level, finest, graph

ORDERS, INVOICES = "sales.orders.orders", "sales.invoices.invoices"


def ends(found) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in found.edges}


def test_a_whole_mesh_has_every_product_and_its_inputs(mesh: Mesh) -> None:
    found = graph(mesh, (), Level.PRODUCTS)

    assert [box.id for box in found.boxes] == [
        "finance.reporting",
        "sales.invoices",
        "sales.orders",
    ]
    assert ends(found) == {
        ("sales.orders", "finance.reporting"),
        ("sales.orders", "sales.invoices"),
    }


def test_what_is_named_brings_what_leads_to_it_and_what_it_leads_to(mesh: Mesh) -> None:
    up = graph(mesh, ["sales.invoices"], Level.PRODUCTS, down=False)
    down = graph(mesh, ["sales.invoices"], Level.PRODUCTS, up=False)

    assert ends(up) == {("sales.orders", "sales.invoices")}
    assert ends(down) == set()
    assert [box.id for box in down.boxes] == ["sales.invoices"]


def test_columns_are_rows_of_their_tables_in_the_order_of_the_spec(mesh: Mesh) -> None:
    found = graph(mesh, ["sales.orders"], Level.COLUMNS)

    rows = {box.id: box.rows for box in found.boxes}
    assert rows[ORDERS] == ("order_id", "margin", "ordered_on")
    assert rows[INVOICES] == ("invoice_id", "lines")
    assert (f"{ORDERS}.ordered_on", INVOICES) in ends(found)
    assert (f"{INVOICES}.lines", "sales.invoices.totals.more") in ends(found)


def test_a_table_that_nothing_joins_is_shown_where_it_is_named(mesh: Mesh) -> None:
    found = graph(mesh, ["sales.orders.lines"], Level.TABLES)

    assert ([box.id for box in found.boxes], found.edges) == (["sales.orders.lines"], ())


def test_a_source_that_no_spec_has_is_a_box_too(mesh: Mesh) -> None:
    named = "sales.gone.t.c"

    assert [box.id for box in graph(mesh, [named], Level.COLUMNS).boxes] == ["sales.gone.t"]


@pytest.mark.parametrize(
    ("names", "level"),
    [
        ((), Level.PRODUCTS),
        (("a.b",), Level.PRODUCTS),
        (("a.b", "a.b.c"), Level.TABLES),
        (("a.b.c.d",), Level.COLUMNS),
    ],
)
def test_a_graph_is_as_fine_as_the_finest_name(names, level) -> None:
    assert finest(names) is level
