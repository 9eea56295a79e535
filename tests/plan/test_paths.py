"""What was named by where a product began is told by where it lies now."""

from collections.abc import Callable

import pytest

from meshwright.plan.grants import named_in
from meshwright.plan.paths import AT_HOME, Paths, paths_of
from meshwright.specs.models import Mesh

from meshes import FILES

MOVED = Paths({"finance.bills": "sales.invoices"})
MeshOf = Callable[..., Mesh]


def test_origin_and_path_lead_to_each_other_and_all_else_to_itself() -> None:
    assert MOVED.origin("finance.bills") == "sales.invoices"
    assert MOVED.path("sales.invoices") == "finance.bills"
    assert (MOVED.origin("sales.orders"), MOVED.path("audit")) == ("sales.orders", "audit")
    assert AT_HOME.path("sales.invoices") == "sales.invoices"


THERE = {
    "sales/invoices/product.yaml": None,
    "finance/bills/product.yaml": FILES["sales/invoices/product.yaml"],
    "finance/bills/product.lock.yaml": "origin: sales.invoices\n",
}
BROKEN = THERE | {"finance/bills/product.yaml": "inputs: [sales.orders]\nx: 1\n"}
GONE = dict.fromkeys((*THERE,))


@pytest.mark.parametrize("moved", [THERE, BROKEN], ids=["readable", "unreadable"])
def test_they_are_those_of_a_meshs_products(mesh_of: MeshOf, moved: dict[str, str | None]) -> None:
    assert paths_of(mesh_of()) == AT_HOME
    assert paths_of(mesh_of(moved)) == MOVED


def test_of_two_meshes_the_later_one_says_it(mesh_of: MeshOf) -> None:
    at_home, there, gone = mesh_of(), mesh_of(THERE), mesh_of(GONE)

    assert paths_of(there, at_home) == AT_HOME
    assert paths_of(at_home, there) == paths_of(there, gone) == MOVED


def test_a_grants_name_stands_for_the_domain_that_its_product_began_in() -> None:
    assert named_in("orders:reader", "finance.bills", MOVED) == ("orders", "sales")
    assert named_in("orders:runtime", "finance.bills", MOVED) == ("orders", "finance.bills")
    assert named_in("orders:sales.invoices", "sales.orders", MOVED) == ("orders", "finance.bills")
