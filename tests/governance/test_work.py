"""The work that a check does grows as a product does, and not with its square.

Counted are the lines that run, not seconds, and each turn of a loop as one, also of a loop inside
of an expression: so the count is the same on any machine.
"""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from guardrails.catalog import Content
from meshwright.checks import check_mesh
from meshwright.governance import evaluate
from meshwright.plan import plan
from meshwright.specs.models import Mesh

from meshes import FILES, TODAY, MeshOf, environment

PLACE = environment()
SIZES = (40, 80, 160)
LINEAR = 2.1
"""How often the work that the second step of size adds may be that of the first, of half its width.

It is 2 where work grows as size does, and 4 where it grows with its square.
"""


def lines(work: Callable[[], Any]) -> int:
    """How many lines of Python run, each turn of a loop counted."""
    counted = 0

    def count(_frame: Any, event: str, _argument: Any) -> Any:
        nonlocal counted
        counted += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


ORDERS = """\
description: Orders.
tables:
  orders:
    description: One row per order.
    columns:
      order_id: {type: string, description: Shop order number}
      margin: {type: "decimal(18,2)", classification: confidential}
"""


def tables(count: int) -> dict[str, str]:
    said = "columns: {order_id: {type: string, description: N}, customer_email: string}"
    more = "".join(f"  t{n}:\n    description: One row.\n    {said}\n" for n in range(count))
    return {"sales/orders/product.yaml": ORDERS + more}


def columns(count: int) -> dict[str, str]:
    said = ("{type: string, pii: true}", "string")
    more = "".join(f"      c{n}: {said[n % 2]}\n" for n in range(count))
    return {"sales/orders/product.yaml": ORDERS + more}


def agreements(count: int) -> dict[str, str]:
    consumers = {
        f"finance/c{n}/product.yaml": FILES["finance/reporting/product.yaml"] for n in range(count)
    }
    text = FILES["sales/orders/access/finance.reporting.yaml"]
    agreed = {f"sales/orders/access/finance.c{n}.yaml": text for n in range(count)}
    return {**consumers, **agreed}


def readers(count: int) -> dict[str, str]:
    text = FILES["sales/invoices/product.yaml"]
    return {f"sales/i{n}/product.yaml": text for n in range(count)}


def waivers(count: int) -> dict[str, str]:
    waived = "".join(
        f"  - {{rule: GOV-003, finding: tables.t{n}.columns.customer_email, reason: it is none,"
        " ticket: T-1, granted: 2026-05-01, expires: 2026-07-01}\n"
        for n in range(count)
    )
    return {**tables(count), "sales/orders/waivers.yaml": f"waivers:\n{waived}"}


KINDS = {
    "tables": tables,
    "columns": columns,
    "agreements": agreements,
    "readers": readers,
    "waivers": waivers,
}


def forget() -> None:
    """Empties every cache, so that a mesh does not profit from what a smaller one has left."""
    modules = [
        m for name, m in sys.modules.items() if name.startswith(("guardrails", "meshwright"))
    ]
    for module in modules:
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def ways(mesh: Mesh) -> dict[str, int]:
    """The lines that run in each part of a check, with nothing known from before."""
    forget()
    ran = {"checks": lines(lambda: check_mesh(mesh, PLACE, as_of=TODAY))}
    ran["plan"] = lines(lambda: plan(mesh, PLACE, as_of=TODAY))
    planned = plan(mesh, PLACE, as_of=TODAY)
    ran["rules"] = lines(lambda: evaluate(planned, mesh, PLACE))
    return ran


@pytest.mark.parametrize("kind", KINDS)
def test_twice_as_much_more_is_twice_the_work_more(mesh_of: MeshOf, kind: str) -> None:
    ways(mesh_of(KINDS[kind](2)))
    small, medium, large = (ways(mesh_of(KINDS[kind](size))) for size in SIZES)

    growth = {
        part: (large[part] - medium[part]) / max(1, medium[part] - small[part]) for part in small
    }
    assert {part: round(times, 2) for part, times in growth.items() if times > LINEAR} == {}


def test_the_index_of_a_catalog_entry_is_made_once(
    mesh_of: MeshOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    mesh, made = mesh_of(tables(SIZES[0] + 1)), list[Content]()
    index = Content.tables.func

    def counted(content: Content) -> Any:
        made.append(content)
        return index(content)

    monkeypatch.setattr(Content.tables, "func", counted)
    evaluate(plan(mesh, PLACE, as_of=TODAY), mesh, PLACE)

    assert 1 <= len(made) <= len(mesh.products)
