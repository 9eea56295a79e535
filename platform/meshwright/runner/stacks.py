"""The engine on one stack: create it where it is missing, up, preview or destroy; keep its record.

The rules have just been evaluated offline over the very declarations that the program hands to the
engine, and a stack with a finding never gets this far. What only the packs can see, a resource that
the program makes beside its plan, they refuse in a preview that comes first, and again at
registration. In `local` registration alone has to do: nothing there is precious, and a preview
would double what a run costs.

What a run would delete or replace is read from a preview too, wherever something could go that is
protected or holds data (`data_loss`). Nothing of a stack is touched before that is agreed.
"""

import time
from dataclasses import replace

from meshwright.errors import MeshError
from meshwright.gate.data_loss import DataLossPolicy
from meshwright.gate.reasons import Reason
from meshwright.plan.declaration import StackPlan
from meshwright.recorded import resource_of
from meshwright.runner import data_loss_guard, moves
from meshwright.runner.data import deployed_ids, emptying, rekeying
from meshwright.runner.data.data_loss import holds_something, with_kept
from meshwright.runner.departures import Departures, revoke
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.handovers import hand_over
from meshwright.runner.moves import Moved
from meshwright.runner.recovery import recover as recovery
from meshwright.runner.recovery.recover import Place
from meshwright.runner.results import Change, Changes, StackResult, Status
from meshwright.runner.role_transfers import NOTHING, as_if_transferred, transfer_roles
from meshwright.runner.stack_operation import (
    OnChange,
    StackOperation,
    begin,
    ignore_change,
    spec_lines,
)
from meshwright.runner.state import records
from meshwright.runner.state.checkpoint import Checkpoint, read_checkpoint

LOOKS_PAST_PROTECTION = "--ignore-protect"
"""Of a preview: it tells what would go, rather than that it is protected."""


def up(
    context: EngineContext,
    stack: StackPlan,
    seen: OnChange,
    *,
    loss_policy: DataLossPolicy,
    refresh: bool = False,
    leave: Departures | None = None,
    moved: Moved = moves.NOTHING,
) -> StackResult:
    """Makes a stack what its plan says, and records it if the engine has succeeded.

    With `refresh` the engine first asks AWS what is there, so that it puts right what has drifted.
    Grants to the roles that `leave` names go before these do. A stack in `moved` is renamed first.
    """
    # Before the engine starts: a run that fails or is killed leaves nothing to be skipped by.
    context.store.delete_record(stack.name)
    followed = _followed(context, stack.name, moved)
    notes = (*followed, *settle(context, stack.name), *hand_over(context, stack))
    flags = ("--refresh",) if refresh else ()
    before = read_checkpoint(context.store, stack.name)
    refused = _unreadable(context, stack, before, loss_policy) or _prepare(
        context, stack, loss_policy, flags
    )
    if refused is not None:
        return replace(refused, notes=notes)
    revoked = _revoked(context, stack.name, leave)
    handed = transfer_roles(context, stack, leave, packs(context)) if leave else NOTHING
    if handed.refusal is not None:
        return replace(handed.refusal, notes=notes)
    done = context.account.prepare(stack, read_checkpoint(context.store, stack.name))
    turn = begin(context, stack.name, spec_lines(stack), seen)
    ended = turn.operate("up", "--yes", "--skip-preview", *flags, *packs(context), plan=stack)
    result = replace(handed.within(turn.result(ended, notes)), account=done)
    result = with_changes(with_kept(result, before), revoked)
    if result.status is Status.DONE:
        result = _with_partitions(context, stack, before, result)
    if result.status is Status.DONE:
        # A refresh takes back what is open, and is asked after that.
        return result if refresh and stack.subject else settled(context, stack, result)
    return replace(result, notes=(*notes, *_look_up(context, turn, result)))


def _followed(context: EngineContext, stack: str, moved: Moved) -> tuple[str, ...]:
    old = moved.get(stack)
    return (*settle(context, old), *moves.follow(context, old, stack)) if old else ()


def _unreadable(
    context: EngineContext, stack: StackPlan, before: Checkpoint | None, loss_policy: DataLossPolicy
) -> StackResult | None:
    """The result of a stack whose change would leave rows that nobody can read, or read wrong."""
    reasons = deployed_ids.refusals(before, stack, loss_policy.mesh)
    if context.tables is not None:
        reasons += rekeying.refusals(context.tables, before, stack, loss_policy)
    return StackResult(stack.name, Status.HELD, reasons=reasons) if reasons else None


def _with_partitions(
    context: EngineContext, stack: StackPlan, before: Checkpoint | None, result: StackResult
) -> StackResult:
    """The result of an update, once the partitions of the stack's tables have followed it.

    A new stack has none.
    """
    if context.tables is None or before is None:
        return result
    try:
        said = rekeying.follow(context.tables, rekeying.rekeyed(before, stack), stack)
    except MeshError as error:
        return replace(result, status=Status.FAILED, reasons=(Reason(str(error), fix=error.fix),))
    return replace(result, partitions=said)


def _revoked(context: EngineContext, stack: str, leave: Departures | None) -> tuple[Change, ...]:
    """Revokes what the roles have that are about to go with this stack."""

    def delete(holder: str, urns: tuple[str, ...]) -> str | None:
        context.store.delete_record(holder)
        settle(context, holder)
        return begin(context, holder, {}, ignore_change).delete(urns)

    return revoke(context.store, stack, leave, delete) if leave else ()


def with_changes(result: StackResult, revoked: tuple[Change, ...]) -> StackResult:
    """A result with the grants that were revoked for it in other stacks."""
    counted = replace(result.changes, delete=result.changes.delete + len(revoked))
    return replace(result, changes=counted, changed=(*revoked, *result.changed))


def settled(context: EngineContext, stack: StackPlan, result: StackResult) -> StackResult:
    """The result of a stack that the engine has brought up, once its account agrees.

    Only then is it recorded: what is open must not be skipped by the next run.
    """
    faults = context.account.settle(stack)
    if faults:
        context.store.delete_record(stack.name)
        return replace(result, status=Status.FAILED, reasons=faults)
    records.write(context.store, stack, code=context.code)
    return result


def _look_up(context: EngineContext, turn: StackOperation, result: StackResult) -> tuple[str, ...]:
    """Looks for what may have been made though the engine was told that it was not.

    What is said to be there already is somebody else's, unless it was asked for twice.
    """
    others = {r.resource for r in result.reasons if r.name_is_taken}
    doubted = {
        urn: state
        for urn, state in turn.events.not_created.items()
        if resource_of(urn) not in others
    }
    if not doubted or context.stop.is_asked:
        return ()
    try:
        return recovery.look_up(_place(context, turn.stack), doubted)
    except MeshError as error:
        return (f"what was not created could not be looked for: {error}",)


def _prepare(
    context: EngineContext, stack: StackPlan, loss_policy: DataLossPolicy, flags: tuple[str, ...]
) -> StackResult | None:
    """Creates a stack that is missing and looks first where need be; what stands in the way."""
    turn = begin(context, stack.name, spec_lines(stack), ignore_change)
    is_new = context.store.fingerprint(stack.name) is None
    if is_new and not turn.make() and (made := turn.create()).code != 0:
        return turn.result(made)
    if not (
        context.previews_first
        or (
            not is_new
            and data_loss_guard.is_risky(context.store, stack, loss_policy, refresh=bool(flags))
        )
    ):
        return None
    looked = turn.operate("preview", LOOKS_PAST_PROTECTION, *flags, *packs(context), plan=stack)
    return data_loss_guard.agree(turn, looked, loss_policy)


def preview(
    context: EngineContext,
    stack: StackPlan,
    seen: OnChange,
    *,
    loss_policy: DataLossPolicy,
    leave: Departures,
    moved: Moved = moves.NOTHING,
) -> StackResult:
    """What `up` would change, or refuse; of a stack that is not there yet the plan itself tells."""
    old = moved.get(stack.name)
    if old is None:
        with as_if_transferred(context, stack, leave) as (there, rest, handed):
            return handed.within(_preview(there, rest, seen, loss_policy))
    recovery.check_readable(context.store, old)
    with moves.as_if_moved(context, old, stack.name) as there:
        return _preview(there, stack, seen, loss_policy)


def _preview(
    context: EngineContext, stack: StackPlan, seen: OnChange, loss_policy: DataLossPolicy
) -> StackResult:
    recovery.check_readable(context.store, stack.name)
    if context.store.fingerprint(stack.name) is None:
        return all_new(stack, seen)
    turn = begin(context, stack.name, spec_lines(stack), seen)
    ended = turn.operate("preview", LOOKS_PAST_PROTECTION, *packs(context), plan=stack)
    state = read_checkpoint(context.store, stack.name)
    lost = _unreadable(context, stack, state, loss_policy)
    refused = data_loss_guard.refused(turn, ended, loss_policy)
    return _with_more(with_kept(refused, state), lost.reasons if lost else ())


def destroy(
    context: EngineContext,
    stack: str,
    seen: OnChange,
    *,
    loss_policy: DataLossPolicy,
    leave: Departures | None = None,
) -> StackResult:
    """Deletes what a stack's state holds, then the stack; needs neither program nor spec."""
    if needed := moves.still_needed(context.store, stack):
        return StackResult(stack, Status.HELD, reasons=(needed,))
    context.store.delete_record(stack)
    notes = settle(context, stack)
    state = read_checkpoint(context.store, stack)
    full = emptying.full_buckets(context.tables, state) if context.tables else ()
    if holds_something(state, loss_policy):
        turn = begin(context, stack, {}, ignore_change)
        looked = turn.operate("destroy", "--preview-only", LOOKS_PAST_PROTECTION)
        refused = _with_more(data_loss_guard.refused(turn, looked, loss_policy), full)
        if refused.status is Status.DONE:
            refused = data_loss_guard.agree(turn, looked, loss_policy)
        if refused is not None:
            return replace(refused, notes=notes, changes=Changes(), changed=())
    elif full:
        return StackResult(stack, Status.HELD, reasons=full, notes=notes)
    revoked = _revoked(context, stack, leave)
    turn = begin(context, stack, {}, seen)
    ended = turn.operate("destroy", "--yes", "--skip-preview", "--remove")
    return with_changes(with_kept(turn.result(ended, notes), state), revoked)


def _with_more(result: StackResult, reasons: tuple[Reason, ...]) -> StackResult:
    """A result with more reasons to leave the stack alone."""
    if not reasons or result.status not in (Status.DONE, Status.HELD):
        return result
    return replace(result, status=Status.HELD, reasons=(*result.reasons, *reasons))


def recover(context: EngineContext, stack: str, _seen: OnChange) -> StackResult:
    """Settles what a killed run has left of a stack, and does no more."""
    began = time.monotonic()
    notes = settle(context, stack)
    seconds = round(time.monotonic() - began, 2)
    return StackResult(stack, Status.DONE, seconds=seconds, notes=notes)


def settle(context: EngineContext, stack: str) -> tuple[str, ...]:
    """What was found of a killed run, and put right, before anything else is done to a stack."""
    return recovery.recover(_place(context, stack))


def _place(context: EngineContext, stack: str) -> Place:
    return Place(
        name=stack,
        store=context.store,
        begin=lambda: begin(context, stack, {}, ignore_change),
        find_id=context.finder.find,
        records=context.engines,
    )


def all_new(stack: StackPlan, seen: OnChange) -> StackResult:
    """The result of previewing a stack that does not exist."""
    changed = tuple(
        Change("update" if d.adopts else "create", str(d.key)) for d in stack.declarations
    )
    for change in changed:
        seen(change)
    taken = sum(bool(d.adopts) for d in stack.declarations)
    counted = Changes(create=len(changed) - taken, update=taken)
    return StackResult(stack.name, Status.DONE, counted, changed)


def packs(context: EngineContext) -> tuple[str, ...]:
    """The flags that switch the packs on; raises MeshError where there are none."""
    if not context.packs:
        raise MeshError(
            "there is no policy pack under policies/, so no rule would be evaluated",
            fix="git checkout -- policies",
        )
    return tuple(f"--policy-pack={pack}" for pack in context.packs)
