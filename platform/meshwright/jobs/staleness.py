"""The states that see whether rows are older than was promised, where no alarm looks back so far.

A refresh that succeeds leaves an object of one name in the catalog bucket; the weekly upkeep asks
when that was written, and Athena how long ago that is. A product that was never refreshed is late.
"""

from collections.abc import Mapping

from meshwright.jobs import asl
from meshwright.jobs.asl import State
from meshwright.jobs.blanks import LATEST, TODAY
from meshwright.jobs.conditions import is_true

STALE = "mesh.Stale"
FIRST = "look for last refresh"
KEY = "latest"
"""Of the object, behind the prefix of the results."""


def marked(bucket: str, prefix: str) -> State:
    """Writes down that the tables are fresh."""
    body = {"execution.$": "$$.Execution.Name", "finished.$": "$$.State.EnteredTime"}
    return asl.task(
        "aws-sdk:s3:putObject", {"Bucket": bucket, "Key": f"{prefix}{KEY}", "Body": body}
    )


def checked(
    bucket: str, prefix: str, days: int, workgroup: str, database: str, following: str
) -> Mapping[str, State]:
    """From `FIRST` on, to the state that follows or to the failure."""
    asked = asl.query(age(days), workgroup, database)
    steps = {
        "prepare age": asl.prepared(age(days)),
        "ask age": {**asked, "ResultPath": "$.asked"},
        "read age": asl.answer("$.asked.QueryExecution.QueryExecutionId"),
    }
    late = f"rows are older than the {days} days that were promised: no refresh has succeeded since"
    return {
        FIRST: {
            **asl.task("aws-sdk:s3:headObject", {"Bucket": bucket, "Key": f"{prefix}{KEY}"}),
            "ResultSelector": {
                "day.$": "States.ArrayGetItem(States.StringSplit($.LastModified, 'T'), 0)"
            },
            "ResultPath": "$.latest",
            "Catch": [{"ErrorEquals": asl.EVERYTHING, "ResultPath": "$.error", "Next": "be late"}],
            "Next": "measure age",
        },
        "measure age": {
            **asl.attempted(steps, "$.age"),
            "Catch": [asl.CAUGHT],
            "Next": "compare age",
        },
        "compare age": asl.choice([(is_true("$.age.output.stale"), "be late")], following),
        "be late": asl.constant({"Error": STALE, "Cause": late}, "$.error", asl.FAILED),
    }


def age(days: int) -> str:
    """Whether the last refresh is longer ago."""
    is_stale = f"DATE '{LATEST}' < date_add('day', -{days}, DATE '{TODAY}')"
    said = f"CASE WHEN {is_stale} THEN 'true' ELSE 'false' END"
    return f"""SELECT '{{"stale":' || {said} || '}}' AS age"""
