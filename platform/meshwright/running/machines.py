"""Which products of a mesh have a machine, and in which order their rows come to be."""

from collections.abc import Collection
from graphlib import CycleError, TopologicalSorter

from meshwright.aws.resource_types import STATE_MACHINE
from meshwright.errors import MeshError
from meshwright.plan import run_names
from meshwright.plan.declaration import Plan
from meshwright.running.values import Machine
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Mesh


def machines(
    mesh: Mesh, plan: Plan, environment: Environment, chosen: Collection[str]
) -> tuple[Machine, ...]:
    """The machines of the chosen products, each after those whose rows it reads.

    Raises MeshError where none of them has one, or where products read each other in a circle.
    """
    having = {
        stack.subject
        for stack in plan.stacks.values()
        if any(declared.type == STATE_MACHINE for declared in stack.declarations)
    }
    found = {
        product.id: _machine(product, having, environment)
        for product in mesh.products.values()
        if product.id in having and product.id in chosen
    }
    if not found:
        raise MeshError(
            "nothing to run: no table of what is named has a `query` or a `source` in Iceberg",
            fix="give a table a `query` or a `source`, and `format: iceberg`",
        )
    return tuple(found[name] for name in _ordered(found))


def _machine(product: DataProduct, having: Collection[str], environment: Environment) -> Machine:
    place = environment.place_of(product.domain.id)
    refresh = product.spec.refresh
    return Machine(
        product.id,
        run_names.state_machine_arn(product.origin, place),
        product.owner,
        tuple(name for name in product.spec.inputs if name in having),
        follows_inputs=refresh is None or refresh.on == "inputs",
        freshness=product.spec.sla.freshness,
    )


def _ordered(found: dict[str, Machine]) -> list[str]:
    graph = {name: [r for r in machine.reads if r in found] for name, machine in found.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise MeshError(f"these products read each other in a circle: {circle}") from error
