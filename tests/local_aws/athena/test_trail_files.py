"""Files of a trail are read as the columns of their table say, whatever their records hold."""

import gzip
import json
from typing import Any

import pytest

from localaws.athena import trail_files
from localaws.athena.faults import QueryError
from localaws.athena.types import column_type
from meshwright.plan.audit_tables import IDENTITY, RESOURCES

from operations.used.trail import by_athena, of_files, session

COLUMNS = {
    "useridentity": column_type(IDENTITY),
    "resources": column_type(RESOURCES),
    **{name: column_type("string") for name in ("eventname", "readonly", "requestparameters")},
}


def read(*records: Any) -> list[dict[str, Any]]:
    content = gzip.compress(json.dumps({"Records": records}).encode())
    return trail_files.rows(COLUMNS, content, "s3://b/a.json.gz").to_pylist()


def test_a_record_is_told_by_names_in_lower_case_and_the_rest_as_json() -> None:
    (row,) = read(by_athena("jane"))

    assert row["useridentity"]["sessioncontext"]["sourceidentity"] == "jane"
    assert row["useridentity"]["principalid"] == "AROAEXAMPLE:jane"
    assert (row["eventname"], row["readonly"], row["resources"]) == ("GetDataAccess", "true", None)
    assert json.loads(row["requestparameters"]) == by_athena()["requestParameters"]


def test_lists_of_what_was_used_are_told_each() -> None:
    (row,) = read(of_files(session("arn:aws:iam::1:role/r", "x")))

    assert [each["type"] for each in row["resources"]] == [
        "AWS::S3::Object",
        "AWS::S3::Bucket",
        "AWS::S3::AccessPoint",
    ]
    assert row["readonly"] is None


@pytest.mark.parametrize(
    "odd",
    [{}, [], None, 7, {"userIdentity": "root"}, {"resources": {"a": 1}}, {"resources": ["x"]}],
)
def test_an_odd_record_is_a_row_all_the_same(odd: Any) -> None:
    first, second = read(odd, by_athena())

    assert first["eventname"] is None
    assert second["eventname"] == "GetDataAccess"


def test_rows_are_counted_where_no_column_is_asked_for() -> None:
    content = json.dumps({"Records": [by_athena(), by_athena()]}).encode()

    assert trail_files.rows({}, content, "s3://b/a.json").num_rows == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'{"Records": 1}', b"\xff", gzip.compress(b"{}")[:-9], b"\x1f\x8bx"],
)
def test_what_is_no_file_of_a_trail_fails_by_its_name(content: bytes) -> None:
    with pytest.raises(QueryError, match=r"s3://b/a is no file of a trail"):
        trail_files.rows(COLUMNS, content, "s3://b/a")
