"""A question is asked, waited for and read; what goes wrong is said with a way out."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from meshwright.errors import MeshError
from meshwright.querying import answers
from meshwright.querying.answers import ask
from meshwright.querying.who import Asker

ME = Asker("caller", None, "mesh-dev--sales")


def cell(*values: str | None) -> dict[str, Any]:
    return {"Data": [{} if v is None else {"VarCharValue": v} for v in values]}


def page(*rows: Any, names: tuple[str, ...] = ("n", "word"), count: int = 0) -> dict[str, Any]:
    info = [{"Name": name, "Type": "varchar"} for name in names]
    answer = {"Rows": list(rows), "ResultSetMetadata": {"ColumnInfo": info}}
    return {"ResultSet": answer, "UpdateCount": count}


@dataclass
class Athena:
    """Answers with pages, after it was asked for its state a few times."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    kind: str = "DML"
    state: str = "SUCCEEDED"
    reason: str = ""
    waits: int = 1
    error: Exception | None = None
    asked: dict[str, Any] = field(default_factory=dict)
    stopped: bool = False

    def start_query_execution(self, **asked: Any) -> dict[str, Any]:
        if self.error is not None:
            raise self.error
        self.asked = asked
        return {"QueryExecutionId": "one"}

    def get_query_execution(self, **_: Any) -> dict[str, Any]:
        self.waits -= 1
        if self.waits < -5:
            raise KeyboardInterrupt
        state = self.state if self.waits < 0 else "RUNNING"
        status = {"State": state, "StateChangeReason": self.reason}
        statistics = {"DataScannedInBytes": 7, "TotalExecutionTimeInMillis": 1500}
        said = {"Status": status, "StatementType": self.kind, "Statistics": statistics}
        return {"QueryExecution": said}

    def stop_query_execution(self, **_: Any) -> None:
        self.stopped = True

    def get_paginator(self, _: str) -> "Athena":
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        return self.pages


@dataclass
class Cloud:
    athena: Athena

    def client(self, _: str) -> Athena:
        return self.athena


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(answers.time, "sleep", lambda _: None)


def asked(athena: Athena, *parameters: str) -> answers.Answer:
    return ask(cast("Any", Cloud(athena)), ME, "select 1", parameters)


def test_the_rows_of_all_pages_come_without_the_header():
    athena = Athena([page(cell("n", "word"), cell("1", None)), page(cell("2", ""))])

    answer = asked(athena, "5")

    assert answer.rows == (("1", None), ("2", ""))
    assert answer.columns == (("n", "varchar"), ("word", "varchar"))
    assert (answer.changed, answer.scanned, answer.seconds) == (None, 7, 1.5)
    assert athena.asked["ExecutionParameters"] == ["5"]
    assert athena.asked["WorkGroup"] == "mesh-dev--sales"


def test_a_listing_has_no_header():
    assert asked(Athena([page(cell("orders"))], kind="UTILITY")).rows == (("orders",),)


def test_a_statement_that_changes_rows_says_how_many():
    assert asked(Athena([page(count=3)])).changed == 3


@pytest.mark.parametrize(
    ("reason", "fix"),
    [
        ("COLUMN_NOT_FOUND: line 1:8", "SHOW TABLES"),
        ("NOT_SUPPORTED: the local Athena does not implement CREATE", "on AWS itself"),
        ("SYNTAX_ERROR: line 1:1", "correct the statement"),
        ("", "correct the statement"),
    ],
)
def test_a_query_that_fails_is_said_with_a_way_out(reason: str, fix: str):
    with pytest.raises(MeshError, match="the query has failed: ") as told:
        asked(Athena(state="FAILED", reason=reason))

    assert fix in told.value.fix


@pytest.mark.parametrize(
    ("code", "fix"), [("AccessDeniedException", "--as"), ("InvalidRequestException", "mesh up")]
)
def test_a_question_that_is_refused_is_said_with_a_way_out(code: str, fix: str):
    error = ClientError({"Error": {"Code": code, "Message": "no"}}, "StartQueryExecution")

    with pytest.raises(MeshError, match="caller cannot ask this") as told:
        asked(Athena(error=error))

    assert fix in told.value.fix


def test_who_stops_waiting_stops_the_query():
    athena = Athena(state="RUNNING")

    with pytest.raises(KeyboardInterrupt):
        asked(athena)

    assert athena.stopped
