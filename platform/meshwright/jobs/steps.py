"""The states that run one statement of a table's: with its blanks filled, its answer read."""

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.blanks import has_blanks
from meshwright.jobs.naming import state_name
from meshwright.jobs.table import TableJob


def run(job: TableJob, workgroup: str, what: str, statement: str) -> dict[str, State]:
    """A statement, and before it the state that lays out the pieces of one with blanks."""
    running = {state_name(job, what): asl.query(statement, workgroup, job.database)}
    if not has_blanks(statement):
        return running
    return {state_name(job, f"prepare {what}"): asl.prepared(statement), **running}


def answered(job: TableJob, workgroup: str, what: str, statement: str) -> dict[str, State]:
    """A SELECT, and the reading of its answer."""
    states = run(job, workgroup, what, statement)
    states[state_name(job, what)] |= {"ResultPath": "$.asked"}
    reading = asl.answer("$.asked.QueryExecution.QueryExecutionId")
    return {**states, state_name(job, f"read {what}"): reading}


def repeatable(job: TableJob, workgroup: str, what: str, statement: str) -> dict[str, State]:
    """A statement that may run twice: the second time it changes what the first has left."""
    states = run(job, workgroup, what, statement)
    states[state_name(job, what)] |= {
        "Retry": [asl.THROTTLED, asl.AGAIN],
        "Catch": [asl.CAUGHT],
    }
    return states
