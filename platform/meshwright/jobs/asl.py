"""States of the Amazon States Language as JSON values, each written the one way we use it.

Paths are JSONPath. Source: Step Functions developer guide, "Using Amazon States Language to define
Step Functions workflows", and the pages of the three services that tasks call.
"""

from collections.abc import Mapping
from typing import Any

State = dict[str, Any]

THROTTLED = {
    "ErrorEquals": [
        "Athena.TooManyRequestsException",
        "Athena.InternalServerException",
        "Athena.SdkClientException",
        "S3.SdkClientException",
        "S3.S3Exception",
        "EventBridge.FailedEntry",
        "EventBridge.InternalException",
    ],
    "IntervalSeconds": 2,
    "BackoffRate": 2,
    "MaxAttempts": 6,
    "MaxDelaySeconds": 60,
    "JitterStrategy": "FULL",
}
"""What passes by itself: a call that came too often, or a service that was not there."""


def passing(values: Mapping[str, Any] | None = None, path: str = "$", then: str = "") -> State:
    """Puts values, in which keys that end with `.$` are looked up, at a path."""
    return _then({"Type": "Pass", "Parameters": dict(values or {}), "ResultPath": path}, then)


def task(resource: str, parameters: Mapping[str, Any]) -> State:
    """A call of a service, its answer thrown away."""
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{resource}",
        "Parameters": dict(parameters),
        "ResultPath": None,
        "Retry": [THROTTLED],
    }


def query(statement: str, workgroup: str, database: str) -> State:
    """Runs a statement on Athena and waits for its end."""
    return task(
        "athena:startQueryExecution.sync",
        {
            "QueryString": statement,
            "WorkGroup": workgroup,
            "QueryExecutionContext": {"Database": database},
        },
    )


def answer(execution_path: str) -> State:
    """The JSON object that a query's one row and column hold.

    The first row of a SELECT's results is the names of its columns. Source: Athena API reference,
    "GetQueryResults".
    """
    values = "$.ResultSet.Rows[*].Data[*].VarCharValue"
    return {
        **task("athena:getQueryResults", {"QueryExecutionId.$": execution_path, "MaxResults": 2}),
        "ResultSelector": {"answer.$": f"States.StringToJson(States.ArrayGetItem({values}, 1))"},
        "ResultPath": "$",
        "OutputPath": "$.answer",
    }


def chained(states: Mapping[str, State], then: str = "") -> dict[str, State]:
    """States that follow each other, and the state after the last; none where it is the end."""
    following = [*list(states)[1:], then]
    return {name: _then(s, n) for (name, s), n in zip(states.items(), following, strict=True)}


def _then(state: State, following: str) -> State:
    if state["Type"] in ("Choice", "Fail", "Succeed") or "Next" in state:
        return state
    return {**state, "Next": following} if following else {**state, "End": True}
