"""The states that make one table: stage, audit, and publish where nothing speaks against it."""

import hashlib
from collections.abc import Mapping

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.audit import MEASURES, audit
from meshwright.jobs.statements import clear, publish, stage
from meshwright.jobs.table import TableJob

QUALITY_FAILED = "mesh.QualityFailed"
FAILED = "failed"
"""The state that all failures go to."""
CAUGHT = {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": FAILED}
AGAIN = {
    "ErrorEquals": ["States.TaskFailed", "States.Timeout"],
    "IntervalSeconds": 5,
    "BackoffRate": 3,
    "MaxAttempts": 2,
    "JitterStrategy": "FULL",
}
"""A query that failed is asked again: what was staged before is cleared first, so none doubles."""
MAX_NAME = 60
"""Of a state's name: with what the state does it stays below the 80 characters of AWS."""


def first_state(job: TableJob) -> str:
    """The state that a table's refresh begins with."""
    return _named(job, "stage")


def refresh(job: TableJob, workgroup: str, following: str) -> Mapping[str, State]:
    """The states of one table, and the state after them where it is done."""
    states = {
        "stage": _staged(job, workgroup),
        "note": _noted(job),
        "judge": _judged(job, following),
        "publish": _published(job, workgroup),
        "published": {**_said(job, "published"), "Next": following},
    }
    refused = {
        "refuse": _said(job, "refused"),
        "say why": asl.passing(
            {"Error": QUALITY_FAILED, "Cause.$": f"{_path(job)}.failed"}, "$.error"
        ),
    }
    return {
        **asl.chained({_named(job, what): state for what, state in states.items()}),
        **asl.chained({_named(job, what): state for what, state in refused.items()}, FAILED),
    }


def _named(job: TableJob, what: str) -> str:
    name = job.name
    if len(name) > MAX_NAME:
        name = f"{name[: MAX_NAME - 9]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"{name}: {what}"


def _path(job: TableJob) -> str:
    """Where the state of the run keeps what is known of a table."""
    return f"$.tables.{job.name}"


def _staged(job: TableJob, workgroup: str) -> State:
    """One branch, so that a failure in it repeats all of it."""
    steps = {
        "clear": asl.query(clear(job), workgroup, job.database),
        "fill": asl.query(stage(job), workgroup, job.database),
        "audit": {**asl.query(audit(job), workgroup, job.database), "ResultPath": "$.audit"},
        "read": asl.answer("$.audit.QueryExecution.QueryExecutionId"),
    }
    branch = asl.chained({_named(job, what): state for what, state in steps.items()})
    return {
        "Type": "Parallel",
        "Branches": [{"StartAt": _named(job, "clear"), "States": branch}],
        "ResultSelector": {"audit.$": "States.ArrayGetItem($, 0)"},
        "ResultPath": "$.staged",
        "Retry": [asl.THROTTLED, AGAIN],
        "Catch": [CAUGHT],
    }


def _noted(job: TableJob) -> State:
    measured = {f"{name}.$": f"$.staged.audit.{name}" for name in MEASURES}
    return asl.passing({"table": job.name, "state": "audited", **measured}, _path(job))


def _judged(job: TableJob, following: str) -> State:
    del following
    is_sound = {"Variable": f"{_path(job)}.failed", "StringEquals": ""}
    return {
        "Type": "Choice",
        "Choices": [{**is_sound, "Next": _named(job, "publish")}],
        "Default": _named(job, "refuse"),
    }


def _published(job: TableJob, workgroup: str) -> State:
    return {
        **asl.query(publish(job), workgroup, job.database),
        "Retry": [asl.THROTTLED, AGAIN],
        "Catch": [CAUGHT],
    }


def _said(job: TableJob, state: str) -> State:
    return {"Type": "Pass", "Result": state, "ResultPath": f"{_path(job)}.state"}
