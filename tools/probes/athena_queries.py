"""Queries of Athena: what they answer, how they fail, and what they change."""

import time
from typing import Any

from tools.probes.cloud import Cloud
from tools.probes.probe import Gives, Probe, Refused

API = "https://docs.aws.amazon.com/athena/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/athena/latest/ug"
RESULTS = f"{API}/API_GetQueryResults.html"
PAUSE, PATIENCE = 0.02, 1_000
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")


def _asked(aws: Cloud, sql: str) -> dict[str, Any]:
    aws.bucket("answers")
    started = aws.athena.start_query_execution(
        QueryString=sql, ResultConfiguration={"OutputLocation": "s3://answers/"}
    )
    return _ended(aws, started["QueryExecutionId"])


def _ended(aws: Cloud, name: str) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for _ in range(PATIENCE):
        said = aws.athena.get_query_execution(QueryExecutionId=name)["QueryExecution"]
        if said["Status"]["State"] in ENDED:
            break
        time.sleep(PAUSE)
    return said


def _answered(aws: Cloud) -> Any:
    name = _asked(aws, "SELECT 1 AS n, 'a' AS word")["QueryExecutionId"]
    rows = aws.athena.get_query_results(QueryExecutionId=name)["ResultSet"]["Rows"]
    return [[value["VarCharValue"] for value in row["Data"]] for row in rows]


def _written(aws: Cloud) -> Any:
    place = _asked(aws, "SELECT 1 AS n")["ResultConfiguration"]["OutputLocation"]
    key = place.removeprefix("s3://answers/")
    return aws.s3.get_object(Bucket="answers", Key=key)["Body"].read()


def _failed(aws: Cloud) -> Any:
    return _asked(aws, "SELECT n FROM sales.orders")["Status"]["State"]


def _unfinished(aws: Cloud) -> None:
    name = _asked(aws, "SELECT n FROM sales.orders")["QueryExecutionId"]
    aws.athena.get_query_results(QueryExecutionId=name)


def _nowhere(aws: Cloud) -> None:
    aws.athena.start_query_execution(QueryString="SELECT 1")


PROBES = (
    Probe(
        "athena-query-answers-with-a-header",
        RESULTS,
        "The first row of a SELECT's results holds the names of its columns.",
        _answered,
        Gives([["n", "word"], ["1", "a"]]),
        rule="athena_queries",
    ),
    Probe(
        "athena-query-writes-its-results",
        f"{GUIDE}/querying-finding-output-files.html",
        "Results are a file in the place that the query names, every value in quotes.",
        _written,
        Gives(b'"n"\n"1"\n'),
        rule="athena_queries",
    ),
    Probe(
        "athena-query-of-no-table-fails",
        f"{API}/API_QueryExecutionStatus.html",
        "A query that cannot be answered ends in the state FAILED.",
        _failed,
        Gives("FAILED"),
        rule="athena_queries",
    ),
    Probe(
        "athena-results-of-a-failed-query",
        RESULTS,
        "A query that has not succeeded has no results.",
        _unfinished,
        Refused("InvalidRequestException", "did not finish successfully", 400),
        rule="athena_queries",
    ),
    Probe(
        "athena-query-without-a-place-for-results",
        f"{API}/API_StartQueryExecution.html",
        "A query says where its results go, or its workgroup does.",
        _nowhere,
        Refused("InvalidRequestException", "No output location provided", 400),
        rule="athena_queries",
    ),
)
