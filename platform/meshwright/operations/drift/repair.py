"""Puts right what the engine does not know of: takes back access, writes entries again.

What others have given to somebody is told, and goes only where a person names him.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.gate.reasons import Reason
from meshwright.operations.drift.planned import Planned, planned
from meshwright.operations.drift.scan import DriftScan, look_around
from meshwright.operations.drift.values import Call, Drift, Kind
from meshwright.plan.declaration import StackPlan
from meshwright.runner.capacity import cores
from meshwright.runner.cloud import Cloud
from meshwright.runner.engine.stop import listening
from meshwright.runner.engine_context import EngineContext
from meshwright.runner.results import ACCESS, Change, StackResult, Status
from meshwright.runner.run import Run
from meshwright.runner.stack_operation import ignore_change

COMMAND_LINE_NAMES = {"s3api": "s3"}
"""Services that boto3 calls otherwise than the AWS command line does."""


NOT_TAKEN = "not taken back, since the plan gives it; by hand, if it is more than that"


@dataclass(frozen=True, slots=True)
class Repair:
    """What became of one thing that should not be as it is."""

    drift: Drift
    fault: str = ""
    """Why it is still so; empty where it was taken back."""


def put_right(
    context: EngineContext, cloud: Cloud, plans: Mapping[str, StackPlan], run: Run
) -> tuple[Run, tuple[Drift, ...]]:
    """Puts right the stacks that a run has brought up; also says what it left to people.

    What merely exists and opens nothing is left, since it may hold what somebody needs; so is what
    others have given to somebody.
    """
    looks = DriftScan(context, cloud, plans)
    done = [result.stack for result in run.results if result.status is Status.DONE]
    with listening(context.stop), ThreadPoolExecutor(cores()) as pool:
        looked = {r.stack: r for r in pool.map(partial(looks.take, seen=ignore_change), done)}
    drifts = [drift for stack in done for drift in looks.drifts.get(stack, ())]
    # Where a stack could not be compared, what it holds would be taken for a stranger's.
    whole = all(result.status is Status.DONE for result in looked.values())
    if whole and frozenset(done) >= context.store.stacks():
        drifts += look_around(looks, cloud).drifts
    given = planned(plans.values())
    repairs = [repair(cloud, drift, given) for drift in drifts if is_ours(drift)]
    results = tuple(_after(r, looked.get(r.stack), repairs) for r in run.results)
    left = tuple(drift for drift in drifts if not is_ours(drift))
    return replace(run, results=results), left


def is_ours(drift: Drift) -> bool:
    """Whether a refreshed update answers for it: it alone knows what the rest is good for."""
    if drift.kind is Kind.GONE and not drift.resource:
        # A role of another stack, which that one makes again.
        return False
    if drift.kind is not Kind.EXTRA:
        return True
    return drift.opens and drift.remedy is not None and not drift.is_others


def repair(cloud: Cloud, drift: Drift, given: Planned) -> Repair:
    """Takes one thing back, unless the plan gives it; of a grant, what is planned stays."""
    if drift.remedy is None:
        return Repair(drift, "the update has not put it right")
    if given.gives(drift.remedy):
        return Repair(drift, NOT_TAKEN)
    try:
        for call in (drift.remedy, *given.given_again(drift.remedy)):
            _call(cloud, call)
    except (ClientError, BotoCoreError) as error:
        return Repair(drift, str(error))
    return Repair(drift)


def _call(cloud: Cloud, call: Call) -> None:
    client = cloud.client(COMMAND_LINE_NAMES.get(call.service, call.service))
    getattr(client, call.operation)(**call.arguments)


def _after(
    result: StackResult, looked: StackResult | None, repairs: Iterable[Repair]
) -> StackResult:
    """A stack's result with what was taken back from it, or why that failed."""
    own = [repair for repair in repairs if repair.drift.stack == result.stack]
    faults = [Reason(f"{r.drift.what}: {r.fault}", r.drift.resource) for r in own if r.fault]
    made = tuple(_change(repair.drift) for repair in own if not repair.fault)
    deleted = sum(change.operation == "delete" for change in made)
    counted = replace(
        result.changes,
        delete=result.changes.delete + deleted,
        update=result.changes.update + len(made) - deleted,
    )
    last = result if looked is None or looked.status is Status.DONE else looked
    done = replace(last, changes=counted, changed=(*result.changed, *made))
    if not faults:
        return done
    return replace(done, status=Status.FAILED, reasons=(*done.reasons, *faults))


def _change(drift: Drift) -> Change:
    if drift.kind is Kind.EXTRA:
        return Change("delete", f"{ACCESS}{drift.what}")
    return Change("update", drift.resource, tuple(d.path for d in drift.differences))


def taken_back(results: Sequence[StackResult]) -> tuple[str, ...]:
    """What was taken back in a run, in words."""
    resources = (change.resource for result in results for change in result.changed)
    return tuple(r.removeprefix(ACCESS) for r in resources if r.startswith(ACCESS))
