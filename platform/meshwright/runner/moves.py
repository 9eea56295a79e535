"""Stacks that follow their products to a new path: found by what they hold, renamed in the backend.

A moved product keeps its AWS names, and so its bucket tells which stack is its own, whatever that
is called: after a move there, on, or back, and in each environment for itself. Its state is given
the new name before anything else is done with it, under the engine's locks of both names. Each step
can be killed: a state under both names is one whose second half is still to be done.
"""

import os
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from types import MappingProxyType

from meshwright.aws.resource_types import BUCKET, LOCATION
from meshwright.errors import MeshError
from meshwright.gate.reasons import Reason
from meshwright.gate.selection import orphans
from meshwright.ids import (
    StackId,
    StackKind,
    domain_of,
    is_product,
    stack_name,
    subject_of,
)
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.plan.names import role_path
from meshwright.runner.copies import copy_of
from meshwright.runner.engine import engines
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.stack_locks import held_here
from meshwright.runner.state.checkpoint import Checkpoint, Json, read_checkpoint
from meshwright.runner.state.renaming import renamed
from meshwright.runner.state.store import StateStore
from meshwright.runner.waves import below
from meshwright.specs.models import Mesh

ONE_AT_A_TIME = Lock()
Moved = Mapping[str, str]
"""By stack, what it is called in the backend where that is not its name yet."""
NOTHING: Moved = MappingProxyType({})


def moved_stacks(store: StateStore, plan: Plan, mesh: Mesh, present: frozenset[str]) -> Moved:
    """By stack of the plan, the one of the backend that holds its product under another name.

    Only stacks that no spec stands for are read, and one that bears the name of where a product
    began.
    """
    left = [stack_name(i, plan.environment) for i in orphans(present, plan, mesh) if is_product(i)]
    begun = (
        stack_name(product.origin, plan.environment)
        for product in mesh.products.values()
        if product.origin != product.id and stack_name(product.id, plan.environment) not in present
    )
    candidates = sorted({*left, *(stack for stack in begun if stack in present)})
    if not candidates:
        return {}
    homes = {bucket: s.name for s in plan.stacks.values() for bucket in _declared_buckets(s)}
    found = ((homes.get(_bucket(store, stack)), stack) for stack in candidates)
    return {new: old for new, old in found if new is not None and new != old}


def _declared_buckets(stack: StackPlan) -> Iterator[str]:
    """The bucket of a product's stack."""
    if stack.kind is StackKind.PRODUCT:
        yield from (str(d.inputs["bucket"]) for d in stack.declarations if d.type == BUCKET)


def _bucket(store: StateStore, stack: str) -> str:
    """The bucket in a stack's state; empty where there is none."""
    return next(iter(sorted(_buckets(read_checkpoint(store, stack)))), "")


def _buckets(state: Checkpoint | None) -> frozenset[str]:
    held = (r for r in state.resources if r.get("type") == BUCKET) if state else ()
    return frozenset(str(resource.get("id", "")) for resource in held)


def follow(context: EngineContext, old: str, new: str) -> tuple[str, ...]:
    """Gives a stack its new name in the backend; says so.

    Raises MeshError where one of them is locked, or where the new name is another stack's.
    """
    store = context.store
    ours = frozenset(engine.pid for engine in engines.left_behind(context.engines))
    with (
        # A process is written down once, whatever it does.
        ONE_AT_A_TIME,
        engines.recorded(context.engines, os.getpid(), new),
        held_here(store, (old, new), ours=ours),
    ):
        content = store.read_checkpoint(old)
        if content is None:
            return ()
        if store.read_checkpoint(new) is None:
            store.replace_checkpoint(new, renamed(content, old, new))
        elif not _buckets(read_checkpoint(store, old)) <= _buckets(read_checkpoint(store, new)):
            raise MeshError(
                f"{new} is there already and holds other data than {old}, which is to be called so",
                fix="bring up first what moves away from there; of two products that trade places"
                " one needs a third name in between",
            )
        store.move_past(old, new)
        store.remove(old)
    return (f"the stack {old} is called {new} now: its product has moved",)


def home_of(stack: str, mesh: Mesh) -> Iterator[str]:
    """The stack of the domain that a product began in, where it has left that one."""
    found = StackId.parse(stack)
    product = mesh.products.get(found.subject)
    if product is not None and domain_of(product.origin) != found.domain:
        yield stack_name(domain_of(product.origin), found.environment)


def domains_left(moved: Mapping[str, str], selected: Collection[str], plan: Plan) -> frozenset[str]:
    """The domains that selected products leave: their stacks still hold roles of these."""
    left = {domain_of(subject_of(old)) for new, old in moved.items() if new in selected}
    return frozenset(left & {stack.subject for stack in plan.stacks.values()})


def staying(store: StateStore, chosen: Collection[str]) -> Mapping[str, Reason]:
    """Of stacks that are to be destroyed those that stay, with why: a domain that is needed by what
    has left it, and all that lies in it, since who asked for the whole gets nothing of it."""
    found = {stack: still_needed(store, stack, going=chosen) for stack in chosen}
    needed = {stack: why for stack, why in found.items() if why is not None}
    inside = ((s, base) for s in chosen for base in below(s) if base in needed)
    return needed | {stack: _with_its_domain(base, needed[base]) for stack, base in inside}


def _with_its_domain(domain: str, why: Reason) -> Reason:
    fix = f"{why.fix}; or name the products that are to go without their domain"
    return Reason(f"{domain} has to stay: {why.message}", refusal=True, fix=fix)


def still_needed(store: StateStore, stack: str, going: Collection[str] = ()) -> Reason | None:
    """Why a domain's stack has to stay: products that left it rest on its key and its role.

    `going` are the stacks that go before it.
    """
    found = StackId.parse(stack)
    if found.kind is not StackKind.DOMAIN:
        return None
    left = tuple(_products_elsewhere(store, found, going))
    if not left:
        return None
    message = (
        f"the files of {', '.join(left)}, moved away from {found.domain}, lie under its key, and"
        " Lake Formation comes to them by its role"
    )
    return Reason(message, refusal=True, fix=f"destroy what moved away first: {' '.join(left)}")


def _products_elsewhere(
    store: StateStore, domain: StackId, going: Collection[str]
) -> Iterator[str]:
    """The products of other domains that are deployed with a domain's names, and stay."""
    path = role_path(domain.domain)
    for stack in sorted(store.stacks() - {*going}):
        found = StackId.parse(stack)
        is_other = found.environment == domain.environment and found.domain != domain.domain
        if is_other and found.kind is StackKind.PRODUCT:
            roles = _registering(read_checkpoint(store, stack))
            if any(path in role for role in roles):
                yield found.subject


def _registering(state: Checkpoint | None) -> Iterator[str]:
    """The roles by which Lake Formation comes to what lies in a stack's bucket."""
    for resource in state.resources if state else ():
        inputs: Json = resource.get("inputs") or {}
        if resource.get("type") == LOCATION:
            yield str(inputs.get("roleArn", ""))


@contextmanager
def as_if_moved(context: EngineContext, old: str, new: str) -> Generator[EngineContext]:
    """A backend of its own, in which a stack has its new name: for who only looks."""
    content = context.store.read_checkpoint(old)
    with copy_of(context, new, renamed(content, old, new) if content else None) as there:
        yield there
