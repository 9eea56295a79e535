"""The states at the end of a run: its result is written, and readers are told or the run fails.

The result, at `<prefix><execution>.json`:
`{"version": 1, "product", "execution", "started", "finished", "state", "input",
"tables": [{"table", "state", …}], "error": null or {"Error", "Cause"}}`.
Its `state` is `succeeded`, `failed`, or `waiting` for inputs that have no rows yet, whose names are
in `waitingFor`: then nobody is told of new rows.
A table's `state` is `published`, `unchanged`, `refused`, `waiting`, `publishing` or `audited` where
a failure came in between, or `not reached`; once it was audited it has the fields of
`audit.measures` too.
The event: source `mesh`, detail type `refreshed`, detail `{product, tables: [names], rows: {table:
rows}, window: {table: days or null}, execution}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.inputs import MISSING
from meshwright.jobs.staleness import marked

SUCCEEDED, WAITING = "succeeded", "waiting"
REFRESHED, DIMENSION = "Refreshed", "Product"
"""The metric of runs that brought rows, and its dimension."""
VERSION = 1
NOTHING_MORE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Counted:
    """The metric that counts the runs whose rows are as new as their inputs: what alarms look at.

    Step Functions' own counts a run that gave way, that waits for inputs or that only maintains as
    one that succeeded.
    Source: Step Functions developer guide, "Monitoring Step Functions metrics using Amazon
    CloudWatch", ExecutionsSucceeded.
    """

    namespace: str
    product: str
    """The value of its dimension."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is told, and where to."""

    product: str
    tables: tuple[str, ...]
    bus: str
    bucket: str
    prefix: str
    is_marked: bool
    """Whether the time of a success is written down."""
    counted: Counted


def succeeded(place: Place) -> Mapping[str, State]:
    """The states of a run that made all of its tables."""
    caught = {"ErrorEquals": asl.EVERYTHING, "ResultPath": "$.error", "Next": "end failed"}
    states = {
        SUCCEEDED: asl.constant({"state": SUCCEEDED, "error": None}, "$.outcome"),
        "write result": {**_written(place), "Catch": [caught]},
        **(
            {"mark": {**marked(place.bucket, place.prefix), "Catch": [caught]}}
            if place.is_marked
            else {}
        ),
        "tell readers": {**_told(place), "Catch": [caught]},
        "count run": {**_counted(place.counted), "Catch": [caught]},
    }
    return asl.chained(states)


def waiting(place: Place) -> Mapping[str, State]:
    """The states of a run that has found no rows in its inputs yet."""
    caught = {"ErrorEquals": asl.EVERYTHING, "ResultPath": "$.error", "Next": "end failed"}
    states: dict[str, State] = {
        WAITING: asl.constant({"state": WAITING, "error": None}, "$.outcome"),
        "write what is missing": {
            **_written(place, {"waitingFor.$": MISSING}),
            "Catch": [caught],
        },
    }
    return {**asl.chained(states, "waited"), "waited": {"Type": "Succeed"}}


def failed(place: Place) -> Mapping[str, State]:
    """The states of a run that failed: its result is written where it can be, and then it fails."""
    anyhow = {"ErrorEquals": asl.EVERYTHING, "ResultPath": None, "Next": "end failed"}
    outcome = {"state": "failed", "error.$": "$.error"}
    states = {
        asl.FAILED: asl.passing(outcome, "$.outcome"),
        "write failure": {**_written(place), "Catch": [anyhow]},
    }
    return {
        **asl.chained(states, "end failed"),
        "end failed": {"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause"},
    }


def _counted(counted: Counted) -> State:
    """Last of all: who reads the product is told also where this fails."""
    count = {
        "MetricName": REFRESHED,
        "Dimensions": [{"Name": DIMENSION, "Value": counted.product}],
        "Value": 1,
        "Unit": "Count",
    }
    asked = {"Namespace": counted.namespace, "MetricData": [count]}
    return asl.task("aws-sdk:cloudwatch:putMetricData", asked)


def _written(place: Place, more: Mapping[str, str] = NOTHING_MORE) -> State:
    results = ", ".join(f"$.tables.{name}" for name in place.tables)
    body = {
        "version": VERSION,
        "product": place.product,
        "execution.$": "$$.Execution.Name",
        "started.$": "$$.Execution.StartTime",
        "finished.$": "$$.State.EnteredTime",
        "state.$": "$.outcome.state",
        "input.$": "$.input",
        "tables.$": f"States.Array({results})",
        "error.$": "$.outcome.error",
        **more,
    }
    return asl.task(
        "aws-sdk:s3:putObject",
        {
            "Bucket": place.bucket,
            "Key.$": f"States.Format('{place.prefix}{{}}.json', $$.Execution.Name)",
            "Body": body,
            "ContentType": "application/json",
        },
    )


def _told(place: Place) -> State:
    detail = {
        "product": place.product,
        "tables": [*place.tables],
        "rows": {f"{name}.$": f"$.tables.{name}.rows" for name in place.tables},
        "window": {f"{name}.$": f"$.tables.{name}.window" for name in place.tables},
        "execution.$": "$$.Execution.Name",
    }
    entry = {
        "Source": "mesh",
        "DetailType": "refreshed",
        "EventBusName": place.bus,
        "Detail": detail,
    }
    return asl.task("events:putEvents", {"Entries": [entry]})
