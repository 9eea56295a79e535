"""The state machine that makes a product's tables, as Step Functions reads it.

For each table in the order given: clear the stage, fill it, audit it, and where all rules of
severity error hold, publish what differs by one MERGE. Then the result is written to the catalog
bucket, and the bus is told, so that those who read the product can start.

The result, at `<results_prefix><execution>.json`:
`{"version": 1, "product", "execution", "started", "finished", "state": "succeeded" or "failed",
"tables": [{"table", "state", "rows", "changed", "published", "rules": […]}], "error": null or
{"Error", "Cause"}}`. A table's `state` is `published`, `unchanged`, `refused` or `not reached`.
The event: source `mesh`, detail type `refreshed`, detail `{product, tables, rows, execution}`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.refresh import FAILED, first_state, refresh
from meshwright.jobs.table import TableJob


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


def definition(machine: Machine) -> str:
    """The machine's definition, as JSON."""
    firsts = [first_state(job) for job in machine.tables]
    states: dict[str, State] = {"begin": _begin(machine, firsts[0])}
    for job, following in zip(machine.tables, [*firsts[1:], "succeeded"], strict=True):
        states |= refresh(job, machine.workgroup, following)
    states |= asl.chained(_succeeded(machine))
    states |= _failed(machine)
    return json.dumps({"StartAt": "begin", "States": states}, ensure_ascii=False)


def _begin(machine: Machine, following: str) -> State:
    tables = {job.name: {"table": job.name, "state": "not reached"} for job in machine.tables}
    return asl.passing({"input.$": "$", "tables": tables}, then=following)


def _succeeded(machine: Machine) -> Mapping[str, State]:
    return {
        "succeeded": asl.passing({"state": "succeeded", "error": None}, "$.outcome"),
        "write result": _written(machine),
        "tell readers": _told(machine),
    }


def _failed(machine: Machine) -> Mapping[str, State]:
    written = {**_written(machine), "Catch": [_anyhow("end failed")]}
    return {
        FAILED: asl.passing(
            {"state": "failed", "error.$": "$.error"}, "$.outcome", then="write failure"
        ),
        **asl.chained({"write failure": written}, "end failed"),
        "end failed": {"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause"},
    }


def _anyhow(following: str) -> Mapping[str, Any]:
    return {"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": following}


def _written(machine: Machine) -> State:
    key = f"States.Format('{machine.results_prefix}{{}}.json', $$.Execution.Name)"
    results = ", ".join(f"$.tables.{job.name}" for job in machine.tables)
    body = {
        "version": 1,
        "product": machine.product,
        "execution.$": "$$.Execution.Name",
        "started.$": "$$.Execution.StartTime",
        "finished.$": "$$.State.EnteredTime",
        "state.$": "$.outcome.state",
        "tables.$": f"States.Array({results})",
        "error.$": "$.outcome.error",
    }
    return asl.task(
        "aws-sdk:s3:putObject",
        {
            "Bucket": machine.results_bucket,
            "Key.$": key,
            "Body": body,
            "ContentType": "application/json",
        },
    )


def _told(machine: Machine) -> State:
    rows = {f"{job.name}.$": f"$.tables.{job.name}.rows" for job in machine.tables}
    detail = {
        "product": machine.product,
        "tables": [job.name for job in machine.tables],
        "rows": rows,
        "execution.$": "$$.Execution.Name",
    }
    entry = {
        "Source": "mesh",
        "DetailType": "refreshed",
        "EventBusName": machine.bus,
        "Detail": detail,
    }
    return asl.task("events:putEvents", {"Entries": [entry]})
