"""The states by which one run alone works: it writes its name over that of a run that has ended.

The list of runs shows new ones late, so that of two runs each may see itself alone. One object
beside the results says who works. Whoever is to work replaces the version that it has seen, or
makes the object where there is none; S3 lets just one of several do so. A run that is under way
keeps its place, and nobody has to give one back: a run that was aborted, or ran out of time, has
ended as much as one that succeeded. Runs that Step Functions has forgotten ended 90 days ago.

Whatever S3 answers to a write that did not come about, the object is looked at again: where it has
changed another run was quicker, where it says this run's name an answer was lost on its way, and
where nothing has changed the write is refused for good.

Sources: Amazon S3 user guide, "How to prevent object overwrites with conditional writes" (who
replaces a version has to be able to read it); Step Functions API reference, "DescribeExecution";
Step Functions developer guide, "Step Functions service quotas" (how long runs are kept).
"""

from collections.abc import Mapping
from typing import Any

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.conditions import is_same, is_text, one_of

FIRST = "read lock"
KEY = "lock"
"""Of the object, behind the prefix of the results."""
GONE = ["Sfn.ExecutionDoesNotExistException"]
UNDER_WAY = ("RUNNING", "PENDING_REDRIVE")


def locked(bucket: str, prefix: str, wait: str, following: str) -> Mapping[str, State]:
    """From `FIRST` on: to the state that follows, or to `wait` where another run works."""
    place = {"Bucket": bucket, "Key": f"{prefix}{KEY}"}
    works = one_of(is_text("$.holder.status", status) for status in UNDER_WAY)
    return {
        # Who may not list a bucket is told of a missing object as of one that it may not read.
        FIRST: _read(place, "$.lock", "note no lock", "look at holder"),
        "note no lock": asl.constant({"etag": ""}, "$.lock", "make lock"),
        "make lock": _written(place, {"IfNoneMatch": "*"}, following),
        "look at holder": _described("is holder at work"),
        "is holder at work": asl.choice([(works, wait)], "take over lock"),
        "take over lock": _written(place, {"IfMatch.$": "$.lock.etag"}, following),
        "read lock again": _read(place, "$.seen", asl.FAILED, "who has lock"),
        "who has lock": asl.choice(
            [
                (is_same("$.seen.content.run", "$.place.own"), following),
                (is_same("$.seen.etag", "$.lock.etag"), asl.FAILED),
            ],
            wait,
        ),
    }


def _read(place: Mapping[str, str], path: str, otherwise: str, following: str) -> State:
    """The version of the object and the run that it names; what fails says nothing of its own."""
    return {
        **asl.task("aws-sdk:s3:getObject", place),
        "ResultSelector": {"etag.$": "$.ETag", "content.$": "States.StringToJson($.Body)"},
        "ResultPath": path,
        "Retry": [asl.THROTTLED] if otherwise != asl.FAILED else [asl.THROTTLED, asl.AGAIN],
        "Catch": [{"ErrorEquals": asl.EVERYTHING, "ResultPath": None, "Next": otherwise}],
        "Next": following,
    }


def _written(place: Mapping[str, str], condition: Mapping[str, Any], following: str) -> State:
    body = {"run.$": "$$.Execution.Id", "since.$": "$$.State.EnteredTime"}
    return {
        **asl.task("aws-sdk:s3:putObject", {**place, "Body": body, **condition}),
        "Catch": [{**asl.CAUGHT, "Next": "read lock again"}],
        "Next": following,
    }


def _described(following: str) -> State:
    gone = {"ErrorEquals": GONE, "ResultPath": None, "Next": "take over lock"}
    return {
        **asl.task("aws-sdk:sfn:describeExecution", {"ExecutionArn.$": "$.lock.content.run"}),
        "ResultSelector": {"status.$": "$.Status"},
        "ResultPath": "$.holder",
        "Retry": [{"ErrorEquals": GONE, "MaxAttempts": 0}, asl.THROTTLED, asl.AGAIN],
        "Catch": [gone, asl.CAUGHT],
        "Next": following,
    }
