"""A stack is planned out of its neighbourhood: nothing else of the mesh is shown to its plan."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from meshwright.plan import build, plan
from meshwright.plan.neighbourhood import Neighbourhoods, may_differ
from meshwright.specs.environment import Environment
from meshwright.specs.load import load_mesh
from meshwright.specs.models import Mesh
from meshwright.specs.read import remembering

from meshes import DOMAIN, FILES, TODAY

ORDERS = FILES["sales/orders/product.yaml"]
ALONE = "description: d\ntables: {t: {columns: {a: string}}}\n"
MORE = {
    "hr/domain.yaml": DOMAIN.format("hr"),
    "hr/pay/product.yaml": ALONE,
    "sales/moved/product.yaml": ALONE,
    "sales/moved/product.lock.yaml": "origin: hr.wages\n",
    "sales/broken/product.yaml": "description: d\ntables: 3\n",
}
Both = Callable[..., tuple[Mesh, Mesh]]


@pytest.fixture
def both(tmp_path: Path) -> Both:
    """A mesh, and what a change of some files makes of it, read as one reads both sides."""

    def read(changes: dict[str, str | None]) -> tuple[Mesh, Mesh]:
        with remembering():
            meshes: list[Mesh] = []
            for side, files in (("base", {}), ("head", changes)):
                for name, text in {**FILES, **MORE, **files}.items():
                    file = tmp_path / side / "domains" / name
                    file.parent.mkdir(parents=True, exist_ok=True)
                    if text is not None:
                        file.write_text(text)
                meshes.append(load_mesh(tmp_path / side).mesh)
        return meshes[0], meshes[1]

    return read


def names(mesh: Mesh) -> set[str]:
    return {*mesh.domains, *mesh.products, *mesh.unreadable}


def test_a_neighbourhood_holds_what_a_plan_may_know(both: Both) -> None:
    _, mesh = both({"hr/pay/access/finance.yaml": "purpose: p\nexpires: 2026-12-31\ntables: {t: }"})
    near = Neighbourhoods(mesh)

    assert names(near.around("")) == names(mesh)
    assert names(near.around("hr")) == {"hr", "hr.pay", "sales.moved"}
    assert names(near.around("hr.pay")) == {"hr", "hr.pay", "finance"}
    assert names(near.around("sales.orders")) == {
        "sales",
        "sales.orders",
        "sales.invoices",
        "sales.broken",
        "finance.reporting",
    }
    assert [*near.subjects][:4] == ["", "finance", "hr", "sales"]


@pytest.mark.parametrize(
    ("files", "subjects"),
    [
        ({}, set()),
        (
            {"sales/orders/product.yaml": ORDERS.replace("Shop order number", "A number")},
            {"", "sales", "sales.orders"},
        ),
        # Who reads is told of in what it reads; what it reads is not told of in it.
        (
            {"sales/invoices/product.yaml": ALONE},
            {"", "sales", "sales.invoices", "sales.orders"},
        ),
        ({"hr/pay/product.yaml": ORDERS}, {"", "hr", "hr.pay"}),
        ({"hr/pay/product.yaml": None}, {"", "hr", "hr.pay"}),
        # A product that began elsewhere.
        ({"sales/moved/product.yaml": ORDERS}, {"", "sales", "sales.moved", "hr"}),
        # What cannot be read may concern all of its domain.
        (
            {"sales/broken/product.yaml": ALONE},
            {"", "sales", "sales.broken", "sales.orders", "sales.invoices", "sales.moved"},
        ),
        ({"hr/domain.yaml": DOMAIN.format("people")}, {"", "hr", "hr.pay"}),
        (
            {"sales/orders/access/hr.yaml": "purpose: p\nexpires: 2026-12-31\ntables: {orders: }"},
            {"", "sales", "sales.orders"},
        ),
    ],
)
def test_what_a_change_cannot_reach_is_not_planned(
    both: Both, files: dict[str, str | None], subjects: set[str]
) -> None:
    base, head = both(files)

    assert may_differ(Neighbourhoods(base), Neighbourhoods(head)) == subjects


def test_of_what_was_not_read_together_nothing_is_known_to_be_the_same(tmp_path: Path) -> None:
    for name, text in FILES.items():
        file = tmp_path / "domains" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    one, other = (Neighbourhoods(load_mesh(tmp_path).mesh) for _ in range(2))

    assert may_differ(one, other) == {*one.subjects}


def test_a_plan_that_looks_farther_finds_nothing(
    both: Both, dev: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a later part of the plan asks of another product has to be in the neighbourhood."""
    mesh, _ = both({})
    stack = build.product_stack

    def curious(near: Mesh, *arguments, **more):
        yield from stack(near, *arguments, **more)
        assert near.products["hr.pay"]

    monkeypatch.setattr(build, "product_stack", curious)

    with pytest.raises(KeyError):
        plan(mesh, dev, as_of=TODAY)


def test_a_plan_of_some_subjects_says_of_them_what_the_whole_says(
    both: Both, dev: Environment
) -> None:
    mesh, _ = both({})
    whole = plan(mesh, dev, as_of=TODAY).stacks
    some = build.plan_of(
        Neighbourhoods(mesh), dev, as_of=TODAY, subjects={"", "hr", "sales.moved", "sales.gone"}
    )

    assert some.stacks == {n: whole[n] for n in ("dev", "dev.hr", "dev.sales.moved")}


def test_a_draft_has_no_stack_where_drafts_are_not_deployed(both: Both, dev: Environment) -> None:
    _, mesh = both({"hr/pay/product.yaml": f"status: draft\n{ALONE}"})
    taking = replace(dev, spec=dev.spec.model_copy(update={"drafts": True}))

    assert "dev.hr.pay" not in plan(mesh, dev, as_of=TODAY).stacks
    assert "dev.hr.pay" in plan(mesh, taking, as_of=TODAY).stacks
