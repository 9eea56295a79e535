"""From a checked mesh to its plan: pure, the same input giving the same bytes."""

from collections.abc import Collection, Iterable
from datetime import date

from meshwright.gc_pause import collector_paused
from meshwright.ids import FOUNDATION, StackId, domain_of, stack_name
from meshwright.plan import whole_files
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
from meshwright.plan.lineage import lineage
from meshwright.plan.neighbourhood import Neighbourhoods
from meshwright.plan.product import product_stack
from meshwright.specs.environment import Environment
from meshwright.specs.made_before import once, one
from meshwright.specs.models import DataProduct, Domain, Mesh


def plan(mesh: Mesh, environment: Environment, *, as_of: date) -> Plan:
    """What every stack of the mesh will hold in one environment on one day (UTC)."""
    return plan_of(Neighbourhoods(mesh), environment, as_of=as_of)


def plan_of(
    near: Neighbourhoods,
    environment: Environment,
    *,
    as_of: date,
    subjects: Collection[str] | None = None,
) -> Plan:
    """The plan of a mesh whose neighbourhoods are known, or of some subjects of it alone."""
    with collector_paused():
        wanted = (s for s in near.subjects if subjects is None or s in subjects)
        stacks = [_known(s, near, environment, as_of) for s in wanted]
    return Plan(environment.name, as_of, {stack.name: stack for stack in stacks if stack})


def stack_plan(
    mesh: Mesh, environment: Environment, *, subject: str, as_of: date
) -> StackPlan | None:
    """One stack alone: what `plan` says of it. None where no readable spec stands behind it."""
    known = plan_of(Neighbourhoods(mesh), environment, as_of=as_of, subjects=(subject,))
    return next(iter(known.stacks.values()), None)


def _known(
    subject: str, near: Neighbourhoods, environment: Environment, as_of: date
) -> StackPlan | None:
    """A stack, the very one of before where it is planned as it was."""
    name = stack_name(subject, environment.name)
    planned = once(_planned, name, subject, near.around(subject), environment, as_of)
    return one("stack", name, planned)


def _planned(subject: str, near: Mesh, environment: Environment, as_of: date) -> StackPlan | None:
    """A stack out of its neighbourhood; None for a product that is not deployed here."""
    mesh = deployed(near, environment)
    if not subject:
        return _stack(environment, FOUNDATION, foundation(mesh, environment))
    if subject in mesh.domains:
        return _domain(mesh, mesh.domains[subject], environment, as_of)
    if subject in mesh.products:
        return _product(mesh, mesh.products[subject], environment, as_of)
    return None


def _domain(mesh: Mesh, domain: Domain, environment: Environment, as_of: date) -> StackPlan:
    return _stack(
        environment,
        domain.id,
        domain_stack(mesh, domain, environment, as_of=as_of),
        turns=whole_files.next_change(mesh, domain, as_of),
    )


def _product(mesh: Mesh, product: DataProduct, environment: Environment, as_of: date) -> StackPlan:
    return _stack(
        environment,
        product.id,
        product_stack(mesh, product, environment, lineage=lineage(mesh), as_of=as_of),
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
