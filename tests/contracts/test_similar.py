"""A new product that offers what is there already is told so, and no other one."""

from pathlib import Path

import pytest

from meshwright.contracts import similar
from meshwright.contracts.compare import brought
from meshwright.contracts.similar import Search
from meshwright.errors import Severity
from meshwright.specs.load import load_mesh

from .conftest import Assess, Files
from checkouts import ROOT
from meshes import FILES

SPEC = "finance/purchases/product.yaml"
COPY = FILES["sales/orders/product.yaml"]
SOME = """\
description: Confirmed purchases of the shop.
tables:
  orders:
    description: One row per confirmed order.
    columns: {order_id: string, sku: string, margin: string, quantity: int, region: string}
"""
OTHER = (
    SOME.replace("Confirmed purchases of the shop.", "Tides")
    .replace("One row per confirmed order.", "High water")
    .replace("orders:", "tides:")
)


def said(assessed: Assess, base: Files, head: Files) -> list[tuple[str, str, str]]:
    found = [f for f in brought(assessed(base), assessed(head)) if f.code == "CHK183"]
    assert all(f.severity is Severity.NOTE for f in found)
    return [(f.subject, f.position.path, f.message) for f in found]


def test_a_copy_is_named_with_its_owner_and_the_rarest_columns(assessed: Assess) -> None:
    assert said(assessed, {}, {SPEC: COPY}) == [
        (
            "finance.purchases",
            f"domains/{SPEC}",
            "it resembles sales.orders of 'team-sales@acme.example',"
            " which has customer_email, margin, order_id and 2 more too",
        )
    ]


def test_fewer_columns_are_enough_where_words_say_the_same(assessed: Assess) -> None:
    ((_, _, message),) = said(assessed, {}, {SPEC: SOME})

    assert message.endswith("which has margin, order_id, sku too")
    assert said(assessed, {}, {SPEC: OTHER}) == []


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ({SPEC: COPY}, {SPEC: COPY}),
        ({}, {SPEC: COPY + "inputs: [sales.orders]\n"}),
        ({}, {SPEC: COPY + "inputs: [sales.invoices]\n"}),
        ({}, {SPEC: COPY, "sales/orders/product.yaml": COPY + "inputs: [finance.purchases]\n"}),
        ({}, {SPEC: COPY, "sales/orders/product.yaml": None}),
        ({"sales/orders/product.yaml": None}, {SPEC: COPY}),
        ({}, {SPEC: COPY, "sales/orders/product.yaml": "status: retired\n" + COPY}),
        (
            {},
            {SPEC: COPY.replace("sku", "lot").replace("margin", "loss").replace("order_id", "id")},
        ),
    ],
    ids=[
        "known",
        "made of it",
        "made of what is made of it",
        "it is made of this one",
        "gone",
        "as new",
        "ending",
        "others",
    ],
)
def test_nothing_is_said_of_what_is_known_related_or_another_thing(
    assessed: Assess, base: Files, head: Files
) -> None:
    assert said(assessed, base, head) == []


def test_what_has_moved_is_not_new(assessed: Assess) -> None:
    moved = {
        "sales/orders/product.yaml": None,
        SPEC: COPY,
        "finance/purchases/product.lock.yaml": "origin: sales.orders\n",
        "sales/again/product.yaml": COPY,
    }

    assert [
        subject for subject, *_ in said(assessed, {"sales/again/product.yaml": COPY}, moved)
    ] == []


def test_of_many_the_most_alike_are_named(assessed: Assess) -> None:
    base = {f"sales/orders{n}/product.yaml": COPY for n in range(4)}
    ((_, _, message),) = said(assessed, base, {**base, SPEC: COPY})

    assert message.count("customer_email") == similar.NAMED


def test_no_product_of_the_example_resembles_another() -> None:
    mesh = load_mesh(Path(ROOT)).mesh
    search = Search(
        mesh, mesh.products.values(), {i: similar.told(p) for i, p in mesh.products.items()}
    )

    assert {i: [like.product.id for like in search.alike(p)] for i, p in mesh.products.items()} == {
        i: [] for i in mesh.products
    }
