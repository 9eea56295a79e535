"""From a checked mesh to its plan: pure, the same input giving the same bytes."""

from collections.abc import Iterable, Iterator
from datetime import date

from meshwright.gc_pause import collector_paused
from meshwright.ids import FOUNDATION, StackId, domain_of
from meshwright.plan.declaration import (
    Declaration,
    Plan,
    ProviderSettings,
    StackPlan,
)
from meshwright.plan.domain import domain_stack
from meshwright.plan.drafts import deployed
from meshwright.plan.foundation import foundation
from meshwright.plan.grants import next_change
from meshwright.plan.lineage import Lineage, lineage
from meshwright.plan.product import product_stack
from meshwright.specs.environment import Environment
from meshwright.specs.models import DataProduct, Domain, Mesh


def plan(mesh: Mesh, environment: Environment, *, as_of: date) -> Plan:
    """What every stack of the mesh will hold in one environment on one day (UTC)."""
    with collector_paused():
        known = deployed(mesh, environment)
        stacks = {stack.name: stack for stack in _stacks(known, environment, as_of)}
    return Plan(environment.name, as_of, stacks)


def stack_plan(
    mesh: Mesh, environment: Environment, *, subject: str, as_of: date
) -> StackPlan | None:
    """One stack alone: what `plan` says of it. None where no readable spec stands behind it."""
    mesh = deployed(mesh, environment)
    if not subject:
        return _foundation(mesh, environment)
    if subject in mesh.domains:
        return _domain(mesh, mesh.domains[subject], environment)
    if subject in mesh.products:
        return _product(mesh, mesh.products[subject], environment, lineage(mesh), as_of)
    return None


def _stacks(mesh: Mesh, environment: Environment, as_of: date) -> Iterator[StackPlan]:
    yield _foundation(mesh, environment)
    for domain in mesh.domains.values():
        yield _domain(mesh, domain, environment)
    known = lineage(mesh)
    for product in mesh.products.values():
        yield _product(mesh, product, environment, known, as_of)


def _foundation(mesh: Mesh, environment: Environment) -> StackPlan:
    return _stack(environment, FOUNDATION, foundation(mesh, environment))


def _domain(mesh: Mesh, domain: Domain, environment: Environment) -> StackPlan:
    declared = domain_stack(mesh, domain, environment)
    return _stack(environment, domain.id, declared)


def _product(
    mesh: Mesh, product: DataProduct, environment: Environment, known: Lineage, as_of: date
) -> StackPlan:
    return _stack(
        environment,
        product.id,
        product_stack(mesh, product, environment, lineage=known, as_of=as_of),
        turns=next_change(product, as_of),
        uncertain=any(
            entry.inputs is None for entry in mesh.unreadable_products_of(product.domain.id)
        ),
    )


def _stack(
    environment: Environment,
    subject: str,
    declarations: Iterable[Declaration],
    *,
    turns: date | None = None,
    uncertain: bool = False,
) -> StackPlan:
    place = environment.place_of(domain_of(subject) or None)
    spec = environment.spec
    return StackPlan(
        id=StackId(environment.name, subject),
        provider=ProviderSettings(
            region=place.region,
            account=place.account,
            assume_role=spec.deployer if spec.assume_deployer else None,
        ),
        declarations=tuple(declarations),
        next_change=turns,
        uncertain=uncertain,
    )
