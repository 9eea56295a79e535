"""The states that keep Iceberg tables small, and see whether the last refresh is too long ago.

They run in the machine itself, so that nothing else writes to the tables meanwhile.
Source: Athena user guide, "Optimize Iceberg tables".
"""

from meshwright.jobs import asl, steps
from meshwright.jobs.asl import State
from meshwright.jobs.naming import state_name
from meshwright.jobs.statements import upkeep
from meshwright.jobs.table import TableJob

MORE_RUNS = {
    "ErrorEquals": ["States.TaskFailed"],
    "IntervalSeconds": 5,
    "BackoffRate": 1.5,
    "MaxAttempts": 8,
}
"""Both statements may end with "more runs needed" after a part of their work."""


def first_upkeep(job: TableJob) -> str:
    """The state that a table's upkeep begins with."""
    return next(iter(maintenance(job, "", "")))


def maintenance(job: TableJob, workgroup: str, following: str) -> dict[str, State]:
    """The states of one table's upkeep, and the state after them."""
    states: dict[str, State] = {}
    for what, statement in upkeep(job).items():
        states |= steps.run(job, workgroup, what, statement)
        states[state_name(job, what)] |= {
            "Retry": [asl.THROTTLED, MORE_RUNS],
            "Catch": [asl.CAUGHT],
        }
    return asl.chained(states, following)
