"""States of the Amazon States Language as JSON values, each written the one way we use it.

Paths are JSONPath. Source: Step Functions developer guide, "Using Amazon States Language to define
Step Functions workflows", and the pages of the services that tasks call.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from meshwright.jobs.blanks import PATHS, has_blanks, pieces

State = dict[str, Any]
Condition = Mapping[str, Any]

FAILED = "failed"
"""The state that all failures go to, with what failed at `$.error`."""
EVERYTHING = ["States.ALL"]
CAUGHT = {"ErrorEquals": EVERYTHING, "ResultPath": "$.error", "Next": FAILED}
THROTTLED = {
    "ErrorEquals": [
        "Athena.TooManyRequestsException",
        "Athena.InternalServerException",
        "Athena.SdkClientException",
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
AGAIN = {
    "ErrorEquals": ["States.TaskFailed", "States.Timeout", "States.BranchFailed"],
    "IntervalSeconds": 5,
    "BackoffRate": 3,
    "MaxAttempts": 2,
    "JitterStrategy": "FULL",
}
"""Any other failure of what may be done twice: it is tried again."""


def passing(values: Mapping[str, Any], path: str = "$", then: str = "") -> State:
    """Puts values, in which keys that end with `.$` are looked up, at a path."""
    return _leading({"Type": "Pass", "Parameters": dict(values), "ResultPath": path}, then)


def constant(value: Any, path: str, then: str = "") -> State:
    """Puts a value at a path as it is."""
    return _leading({"Type": "Pass", "Result": value, "ResultPath": path}, then)


def copied(path: str, to: str, then: str = "") -> State:
    """Puts what stands at one path at another."""
    return _leading({"Type": "Pass", "InputPath": path, "ResultPath": to}, then)


def choice(ways: Sequence[tuple[Condition, str]], otherwise: str) -> State:
    """Goes the first way whose condition holds."""
    choices = [{**condition, "Next": following} for condition, following in ways]
    return {"Type": "Choice", "Choices": choices, "Default": otherwise}


def waiting(seconds: int, then: str) -> State:
    return {"Type": "Wait", "Seconds": seconds, "Next": then}


def task(resource: str, parameters: Mapping[str, Any]) -> State:
    """A call of a service, its answer thrown away."""
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{resource}",
        "Parameters": dict(parameters),
        "ResultPath": None,
        "Retry": [THROTTLED, AGAIN],
    }


def query(statement: str, workgroup: str, database: str) -> State:
    """Runs a statement on Athena and waits for its end; one with blanks is `prepared` before.

    What fails is not tried again here, but for calls that Athena had no time for: whether a
    statement may run twice, the caller knows.
    """
    text = {"QueryString": statement}
    if has_blanks(statement):
        text = {"QueryString.$": _formatted(statement)}
    context = {"Database": database}
    parameters = {**text, "WorkGroup": workgroup, "QueryExecutionContext": context}
    return {**task("athena:startQueryExecution.sync", parameters), "Retry": [THROTTLED]}


def prepared(statement: str) -> State:
    """Puts the pieces of a statement with blanks where its `query` finds them.

    As pieces they need no escapes, which a template of `States.Format` would.
    """
    texts = (text for text, is_blank in pieces(statement) if not is_blank)
    return constant({f"p{index}": text for index, text in enumerate(texts)}, "$.sql")


def _formatted(statement: str) -> str:
    paths: list[str] = []
    number = 0
    for text, is_blank in pieces(statement):
        paths.append(PATHS[text] if is_blank else f"$.sql.p{number}")
        number += not is_blank
    return f"States.Format('{'{}' * len(paths)}', {', '.join(paths)})"


def answer(execution_path: str) -> State:
    """The JSON object that a query's one row and column hold, as the state's output.

    The first row of a SELECT's results is the names of its columns. Source: Athena API reference,
    "GetQueryResults".
    """
    values = "$.ResultSet.Rows[*].Data[*].VarCharValue"
    asked = {"QueryExecutionId.$": execution_path, "MaxResults": 2}
    return {
        **task("athena:getQueryResults", asked),
        "ResultSelector": {"answer.$": f"States.StringToJson(States.ArrayGetItem({values}, 1))"},
        "ResultPath": "$",
        "OutputPath": "$.answer",
    }


def attempted(branch: Mapping[str, State], path: str) -> State:
    """States that are done again from the first where one of them fails; their output at a path."""
    return {
        "Type": "Parallel",
        "Branches": [{"StartAt": next(iter(branch)), "States": chained(branch)}],
        "ResultSelector": {"output.$": "States.ArrayGetItem($, 0)"},
        "ResultPath": path,
        "Retry": [THROTTLED, AGAIN],
    }


def each(items: str, given: Mapping[str, Any], name: str, state: State) -> State:
    """One state for each of a list, one after the other, each with what it is given alone."""
    return {
        "Type": "Map",
        "ItemsPath": items,
        "ItemSelector": dict(given),
        "MaxConcurrency": 1,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": name,
            "States": chained({name: state}),
        },
        "ResultPath": None,
    }


def chained(states: Mapping[str, State], then: str = "") -> dict[str, State]:
    """States that follow each other, and the state after the last; none where it is the end."""
    following = [*list(states)[1:], then]
    return {name: _then(s, n) for (name, s), n in zip(states.items(), following, strict=True)}


def _leading(state: State, following: str) -> State:
    return {**state, "Next": following} if following else state


def _then(state: State, following: str) -> State:
    return {**state, "Next": following} if following else {**state, "End": True}
