"""The figures of Step Functions, out of the executions that there are, and those told by callers.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from moto.stepfunctions.responses import get_backend

NAMESPACE = "AWS/States"
MACHINE = "StateMachineArn"
ENDS = {
    "ExecutionsAborted": "ABORTED",
    "ExecutionsFailed": "FAILED",
    "ExecutionsSucceeded": "SUCCEEDED",
    "ExecutionsTimedOut": "TIMED_OUT",
}
"""Metrics, and the status that is counted; each at the end of an execution."""
STARTED = "ExecutionsStarted"
METRICS = (*ENDS, STARTED)


def moments(account: str, region: str, machine: str, metric: str) -> Iterator[datetime]:
    """When what a metric counts has happened."""
    machines: list[Any] = list(get_backend(account, region).state_machines)
    for each in machines:
        if each.arn == machine:
            yield from _of(list(each.executions), metric)


def told(backend: Any, alarm: Any) -> Iterator[datetime]:
    """When callers have told of an alarm's metric, as often as they said: for a sum of counts."""
    wanted = {(each.name, each.value) for each in alarm.dimensions}
    for datum in list(backend.metric_data):
        same = {(each.name, each.value) for each in datum.dimensions} == wanted
        if same and (datum.namespace, datum.name) == (alarm.namespace, alarm.metric_name):
            at = datum.timestamp
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            yield from (at for _ in range(int(datum.value)))


def _of(executions: list[Any], metric: str) -> Iterator[datetime]:
    for execution in executions:
        if metric == STARTED:
            yield execution.start_date
        elif execution.stop_date and execution.status == ENDS[metric]:
            yield execution.stop_date
