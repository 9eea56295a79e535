"""A trail's table is asked in one query, whose rows are read as every record is."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from existing_trail import settings
from meshwright.aws.data_events import FilesRead, access_of
from meshwright.errors import MeshError
from meshwright.operations.used import asking
from meshwright.operations.used.asking import evidence
from meshwright.operations.used.trail import question, told
from meshwright.plan.audit_tables import IDENTITY, RESOURCES, TEXTS_OF_THE_TRAIL
from meshwright.querying.answers import Answer
from meshwright.workspace import Workspace

from meshes import environment
from operations.used.trail import ACCOUNT, REGION, REPORTING, by_athena, of_files, rows, session

FIRST, LAST = date(2026, 3, 3), date(2026, 6, 1)
TEXTS = ("requestparameters", "additionaleventdata", "responseelements")
QUERY = question(FIRST, LAST, REGION)
WORKSPACE = Workspace(Path("/nowhere"))
AUDITED = environment(audit={"trail": "own"}, auditors=[f"arn:aws:iam::{ACCOUNT}:role/audit"])
LOCATIONS = rows(session(REPORTING, "s"), REPORTING, {"dataLocations": ["s3://b/orders/"]})
FOREIGN = rows({"type": "AWSAccount", "principalId": "AROAX:s"}, None, {})


QUIET = (*[None] * 11, "3", "2026-03-03T10:00:00Z", "2026-03-04T10:00:00Z", "false")


def flat(record: Any) -> dict[str, Any]:
    """A record as Athena's table shows it: names in lower case, and the inner parts as text."""
    shown = {name.lower(): value for name, value in record.items()}
    shown |= {n: json.dumps(shown[n]) for n in TEXTS if shown.get(n) is not None}
    shown["useridentity"] = lowered(shown.get("useridentity"))
    shown["resources"] = lowered(shown.get("resources"))
    return shown


def lowered(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(n).lower(): lowered(v) for n, v in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [lowered(each) for each in cast("list[Any]", value)]
    return value


def answered(tmp_path: Path, records: Sequence[Any], sql: str = QUERY) -> Any:
    """What the query answers, asked of another engine over the same table."""
    days = [record["eventTime"][:10].replace("-", "/") for record in records]
    lines = [
        json.dumps({**flat(record), "day": day, "region": REGION})
        for record, day in zip(records, days, strict=True)
    ]
    file = tmp_path / "trail.json"
    file.write_text("\n".join(lines))
    kinds = {
        **dict.fromkeys((*TEXTS_OF_THE_TRAIL, "day", "region"), "VARCHAR"),
        "useridentity": duck(IDENTITY),
        "resources": duck(RESOURCES),
    }
    with duckdb.connect() as connection:
        connection.execute("create schema mesh__audit")
        connection.execute(
            "create table mesh__audit.trail as select * from read_json(?, columns := ?)",
            [str(file), kinds],
        )
        found = connection.execute(sqlglot.transpile(sql, "athena", "duckdb")[0]).fetchall()
    return [[None if value is None else str(value) for value in row] for row in found]


def duck(kind: str) -> str:
    return exp.DataType.build(kind, dialect="hive").sql("duckdb")


@pytest.mark.parametrize(
    "record",
    [by_athena("jane"), by_athena(), LOCATIONS, FOREIGN, rows({"arn": "u"}, None, {})],
)
def test_a_row_says_what_its_record_does(tmp_path: Path, record: Any):
    (access,) = told(answered(tmp_path, [record])).accesses

    assert access == access_of(record)


def test_files_are_told_by_their_table(tmp_path: Path):
    records = [of_files(session(REPORTING, "jane"), f"orders/{n}.parquet") for n in range(3)]

    (access,) = told(answered(tmp_path, records)).accesses

    assert access.count == 3
    assert access.things == (FilesRead(f"mesh-dev--sales--orders--{ACCOUNT}", "orders/"),)


def test_what_differs_in_time_alone_is_one_row_with_the_last_time(tmp_path: Path):
    times = ("2026-05-20T09:30:00Z", "2026-05-22T10:00:00Z", "2026-05-21T00:00:00Z")

    (access,) = told(answered(tmp_path, [by_athena("jane", at) for at in times])).accesses

    assert access.count == 3
    assert access.at == datetime(2026, 5, 22, 10, tzinfo=UTC)


def test_other_and_refused_events_tell_only_since_when_the_trail_has_seen(tmp_path: Path):
    records = [
        {**by_athena(at="2026-04-01T00:00:00Z"), "eventName": "GrantPermissions"},
        {**by_athena(at="2026-04-02T00:00:00Z"), "errorCode": "AccessDenied"},
        by_athena(at="2026-04-03T00:00:00Z"),
    ]

    found = told(answered(tmp_path, records))

    assert [access.count for access in found.accesses] == [1]
    assert found.first == datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "has"),
    [
        ({}, True),
        ({"readOnly": False}, False),
        ({"eventCategory": "Data"}, False),
        ({"eventName": "GrantPermissions"}, True),
    ],
)
def test_a_trail_that_leaves_out_what_only_reads_is_told_from_others(
    tmp_path: Path, changes: Any, *, has: bool
):
    record = {**by_athena(at="2026-04-03T00:00:00Z"), **changes}

    assert told(answered(tmp_path, [record])).has_readings is has


@pytest.mark.parametrize(
    ("rows", "is_ours", "has_readings"),
    [((), True, True), ((), False, True), ((QUIET,), False, False)],
)
def test_only_of_the_meshs_own_trail_is_it_known_what_it_records(
    rows: Any, monkeypatch: pytest.MonkeyPatch, *, is_ours: bool, has_readings: bool
):
    place = AUDITED if is_ours else environment(**settings(ACCOUNT))
    monkeypatch.setattr(asking, "connect", lambda *_, **__: None)
    monkeypatch.setattr(asking, "ask", lambda *_: Answer("q", (), rows, None, 0, 0.0))

    found = evidence(WORKSPACE, place, FIRST, LAST)

    assert (found.is_ours, found.has_readings) == (is_ours, has_readings)


def test_other_days_are_not_looked_at(tmp_path: Path):
    records = [by_athena(at=at) for at in ("2026-03-02T23:59:59Z", "2026-06-02T00:00:00Z")]

    assert told(answered(tmp_path, records)) == told([])
    assert told([]).first is None


def test_the_query_is_asked_as_the_auditor_in_its_workgroup(monkeypatch: pytest.MonkeyPatch):
    asked: list[Any] = []

    def ask(_cloud: Any, asker: Any, sql: str) -> Answer:
        asked.append((asker, sql))
        return Answer("q", (), (), None, 0, 0.0)

    monkeypatch.setattr(asking, "connect", lambda *_, **__: None)
    monkeypatch.setattr(asking, "ask", ask)

    found = evidence(WORKSPACE, AUDITED, FIRST, LAST)

    ((asker, sql),) = asked
    assert asker.role == (
        f"arn:aws:iam::{ACCOUNT}:role/mesh/{ACCOUNT}/mesh-dev--{ACCOUNT}--auditor"
    )
    assert asker.workgroup == f"mesh-dev--{ACCOUNT}"
    assert sql == QUERY
    assert (found.accesses, found.seen_since) == ((), datetime(2026, 6, 1, tzinfo=UTC))


def test_without_a_trail_nobody_knows():
    with pytest.raises(MeshError, match="dev has no trail") as raised:
        evidence(WORKSPACE, environment(), FIRST, LAST)

    assert "audit: {trail: own}" in raised.value.fix
