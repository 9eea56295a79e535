"""Roles that go, and the grants to them that go first.

AWS keeps the grants of a role that is deleted, gives them to the next role of its name, and then
revokes both where one is revoked. So before a domain's stack lets a role go, the grants to it are
deleted from the stacks that hold them, in AWS and in their state, whatever was selected.
Source: Lake Formation API reference, "GrantPermissions"; developer guide, "Limitations".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

from meshwright.aws.resource_types import PERMISSIONS, ROLE
from meshwright.errors import MeshError
from meshwright.ids import identity_of, subject_of
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.runner.results import ACCESS, Change
from meshwright.runner.state.checkpoint import Checkpoint, Json, parse_checkpoint
from meshwright.runner.state.store import StateStore

Delete = Callable[[str, tuple[str, ...]], str | None]
"""Deletes resources of a stack by their URNs; says what went wrong."""


@dataclass(frozen=True, slots=True)
class Departures:
    """Which roles of an environment may go in a run; a role is told by its path and name."""

    environment: str
    staying: Mapping[str, str] = field(default_factory=dict[str, str])
    """Those that the mesh will have, with the stack that has them; none in a destruction."""
    turn: Lock = field(default_factory=Lock)
    """One stack at a time: two domains may have grants in one and the same product's stack."""

    def leaving(self, state: Checkpoint | None) -> frozenset[str]:
        """The roles in a stack's state that are to go."""
        return roles_in(state) - self.staying.keys()


def departures(plan: Plan) -> Departures:
    """Those of an update: every role stays that some stack of the plan declares."""
    staying = {path: s.name for s in plan.stacks.values() for path in roles_of(s)}
    return Departures(plan.environment, staying)


def roles_of(stack: StackPlan) -> frozenset[str]:
    """The roles that a stack declares, each by its path and name."""
    declared = (d.inputs for d in stack.declarations if d.type == ROLE)
    return frozenset(f"{inputs['path']}{inputs['name']}" for inputs in declared)


def roles_in(state: Checkpoint | None) -> frozenset[str]:
    """The roles in a stack's state, each by its path and name."""
    found = (r for r in state.resources if r.get("type") == ROLE) if state else ()
    return frozenset(path for path in map(path_of, found) if path)


def path_of(role: Json) -> str:
    """The path and name of a role in a state; empty of one that is not there."""
    outputs: Json = role.get("outputs") or {}
    return _path(str(outputs.get("arn", "")))


def revoke(store: StateStore, stack: str, leave: Departures, delete: Delete) -> tuple[Change, ...]:
    """Deletes all grants to the roles that are about to go from a stack; what was revoked.

    Raises MeshError where one of them is still in force: then the role has to stay.
    """
    roles = leave.leaving(_state(store.read_checkpoint(stack)))
    if not roles:
        return ()
    with leave.turn:
        granting = sorted(grants_to(store, roles, leave.environment).items())
        for holder, urns in granting:
            if fault := delete(holder, urns):
                raise MeshError(
                    f"{holder} still grants to what would go: {fault}",
                    fix=f"mesh up {subject_of(holder)}, then this again",
                )
    revoked = (f"{_name(urn)} of {holder}" for holder, urns in granting for urn in urns)
    return tuple(Change("delete", f"{ACCESS}{what}") for what in revoked)


def holders(
    store: StateStore, stacks: Iterable[str], leave: Departures
) -> Mapping[str, tuple[str, ...]]:
    """By stack whose state holds roles that are to go, the stacks that hold grants to these."""
    leaving = {stack: leave.leaving(_state(store.read_checkpoint(stack))) for stack in stacks}
    return {
        stack: tuple(sorted(grants_to(store, roles, leave.environment)))
        for stack, roles in leaving.items()
        if roles
    }


def grants_to(
    store: StateStore, roles: frozenset[str], environment: str
) -> Mapping[str, tuple[str, ...]]:
    """The grants to some roles in the states of an environment, as URNs by stack."""
    held = {
        stack: tuple(_urns(store.read_checkpoint(stack), roles))
        for stack in store.stacks()
        if identity_of(stack, environment) is not None
    }
    return {stack: urns for stack, urns in held.items() if urns}


def _urns(content: bytes | None, roles: frozenset[str]) -> Iterator[str]:
    state = _state(content)
    for resource in state.resources if state else ():
        inputs: Json = resource.get("inputs") or {}
        is_grant = resource.get("type") == PERMISSIONS
        if is_grant and _path(str(inputs.get("principal"))) in roles:
            yield str(resource["urn"])


def _state(content: bytes | None) -> Checkpoint | None:
    return parse_checkpoint(content) if content is not None else None


def _path(arn: str) -> str:
    """A role's path and name, such as `/mesh/sales/mesh-dev--sales--reader`; empty for others."""
    return arn.partition(":role")[2]


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]
