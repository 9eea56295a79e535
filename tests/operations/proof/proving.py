"""A plan's access as it would be read from a cloud in which it is in force."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from lake_listings import Listing, as_granted, granted
from meshwright.access.grant import Grant, listed
from meshwright.aws.resource_types import PERMISSIONS
from meshwright.gate.assessment import Assessment
from meshwright.operations.proof.planned import planned_access
from meshwright.operations.proof.prove import compared
from meshwright.operations.proof.state import AccessState
from meshwright.operations.proof.values import Proof
from meshwright.plan import plan
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh

from meshes import TODAY

Entry = dict[str, Any]


def assessed(mesh: Mesh, environment: Environment) -> Assessment:
    return Assessment(mesh, environment, plan(mesh, environment, as_of=TODAY), ())


def entries(assessment: Assessment) -> list[Entry]:
    """What the plan's permissions come to, as calls that grant them."""
    return [
        granted(declared.inputs)
        for stack in assessment.plan.stacks.values()
        for declared in stack.declarations
        if declared.type == PERMISSIONS
    ]


def read(found: Iterable[Entry], listing: Listing = as_granted) -> tuple[Grant, ...]:
    """What Lake Formation lists of grants, in one of its shapes."""
    return tuple(listed(each) for entry in found for each in listing(entry))


def in_force(assessment: Assessment, grants: Iterable[Grant] | None = None) -> AccessState:
    """The access of a plan that is up, with other grants if there are any."""
    wanted = planned_access(assessment.plan, assessment.environment)
    own = read(entries(assessment)) if grants is None else tuple(grants)
    return replace(wanted, grants=own)


def proof(assessment: Assessment, found: AccessState, gone: frozenset[str] = frozenset()) -> Proof:
    wanted = planned_access(assessment.plan, assessment.environment)
    return compared(wanted, found, assessment, gone.__contains__)


def codes(of: Proof) -> Iterator[tuple[str, str]]:
    return ((d.kind.value, d.who.rpartition("/")[2]) for d in of.differences)
