"""The state machine that makes a product's tables, as Step Functions reads it.

A run looks at what it is asked for (`request`), waits for its turn (`guard`) and writes that it
works (`lock`). Then for each table in the order given: clear the stage, fill it, audit it, and
where nothing speaks against it, publish what differs by one MERGE (`refresh`); where its owner says
so, show some of its rows (`sample`). Then the result is written to the catalog bucket, and the bus
is told, so that those who read the product can start (`outcome`). Asked to `maintain`, it compacts
its tables instead (`maintenance`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from meshwright.jobs import asl, guard, lock, request, sample, staleness
from meshwright.jobs.asl import State
from meshwright.jobs.conditions import is_true
from meshwright.jobs.maintenance import first_upkeep, maintenance
from meshwright.jobs.outcome import SUCCEEDED, Counted, Place, failed, succeeded, waiting
from meshwright.jobs.refresh import first_state, refresh
from meshwright.jobs.table import TableJob

MOST_SECONDS = 24 * 3600
"""A run that hangs keeps all others waiting; this is the end of it."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A product's machine: what it makes and where it works."""

    product: str
    """The product's id."""
    tables: tuple[TableJob, ...]
    """The tables that it makes, each after those that it reads."""
    workgroup: str
    bus: str
    """The event bus's name or ARN."""
    results_bucket: str
    results_prefix: str
    """Where results are written in the bucket; ends with a slash."""
    counted: Counted
    """The metric that counts its runs."""
    promised_days: int | None = None
    """How old rows may be, where that is more than an alarm can look back: upkeep looks then."""


def definition(machine: Machine) -> str:
    """The machine's definition, as JSON."""
    states: dict[str, State] = {
        "begin": _begun(machine),
        **request.request(guard.START),
        **guard.guard(lock.FIRST),
        **lock.locked(machine.results_bucket, machine.results_prefix, guard.WAIT, "what to do"),
        "what to do": asl.choice(
            [(is_true(request.MAINTAIN), first_upkeep(machine.tables[0]))],
            first_state(machine.tables[0]),
        ),
        **_refreshed(machine),
        **_maintained(machine),
        **succeeded(_place(machine)),
        **(waiting(_place(machine)) if any(job.inputs for job in machine.tables) else {}),
        **failed(_place(machine)),
    }
    whole = {"StartAt": "begin", "TimeoutSeconds": MOST_SECONDS, "States": states}
    return json.dumps(whole, ensure_ascii=False)


def _begun(machine: Machine) -> State:
    tables = {job.name: {"table": job.name, "state": "not reached"} for job in machine.tables}
    today = "States.ArrayGetItem(States.StringSplit($$.Execution.StartTime, 'T'), 0)"
    begun = {"input.$": "$", "today.$": today, "tables": tables}
    return asl.passing(begun, then=request.START)


def _refreshed(machine: Machine) -> dict[str, State]:
    followers = [*map(first_state, machine.tables[1:]), SUCCEEDED]
    states: dict[str, State] = {}
    for job, following in zip(machine.tables, followers, strict=True):
        done = sample.first_state(job) if job.sampled else following
        states |= refresh(job, machine.workgroup, done)
        if job.sampled:
            states |= _sampled(machine, job, following)
    return states


def _sampled(machine: Machine, job: TableJob, following: str) -> Mapping[str, State]:
    return sample.sampled(
        job,
        machine.workgroup,
        machine.product,
        machine.results_bucket,
        machine.results_prefix,
        following,
    )


def _maintained(machine: Machine) -> dict[str, State]:
    states: dict[str, State] = {"maintained": {"Type": "Succeed"}}
    last = "maintained"
    if machine.promised_days is not None:
        last = staleness.FIRST
        states |= _looked_after(machine, machine.promised_days)
    followers = [*map(first_upkeep, machine.tables[1:]), last]
    for job, following in zip(machine.tables, followers, strict=True):
        states |= maintenance(job, machine.workgroup, following)
    return states


def _looked_after(machine: Machine, days: int) -> Mapping[str, State]:
    return staleness.checked(
        machine.results_bucket,
        machine.results_prefix,
        days,
        machine.workgroup,
        machine.tables[0].database,
        "maintained",
    )


def _place(machine: Machine) -> Place:
    return Place(
        machine.product,
        tuple(job.name for job in machine.tables),
        machine.bus,
        machine.results_bucket,
        machine.results_prefix,
        machine.promised_days is not None,
        machine.counted,
    )
