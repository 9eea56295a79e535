"""One query's execution: what was asked, in which state it is, and what it gave.

https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html
"""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event, RLock
from typing import Any

from localaws.athena.engine import Stop
from localaws.athena.faults import QueryError
from localaws.athena.results import Result
from localaws.inner import Caller


class State(StrEnum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


ENDED = frozenset({State.SUCCEEDED, State.FAILED, State.CANCELLED})


@dataclass(slots=True)
class Execution:
    """A query, as moto's backend keeps it among its executions."""

    query: str
    """With its parameters as question marks."""
    caller: Caller
    workgroup: Any
    """moto's."""
    place: str
    """Where results are written to; empty where Athena keeps them."""
    database: str = ""
    catalog: str = "AwsDataCatalog"
    parameters: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The encryption of results, as it was asked for."""
    token: str = ""
    """What tells a request that is sent again."""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: State = State.QUEUED
    error: QueryError | None = None
    result: Result | None = None
    scanned: int = 0
    submitted: float = field(default_factory=time.time)
    completed: float = 0.0
    stop: Stop = field(default_factory=Stop)
    ended: Event = field(default_factory=Event)
    _change: RLock = field(default_factory=RLock)

    def begin(self) -> bool:
        """Whether it runs now: it does not where it was cancelled before."""
        with self._change:
            if self.state is not State.QUEUED:
                return False
            self.state = State.RUNNING
            return True

    def end(
        self, state: State, *, result: Result | None = None, error: QueryError | None = None
    ) -> None:
        """Its last state, once."""
        with self._change:
            if self.state in ENDED:
                return
            self.result, self.error = result, error
            self.completed = time.time()
            self.state = state
        self.ended.set()

    def cancel(self) -> None:
        self.stop.asked.set()
        with self._change:
            if self.state is State.QUEUED:
                self.end(State.CANCELLED)

    @property
    def status(self) -> State:
        """As moto calls it."""
        return self.state

    @property
    def output(self) -> str:
        """The file of results."""
        if not self.place:
            return ""
        ending = self.result.ending if self.result else _ending(self.query)
        return f"{self.place}{self.id}{ending}"

    def said(self) -> dict[str, Any]:
        """The QueryExecution of Athena's API."""
        found: dict[str, Any] = {
            "QueryExecutionId": self.id,
            "Query": self.query,
            "StatementType": _type(self.query),
            "ResultConfiguration": dict(self.options),
            "ResultReuseConfiguration": {"ResultReuseByAgeConfiguration": {"Enabled": False}},
            "QueryExecutionContext": {"Catalog": self.catalog.lower()},
            "Status": self._status(),
            "EngineVersion": self.workgroup.configuration.get("EngineVersion"),
            "Statistics": self._statistics(),
            "WorkGroup": self.workgroup.name,
            "SubstatementType": self.query.split(None, 1)[0].upper(),
        }
        if self.place:
            found["ResultConfiguration"]["OutputLocation"] = self.output
        else:
            found["ManagedQueryResultsConfiguration"] = {"Enabled": True}
        if self.database:
            found["QueryExecutionContext"]["Database"] = self.database
        if self.parameters:
            found["ExecutionParameters"] = list(self.parameters)
        return found

    def _status(self) -> dict[str, Any]:
        found: dict[str, Any] = {"State": self.state.value, "SubmissionDateTime": self.submitted}
        if self.completed:
            found["CompletionDateTime"] = self.completed
        if self.state is State.CANCELLED:
            found["StateChangeReason"] = "Query cancelled by user"
        if self.error is not None:
            found["StateChangeReason"] = self.error.reason
            found["AthenaError"] = {
                "ErrorCategory": int(self.error.category),
                "ErrorType": self.error.number,
                "Retryable": self.error.is_retryable,
                "ErrorMessage": self.error.reason,
            }
        return found

    def _statistics(self) -> dict[str, Any]:
        until = self.completed or time.time()
        took = round((until - self.submitted) * 1000)
        return {
            "EngineExecutionTimeInMillis": took,
            "DataScannedInBytes": self.scanned,
            "TotalExecutionTimeInMillis": took,
            "QueryQueueTimeInMillis": 0,
            "ServicePreProcessingTimeInMillis": 0,
            "QueryPlanningTimeInMillis": 0,
            "ServiceProcessingTimeInMillis": 0,
            "ResultReuseInformation": {"ReusedPreviousResult": False},
        }


def _type(query: str) -> str:
    word = query.lstrip().split(None, 1)[0].upper() if query.strip() else ""
    if word in ("ALTER", "CREATE", "DROP", "MSCK"):
        return "DDL"
    return "UTILITY" if word in ("SHOW", "DESCRIBE", "DESC", "EXPLAIN") else "DML"


def _ending(query: str) -> str:
    return ".txt" if _type(query) == "UTILITY" else ".csv"
