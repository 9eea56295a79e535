"""Asks Athena one question, waits for its end, and reads the answer page by page."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.errors import CancelledError, MeshError
from meshwright.querying.who import Asker
from meshwright.runner.cloud import Cloud, error_code

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
SESSION = "mesh-query"
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What Athena answers."""

    query: str
    """Its id, by which Athena keeps it."""
    columns: tuple[tuple[str, str], ...]
    """Name and type of each."""
    rows: tuple[Row, ...]
    changed: int | None
    """How many rows a statement has changed that changes any."""
    scanned: int
    seconds: float


def standing_in(cloud: Cloud, asker: Asker) -> Cloud:
    """The cloud as who asks. Raises MeshError where the role cannot be assumed."""
    if asker.role is None:
        return cloud
    import boto3  # pyright: ignore[reportMissingTypeStubs] - 0.2 s to import

    try:
        answer = cloud.client("sts").assume_role(RoleArn=asker.role, RoleSessionName=SESSION)
    except (ClientError, BotoCoreError) as error:
        raise MeshError(
            f"{asker.name}: the role {asker.role} cannot be assumed: {error}",
            fix="let the environment file name who may assume it (`assume`), and run mesh up",
        ) from error
    keys: dict[str, str] = answer["Credentials"]
    session: Any = boto3.Session(
        region_name=cloud.environment.spec.region,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    return replace(cloud, session=session, _clients={})


def ask(cloud: Cloud, asker: Asker, sql: str, parameters: Sequence[str] = ()) -> Answer:
    """The answer to one statement. Raises MeshError where Athena refuses it or it fails."""
    try:
        client = standing_in(cloud, asker).client("athena")
        given = {"ExecutionParameters": list(parameters)} if parameters else {}
        started = client.start_query_execution(QueryString=sql, WorkGroup=asker.workgroup, **given)
        query: str = started["QueryExecutionId"]
        said = _ended(client, query)
        return _read(client, query, said)
    except (ClientError, BotoCoreError) as error:
        raise MeshError(f"{asker.name} cannot ask this: {error}", fix=_remedy(error)) from error


def _remedy(error: Exception) -> str:
    if isinstance(error, ClientError) and error_code(error).startswith("AccessDenied"):
        return "ask as somebody who may, by --as, or have access granted: mesh new access"
    return "look at the workgroup: it has to be deployed, by mesh up"


def _ended(client: Any, query: str) -> Any:
    pause = FIRST_PAUSE
    try:
        while True:
            said = client.get_query_execution(QueryExecutionId=query)["QueryExecution"]
            if said["Status"]["State"] in ENDED:
                return said
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
    except (KeyboardInterrupt, CancelledError):
        client.stop_query_execution(QueryExecutionId=query)
        raise


def _read(client: Any, query: str, said: Any) -> Answer:
    status = said["Status"]
    if status["State"] != "SUCCEEDED":
        reason = status.get("StateChangeReason") or status["State"].lower()
        raise MeshError(f"the query has failed: {reason}", fix=_way_out(reason))
    pages = list(_pages(client, query))
    columns = tuple(
        (str(column["Name"]), str(column["Type"]))
        for column in pages[0]["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    )
    rows = [_row(row) for page in pages for row in page["ResultSet"]["Rows"]]
    # Athena gives the names of a SELECT's columns as its first row, and of no other statement's.
    has_header = said.get("StatementType") == "DML" and bool(rows)
    statistics: dict[str, Any] = said.get("Statistics") or {}
    is_change = said.get("StatementType") == "DML" and not rows
    return Answer(
        query,
        columns,
        tuple(rows[1:] if has_header else rows),
        int(pages[0].get("UpdateCount") or 0) if is_change else None,
        int(statistics.get("DataScannedInBytes") or 0),
        int(statistics.get("TotalExecutionTimeInMillis") or 0) / 1000,
    )


def _way_out(reason: str) -> str:
    """What to do about a query that failed."""
    if any(sign in reason for sign in ("NOT_FOUND", "Lake Formation", "PERMISSION_DENIED")):
        return "see what is there by SHOW TABLES and DESCRIBE; ask for more by mesh new access"
    if "does not implement" in reason or "cannot answer" in reason:
        return "write it otherwise; on AWS itself it may work"
    return "correct the statement"


def _pages(client: Any, query: str) -> Iterator[Any]:
    yield from client.get_paginator("get_query_results").paginate(QueryExecutionId=query)


def _row(row: Any) -> Row:
    return tuple(value.get("VarCharValue") for value in row["Data"])
