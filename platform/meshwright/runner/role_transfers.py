"""Roles that go from one domain's stack to another's as they are: only the states tell of it.

The runtime role of a product goes with it to another domain. IAM makes no second role of a name,
and one that is made again has another id. So the stack that is to have it takes it over from the
other's state, and only then does that one let it go. Both have it in between: whatever is killed
there, nobody deletes it.
"""

import json
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from meshwright.aws.resource_types import ROLE, ROLE_POLICY
from meshwright.errors import MeshError
from meshwright.ids import StackId, StackKind, subject_of
from meshwright.plan.declaration import Plan, StackPlan
from meshwright.runner.copies import copy_of
from meshwright.runner.departures import Departures, path_of, roles_in, roles_of
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.results import StackResult, Status
from meshwright.runner.stack_operation import (
    StackOperation,
    begin,
    ignore_change,
    spec_lines,
)
from meshwright.runner.state.checkpoint import Checkpoint, Json, read_checkpoint
from meshwright.runner.state.renaming import renamed
from meshwright.runner.state.store import StateStore

COMPONENT = "mesh:index:Role"
PROVIDER = "pulumi:providers:aws"


@dataclass(frozen=True, slots=True)
class Transfer:
    """The roles that a stack takes over from one other, each by its path and name."""

    giver: str
    paths: frozenset[str]


def takers(store: StateStore, going: Iterable[str], plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """By domain's stack of a run that gives roles away, those of the run that take them."""
    names = [name for name in going if StackId.parse(name).kind is StackKind.DOMAIN]
    found: dict[str, list[str]] = {}
    for taker in names:
        for transfer in transfers(store, plan.stacks[taker]):
            found.setdefault(transfer.giver, []).append(taker)
    return {giver: tuple(those) for giver, those in found.items()}


def transfers(store: StateStore, stack: StackPlan) -> tuple[Transfer, ...]:
    """What a domain's stack takes over: roles that it declares and another one's state has."""
    if stack.kind is not StackKind.DOMAIN:
        return ()
    missing = roles_of(stack) - roles_in(read_checkpoint(store, stack.name))
    if not missing:
        return ()
    others = ((name, roles_in(read_checkpoint(store, name))) for name in _others(store, stack.id))
    return tuple(Transfer(name, held & missing) for name, held in others if held & missing)


def _others(store: StateStore, own: StackId) -> Iterator[str]:
    for name in sorted(store.stacks()):
        found = StackId.parse(name)
        is_domain = found.kind is StackKind.DOMAIN and found.environment == own.environment
        if is_domain and found != own:
            yield name


@dataclass(frozen=True, slots=True)
class Handed:
    """What came to a stack from others before its own turn."""

    roles: tuple[str, ...] = ()
    """What to say of each of them."""
    first: StackResult | None = None
    """What came of bringing a new stack up without them."""

    @property
    def refusal(self) -> StackResult | None:
        """Why the stack is not to have its turn."""
        failed = self.first is not None and self.first.status is not Status.DONE
        return self.first if failed else None

    def within(self, result: StackResult) -> StackResult:
        """A result with the roles, and with what a new stack made before it could take them."""
        whole = replace(result, taken_over=self.roles)
        if self.first is None:
            return whole
        counted = replace(result.changes, create=result.changes.create + self.first.changes.create)
        return replace(whole, changes=counted, changed=(*self.first.changed, *result.changed))


NOTHING = Handed()


def transfer_roles(
    context: EngineContext, stack: StackPlan, leave: Departures, flags: Sequence[str]
) -> Handed:
    """Takes over what other stacks still have, and lets go of what others have taken.

    A stack that is new comes up without it first: a state needs what a role stands under. `flags`
    are for that. Raises MeshError where a role is not to be had.
    """

    def turn() -> StackOperation:
        return begin(context, stack.name, spec_lines(stack), ignore_change)

    given, result = transfers(context.store, stack), None
    if given and not _can_take(context.store, stack.name):
        first = turn()
        plan = _without(stack, given)
        result = first.result(first.operate("up", "--yes", "--skip-preview", *flags, plan=plan))
        if result.status is not Status.DONE:
            return Handed((), result)
    take_over(context.store, turn(), given)
    let_go(context.store, turn(), leave)
    return Handed(_said(given), result)


def _said(given: Iterable[Transfer]) -> tuple[str, ...]:
    return tuple(
        f"{path} of {transfer.giver}, as it is" for transfer in given for path in transfer.paths
    )


def _can_take(store: StateStore, stack: str) -> bool:
    """Whether a stack's state has what a role stands under."""
    state = read_checkpoint(store, stack)
    return state is not None and any(r["type"] == PROVIDER for r in state.resources)


def _without(stack: StackPlan, given: Sequence[Transfer]) -> StackPlan:
    """A stack as it is brought up first where there is none yet that could take a role over."""
    paths = frozenset[str]().union(*(each.paths for each in given))
    names = {path.rpartition("/")[2] for path in paths}
    kept = (d for d in stack.declarations if d.inputs.get(_NAMED_BY.get(d.type, "")) not in names)
    return replace(stack, declarations=tuple(kept))


_NAMED_BY = {ROLE: "name", ROLE_POLICY: "role"}


@contextmanager
def as_if_transferred(
    context: EngineContext, stack: StackPlan, leave: Departures
) -> Generator[tuple[EngineContext, StackPlan, Handed]]:
    """For who only looks: a backend of its own in which a domain's roles lie where they are to lie,
    what is then still to be made of the stack, and what it takes over."""
    state = read_checkpoint(context.store, stack.name)
    given, going = transfers(context.store, stack), _going(state, stack.name, leave)
    handed = Handed(_said(given))
    if state is None or (given and not _can_take(context.store, stack.name)):
        # It takes them over once the rest of it is there.
        yield context, _without(stack, given), handed
        return
    if not (going or given):
        yield context, stack, handed
        return
    for transfer in given:
        state = _with_taken(context.store, state, transfer, stack.name)
    with copy_of(context, stack.name, _without_given(state, frozenset(going)).as_file()) as there:
        yield there, stack, handed


def take_over(store: StateStore, turn: StackOperation, given: Iterable[Transfer]) -> None:
    """Brings roles into a stack's state as another one's has them.

    Raises MeshError where the state could not be written.
    """
    for transfer in given:
        state = read_checkpoint(store, turn.stack)
        assert state is not None, "a stack that is brought up has a state"
        _write(turn, _with_taken(store, state, transfer, turn.stack))


def _with_taken(store: StateStore, state: Checkpoint, transfer: Transfer, stack: str) -> Checkpoint:
    """A state with some roles under the names that they have in another stack."""
    giver = read_checkpoint(store, transfer.giver)
    assert giver is not None, "the roles were read of it"
    provider = next(r for r in state.resources if r["type"] == PROVIDER)
    urns, known = _urns(giver, transfer.paths), {r["urn"] for r in state.resources}
    text = json.dumps([r for r in giver.resources if r["urn"] in urns])
    found: list[Json] = json.loads(renamed(text.encode(), transfer.giver, stack))
    used = {"provider": f"{provider['urn']}::{provider['id']}"}
    taken = [{**r, **(used if r.get("provider") else {})} for r in found if r["urn"] not in known]
    return state.with_parts([*state.resources, *taken], state.pending)


def _without_given(state: Checkpoint, paths: frozenset[str]) -> Checkpoint:
    urns = _urns(state, paths)
    kept = [resource for resource in state.resources if resource["urn"] not in urns]
    return state.with_parts(kept, state.pending)


def _urns(state: Checkpoint, paths: frozenset[str]) -> frozenset[str]:
    """The URNs of roles, of their policies, and of the components that both stand under."""
    names = {path.rpartition("/")[2] for path in paths}
    found = [r for r in state.resources if _is_of(r, paths, names)]
    parents = {r.get("parent") for r in found}
    components = (r for r in state.resources if r["type"] == COMPONENT and r["urn"] in parents)
    return frozenset(r["urn"] for r in (*found, *components))


def _is_of(resource: Json, paths: frozenset[str], names: Collection[str]) -> bool:
    if resource["type"] == ROLE:
        return path_of(resource) in paths
    inputs: Json = resource.get("inputs") or {}
    return resource["type"] == ROLE_POLICY and inputs.get("role") in names


def let_go(store: StateStore, turn: StackOperation, leave: Departures) -> None:
    """Takes the roles out of a stack's state that another one has taken over.

    Raises MeshError where one of them was not taken over yet.
    """
    state = read_checkpoint(store, turn.stack)
    going = _going(state, turn.stack, leave)
    if state is None or not going:
        return
    for path, taker in sorted(going.items()):
        if path not in roles_in(read_checkpoint(store, taker)):
            raise MeshError(
                f"its role {path} is to go to {taker}, which has not taken it over",
                fix=f"mesh up {subject_of(taker)}, then this again",
            )
    _write(turn, _without_given(state, frozenset(going)))


def _going(state: Checkpoint | None, stack: str, leave: Departures) -> Mapping[str, str]:
    """The roles in a stack's state that another stack is to have, with that one."""
    takers = ((path, leave.staying.get(path, stack)) for path in roles_in(state))
    return {path: taker for path, taker in takers if taker != stack}


def _write(turn: StackOperation, state: Checkpoint) -> None:
    # It may hold encrypted secrets: a folder of our own, gone at once.
    with TemporaryDirectory(prefix="mesh-") as folder:
        file = Path(folder) / "state.json"
        file.write_bytes(state.as_export())
        if fault := turn.import_state(file):
            raise MeshError(f"roles could not be handed over in the state of {turn.stack}: {fault}")
