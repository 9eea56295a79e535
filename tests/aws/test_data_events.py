"""What a record of CloudTrail tells of who has read what, in each shape that AWS gives it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from meshwright.aws.data_events import FilesRead, TableRead, access_of, is_reading

from operations.used.trail import (
    ACCOUNT,
    AT,
    REPORTING,
    REPORTING_NAME,
    ROLE,
    by_athena,
    of_files,
    rows,
    session,
    table_arn,
)

ORDERS = TableRead(ACCOUNT, "sales__orders", "orders")
ASKED = {"tableArn": table_arn("sales__orders", "orders")}
FOREIGN = {"type": "AWSAccount", "principalId": "AROAX:GlueJobRunnerSession", "accountId": "9"}
USER = {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/eve", "principalId": "AIDAX"}


def test_athena_names_the_role_its_person_and_the_table():
    access = access_of(by_athena("jane@acme.example"))

    assert access is not None
    assert (access.principal, access.session) == (REPORTING, "jane")
    assert access.person == "jane@acme.example"
    assert access.things == (ORDERS,)
    assert access.service == "athena.amazonaws.com"
    assert access.at == datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
    assert access.count == 1


@pytest.mark.parametrize(
    ("record", "principal", "name", "things"),
    [
        (rows(FOREIGN, None, ASKED), "", "GlueJobRunnerSession", (ORDERS,)),
        (rows(FOREIGN, REPORTING, ASKED), REPORTING, "GlueJobRunnerSession", (ORDERS,)),
        (rows(session(REPORTING, "a/b"), None, ASKED), REPORTING, "a/b", (ORDERS,)),
        (
            rows(session(REPORTING, "s", issuer=False), None, ASKED),
            f"arn:aws:sts::{ACCOUNT}:assumed-role/{REPORTING_NAME}/s",
            "s",
            (ORDERS,),
        ),
        (rows(USER, None, ASKED), USER["arn"], "", (ORDERS,)),
        (
            rows(USER, None, {"tableArn": table_arn("Sales__Orders", "ORDERS")}),
            USER["arn"],
            "",
            (ORDERS,),
        ),
        (
            rows(USER, None, {"dataLocations": ["s3://b/orders/", "arn:aws:s3:::c", 7]}),
            USER["arn"],
            "",
            (FilesRead("b", "orders/"), FilesRead("c", "")),
        ),
        (rows(USER, None, {"tableArn": "arn:aws:glue:nonsense"}), USER["arn"], "", ()),
        (
            rows(USER, None, ASKED, eventName="GetTemporaryGlueTableCredentials"),
            USER["arn"],
            "",
            (ORDERS,),
        ),
        (
            of_files(session(REPORTING, "jane")),
            REPORTING,
            "jane",
            (FilesRead(f"mesh-dev--sales--orders--{ACCOUNT}", "orders/2026/a.parquet"),),
        ),
    ],
)
def test_each_shape_is_read(record: Any, principal: str, name: str, things: Any):
    access = access_of(record)

    assert access is not None
    assert (access.principal, access.session, access.things) == (principal, name, things)


@pytest.mark.parametrize(
    "record",
    [
        {**by_athena(), "errorCode": "AccessDenied"},
        {**by_athena(), "eventName": "GrantPermissions"},
        {**by_athena(), "eventSource": "glue.amazonaws.com", "eventName": "GetTable"},
        {**by_athena(), "eventSource": "s3.amazonaws.com"},
        {**by_athena(), "eventTime": "yesterday"},
        {**by_athena(), "eventTime": None},
        {},
    ],
)
def test_other_and_refused_events_tell_nothing(record: Any):
    assert access_of(record) is None


@pytest.mark.parametrize(
    "broken", ["userIdentity", "requestParameters", "additionalEventData", "resources"]
)
@pytest.mark.parametrize("value", [None, 7, "text", [], {}])
def test_a_record_of_any_shape_is_read_without_a_fault(broken: str, value: Any):
    for whole in (by_athena(), of_files(session(REPORTING, "jane"))):
        access = access_of({**whole, broken: value})

        assert access is not None
        assert access.at == datetime.fromisoformat(AT)


def test_a_time_without_a_zone_is_utc():
    access = access_of(by_athena(at="2026-05-20T09:30:00"))

    assert access is not None
    assert access.at.tzinfo is UTC


def test_who_lake_formation_reads_for_is_no_persons_name():
    """Since February 2026 Lake Formation can write the caller's id where a person's name stands."""
    record = of_files(session(f"{ROLE}/registered", "AWSLF-1", f"V2.{ACCOUNT}.AROAEXAMPLE"))
    access = access_of(record)

    assert access is not None
    assert access.person == ""


def test_a_refused_event_is_none_that_reads():
    assert is_reading(by_athena())
    assert not is_reading({**by_athena(), "errorCode": "AccessDeniedException"})
