"""Which products have a machine, and in which order their rows come to be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from meshwright.aws.resource_types import STATE_MACHINE
from meshwright.errors import MeshError
from meshwright.plan import plan
from meshwright.plan.declaration import Plan
from meshwright.running.machines import machines

from meshes import FILES, TODAY

ALL = ("sales.orders", "sales.invoices", "finance.reporting")


def with_machines(planned: Plan, *products: str) -> Plan:
    """The plan, with a machine in the stacks of some products."""
    stacks = {
        name: replace(
            stack,
            declarations=(
                *stack.declarations,
                *(
                    replace(declared, type=STATE_MACHINE)
                    for declared in stack.declarations[:1]
                    if stack.subject in products
                ),
            ),
        )
        for name, stack in planned.stacks.items()
    }
    return replace(planned, stacks=stacks)


@pytest.fixture
def found(mesh_of, dev):
    def build(*having, chosen=ALL, changes=None):
        mesh = mesh_of(changes)
        planned = with_machines(plan(mesh, dev, as_of=TODAY), *having)
        return machines(mesh, planned, dev, chosen)

    return build


def test_products_come_after_those_that_they_read(found):
    order = [machine.product for machine in found(*ALL)]

    assert sorted(order) == sorted(ALL)
    assert order[0] == "sales.orders"


def test_a_machine_knows_what_its_spec_promises(found):
    orders = "sales/orders/product.yaml"
    more = "refresh: {every: 1h}\nsla: {freshness: 4h}\n"
    first, reporting = found(
        "sales.orders", "finance.reporting", changes={orders: FILES[orders] + more}
    )

    assert first.arn.endswith(":stateMachine:mesh-dev--sales--orders")
    assert (first.owner, first.reads) == ("team-sales@acme.example", ())
    assert (first.follows_inputs, first.freshness) == (False, timedelta(hours=4))
    assert (reporting.reads, reporting.follows_inputs) == (("sales.orders",), True)
    assert reporting.freshness is None


def test_an_input_without_a_machine_is_not_waited_for(found):
    (reporting,) = found("finance.reporting")

    assert reporting.reads == ()


def test_products_that_are_not_chosen_are_left_out(found):
    assert [m.product for m in found(*ALL, chosen=["sales.orders"])] == ["sales.orders"]


def test_where_nothing_can_be_run_it_is_said_why(found):
    with pytest.raises(MeshError, match="nothing to run") as told:
        found("sales.orders", chosen=["sales.invoices"])

    assert "`format: iceberg`" in told.value.fix


def test_products_that_read_each_other_are_refused(found):
    orders = "sales/orders/product.yaml"
    circle = FILES[orders] + "inputs: [sales.invoices]\n"
    with pytest.raises(MeshError, match="read each other in a circle"):
        found(*ALL, changes={orders: circle})
