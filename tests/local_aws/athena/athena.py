"""Queries as a client of Athena asks them, over tables of a lake."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SECONDS = 300.0


@dataclass(frozen=True)
class Athena:
    client: Any
    workgroup: str = "primary"

    def start(self, sql: str, *parameters: str, **more: Any) -> str:
        given = {"ExecutionParameters": list(parameters)} if parameters else {}
        asked = {
            "QueryString": sql,
            "WorkGroup": self.workgroup,
            "QueryExecutionContext": {"Database": "sales"},
            **given,
            **more,
        }
        return self.client.start_query_execution(**asked)["QueryExecutionId"]

    def ended(self, name: str) -> dict[str, Any]:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            said = self.client.get_query_execution(QueryExecutionId=name)["QueryExecution"]
            if said["Status"]["State"] not in ("QUEUED", "RUNNING"):
                return said
            time.sleep(0.02)
        raise TimeoutError(name)

    def run(self, sql: str, *parameters: str) -> dict[str, Any]:
        """A query's answer, which has to succeed."""
        name = self.start(sql, *parameters)
        status = self.ended(name)["Status"]
        assert status["State"] == "SUCCEEDED", status
        return self.client.get_query_results(QueryExecutionId=name)

    def rows(self, sql: str, *parameters: str) -> list[tuple[str | None, ...]]:
        return texts(self.run(sql, *parameters))[1:]

    def failure(self, sql: str, *parameters: str) -> str:
        status = self.ended(self.start(sql, *parameters))["Status"]
        assert status["State"] == "FAILED", status
        return status["StateChangeReason"]

    def changed(self, sql: str) -> int:
        return self.run(sql)["UpdateCount"]


def texts(answer: dict[str, Any]) -> list[tuple[str | None, ...]]:
    return [
        tuple(value.get("VarCharValue") for value in row["Data"])
        for row in answer["ResultSet"]["Rows"]
    ]


def values(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as SQL writes them."""
    return ", ".join("(" + ", ".join(map(str, row)) + ")" for row in rows)
