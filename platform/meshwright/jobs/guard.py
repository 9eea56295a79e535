"""The states in which the runs of a machine take turns.

Of the runs under way the one that was started first goes on, and others wait. One that waits ends
when a later one waits behind it that does all that it was asked for: whatever it was to see, the
later one sees too, since it starts to read only after that. So nothing that started a run is lost,
whatever the list of runs shows late: it only ever makes a run wait longer. A run that asks for
more than the later one does (days, all rows, an empty table, maintenance) stays in the queue.

A run goes on once it sees itself in the list, which is sorted by the time of the start, newest
first, and shows new runs with a delay. So two may go on at once, of which `lock` lets one work.
Source: Step Functions API reference, "ListExecutions".
"""

from collections.abc import Mapping

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.conditions import is_number, is_same, is_there, is_true, no, one_of
from meshwright.jobs.request import ALLOW_EMPTY, FROM, FULL, MAINTAIN

START = "list runs"
SUPERSEDED = "superseded"
POLL = 10
"""Seconds between two looks at the list."""
WAIT = "wait"
LISTED = "$.Executions[*].ExecutionArn"


def guard(following: str) -> Mapping[str, State]:
    """The states that a run passes before it works; the first is `START`."""
    extras = [is_there(FROM), is_there(FULL), is_there(ALLOW_EMPTY), is_there(MAINTAIN)]
    newer = [is_there("$.newer.input.from"), is_there("$.newer.input.maintain")]
    return {
        START: _listed("compare runs"),
        "compare runs": asl.choice([(is_number("$.runs.number", 0), WAIT)], "find places"),
        "find places": _places("take turns"),
        "take turns": asl.choice(
            [
                (no(is_true("$.place.listed")), WAIT),
                (is_same("$.place.oldest", "$.place.own"), following),
                (is_same("$.place.newest", "$.place.own"), WAIT),
                (one_of(extras), WAIT),
            ],
            "read newest",
        ),
        "read newest": _newest("does newest suffice"),
        "does newest suffice": asl.choice([(one_of(newer), WAIT)], SUPERSEDED),
        WAIT: asl.waiting(POLL, START),
        SUPERSEDED: {"Type": "Succeed"},
    }


def _listed(following: str) -> State:
    asked = {
        "StateMachineArn.$": "$$.StateMachine.Id",
        "StatusFilter": "RUNNING",
        "MaxResults": 1000,
    }
    return {
        **asl.task("aws-sdk:sfn:listExecutions", asked),
        "ResultSelector": {"arns.$": LISTED, "number.$": f"States.ArrayLength({LISTED})"},
        "ResultPath": "$.runs",
        "Catch": [asl.CAUGHT],
        "Next": following,
    }


def _places(following: str) -> State:
    last = "States.MathAdd($.runs.number, -1)"
    return asl.passing(
        {
            "own.$": "$$.Execution.Id",
            "newest.$": "States.ArrayGetItem($.runs.arns, 0)",
            "oldest.$": f"States.ArrayGetItem($.runs.arns, {last})",
            "listed.$": "States.ArrayContains($.runs.arns, $$.Execution.Id)",
        },
        "$.place",
        following,
    )


def _newest(following: str) -> State:
    """What the newest run was asked for."""
    return {
        **asl.task("aws-sdk:sfn:describeExecution", {"ExecutionArn.$": "$.place.newest"}),
        "ResultSelector": {"input.$": "States.StringToJson($.Input)"},
        "ResultPath": "$.newer",
        "Catch": [asl.CAUGHT],
        "Next": following,
    }
