"""What is done about losses: refuse them before a stack is touched, or let go what is agreed."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from meshwright.gate.data_loss import DataLossPolicy, Loss
from meshwright.gate.reasons import Reason
from meshwright.ids import subject_of
from meshwright.plan.declaration import StackPlan
from meshwright.runner.data.data_loss import holds_something, may_lose, without_protection
from meshwright.runner.engine.process import Ended
from meshwright.runner.results import Changes, StackResult, Status
from meshwright.runner.stack_operation import StackOperation
from meshwright.runner.state.checkpoint import read_checkpoint
from meshwright.runner.state.store import StateStore


def is_risky(
    store: StateStore, stack: StackPlan, loss_policy: DataLossPolicy, *, refresh: bool
) -> bool:
    """Whether an update could lose something: then the engine is asked in a preview."""
    state = read_checkpoint(store, stack.name)
    # What a refresh brings to light, no comparison of the state with the plan can tell.
    return may_lose(state, stack, loss_policy) or (refresh and holds_something(state, loss_policy))


def agree(turn: StackOperation, looked: Ended, loss_policy: DataLossPolicy) -> StackResult | None:
    """Refuses what a preview would lose and no spec gives up; frees what is agreed to go."""
    losses = tuple(turn.events.losses.values())
    result = refused(turn, looked, loss_policy)
    if result.status is Status.HELD:
        return replace(result, changes=Changes(), changed=())
    if result.status is not Status.DONE:
        return result
    return _free(turn, losses) if any(loss.is_bound for loss in losses) else None


def refused(turn: StackOperation, looked: Ended, loss_policy: DataLossPolicy) -> StackResult:
    """The result of a preview; held where it shows a loss that nobody has agreed to."""
    subject = subject_of(turn.stack)
    refusals = loss_policy.refusals(subject, turn.events.losses.values(), turn.lines)
    result = turn.result(looked)
    if not refusals or result.status is Status.CANCELLED:
        return result
    return replace(result, status=Status.HELD, reasons=(*refusals, *result.reasons))


def _free(turn: StackOperation, losses: tuple[Loss, ...]) -> StackResult | None:
    """Takes the protection off what is agreed to go, and off nothing else."""
    # The state may hold encrypted secrets: a folder of our own, gone at once.
    with TemporaryDirectory(prefix="mesh-") as folder:
        file = Path(folder) / "state.json"
        fault = turn.export_state(file)
        if fault is None:
            freed = without_protection(json.loads(file.read_bytes()), losses)
            file.write_text(json.dumps(freed), encoding="utf-8")
            fault = turn.import_state(file)
    if fault is None:
        return None
    message = f"its protection could not be taken off: {fault}"
    return StackResult(turn.stack, Status.FAILED, reasons=(Reason(message),), log=turn.log)
