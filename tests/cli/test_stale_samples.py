"""What the catalog shows past the specs is deleted after a run, or the run has failed."""

from types import SimpleNamespace
from typing import Any

import pytest

from meshwright.catalog import samples
from meshwright.cli import output
from meshwright.cli.stale_samples import without_stale_samples
from meshwright.errors import ExitCode, MeshError
from meshwright.runner import cloud
from meshwright.runner.results import StackResult, Status
from meshwright.runner.run import Run

from meshes import environment

LOCAL = environment("local")
ORDERS = "local.sales.orders"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is asked to be forgotten; and then what is said."""
    found: list[Any] = []

    def forget(_cloud: Any, products: list[str], may: Any) -> tuple[str, ...]:
        found.append((products, may))
        if "sales.broken" in products:
            raise MeshError("no answer")
        return ("sales.orders.orders",)

    monkeypatch.setattr(samples, "forget", forget)
    monkeypatch.setattr(cloud, "connect", lambda *_: None)
    monkeypatch.setattr(output, "say", found.append)
    return found


def ended(*stacks: str, status: Status = Status.DONE, **more: Any) -> Run:
    return Run(tuple(StackResult(stack, status) for stack in stacks), **more)


def test_the_products_that_were_changed_are_asked_about(asked: list[Any]) -> None:
    run = ended("local", "local.sales", ORDERS)

    assert without_stale_samples(run, LOCAL, None) is run
    assert asked == [
        (["sales.orders"], {}),
        "deleted: the rows of sales.orders.orders that the catalog showed",
    ]


def test_what_the_specs_let_be_shown_stays(asked: list[Any]) -> None:
    mesh: Any = SimpleNamespace(products={})

    without_stale_samples(ended(ORDERS), LOCAL, None, mesh)

    assert asked[0] == (["sales.orders"], {})


def test_a_product_that_moved_is_asked_about_under_both_names(asked: list[Any]) -> None:
    moved = SimpleNamespace(name=ORDERS, moved_from="local.shop.orders")
    plan: Any = SimpleNamespace(stacks=(moved, SimpleNamespace(name="local", moved_from="")))

    without_stale_samples(ended(ORDERS, plan=plan), LOCAL, None)

    assert asked[0][0] == ["sales.orders", "shop.orders"]


@pytest.mark.parametrize(
    "run", [ended("local", "local.sales"), ended(ORDERS, status=Status.SKIPPED)]
)
def test_where_no_product_was_changed_nothing_is_asked(asked: list[Any], run: Run) -> None:
    assert without_stale_samples(run, LOCAL, None) is run
    assert asked == []


@pytest.mark.usefixtures("asked")
def test_what_cannot_be_deleted_fails_its_product() -> None:
    run = without_stale_samples(ended("local", "local.sales.broken"), LOCAL, None)

    assert [result.status for result in run.results] == [Status.DONE, Status.FAILED]
    assert run.results[1].message == (
        "no answer: rows may be shown that may not be; do it again: mesh up sales.broken --no-skip"
    )
    assert run.exit_code is ExitCode.FAILED
