"""The local AWS remembers who asked for what, in CloudTrail's form: bounded, and for its life."""

import json
from typing import Any

import pytest

from localaws.reset import empty
from localaws.strict.call import Call
from localaws.trail import log
from localaws.trail.log import Log
from localaws.trail.reading import calls
from localaws.trail.serving import with_trail
from meshwright.aws.data_events import access_of
from meshwright.local_instance import TRAIL_PATH, LocalAws

from local_aws.iceberg.lake import client_of

ACCOUNT, REGION = "123456789012", "eu-central-1"
TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
    },
}
READ_ALL = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
}


def call(service: str = "s3", operation: str = "GET object", **body: Any) -> Call:
    return Call(service, operation, REGION, ACCOUNT, body)


def told(aws: LocalAws, event: str) -> list[Any]:
    return [r for r in calls(aws.endpoint).records if r["eventName"] == event]


def test_a_call_of_a_session_names_its_role_its_name_and_its_person(aws: LocalAws, client: Any):
    client("s3").create_bucket(
        Bucket="data", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    client("s3").put_object(Bucket="data", Key="orders/a", Body=b"x")
    iam = client("iam")
    role = iam.create_role(
        RoleName="reader", Path="/mesh/", AssumeRolePolicyDocument=json.dumps(TRUST)
    )["Role"]["Arn"]
    iam.put_role_policy(RoleName="reader", PolicyName="p", PolicyDocument=json.dumps(READ_ALL))
    keys = client("sts").assume_role(RoleArn=role, RoleSessionName="query", SourceIdentity="jane")[
        "Credentials"
    ]
    s3 = client_of("s3", aws.endpoint, keys)

    s3.get_object(Bucket="data", Key="orders/a")
    with pytest.raises(s3.exceptions.ClientError):
        s3.put_object(Bucket="data", Key="orders/b", Body=b"y")

    (record,) = told(aws, "GetObject")
    assert record["userIdentity"]["arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/query"
    assert record["resources"][1]["ARN"] == "arn:aws:s3:::data/orders/a"
    assert record["eventCategory"] == "Data"
    access = access_of(record)
    assert access is not None
    assert (access.principal, access.session, access.person) == (role, "query", "jane")
    # What was refused was not let pass.
    (put,) = told(aws, "PutObject")
    assert put["userIdentity"]["userName"] == "administrator"
    # Who has gone is still known for what was done.
    iam.delete_role_policy(RoleName="reader", PolicyName="p")
    iam.delete_role(RoleName="reader")
    assert told(aws, "GetObject") == [record]


def test_the_log_goes_with_what_is_in_the_local_aws(aws: LocalAws, client: Any):
    client("glue").get_databases()
    before = calls(aws.endpoint)
    assert told(aws, "GetDatabases")[0]["requestParameters"] == {}
    assert told(aws, "GetDatabases")[0]["resources"] == []

    empty(aws.endpoint)

    after = calls(aws.endpoint)
    assert after.records == []
    assert after.whole_since >= before.whole_since


@pytest.mark.parametrize("key", ["ASIASESSION", "AKIAUSER", "test2", ""])
def test_nobody_but_the_administrator_sees_it(key: str):
    said: list[str] = []
    shown = with_trail(lambda *_: [b"another"])
    environ = {
        "PATH_INFO": TRAIL_PATH,
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={key}/20260601/x/s3/aws4_request",
    }

    answer = shown(environ, lambda status, _: said.append(status))

    assert (said, [*answer]) == (["403 Forbidden"], [])
    assert [*shown({"PATH_INFO": "/"}, lambda *_: None)] == [b"another"]


def test_no_kind_of_call_pushes_another_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(log, "MOST_READINGS", 3)
    monkeypatch.setattr(log, "MOST_OTHERS", 2)
    kept = Log()
    kept.note_rows(ACCOUNT, REGION, "k", "sales__orders", "orders")
    for number in range(5):
        kept.note(call(Bucket="data", Key=str(number)), "k")
        kept.note(call("glue", "GetTable", DatabaseName="d", Name=str(number), Other="x"), "k")

    noted = kept.all()

    assert [n.event for n in noted].count("GetDataAccess") == 1
    assert [n.names["Key"] for n in noted if n.event == "GetObject"] == ["2", "3", "4"]
    assert [n.names["Name"] for n in noted if n.event == "GetTable"] == ["3", "4"]
    assert [n.number for n in noted] == sorted(n.number for n in noted)
    assert all("Other" not in n.names for n in noted)


def test_a_full_log_says_since_when_it_is_whole(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(log, "MOST_READINGS", 2)
    kept = Log()
    assert kept.whole_since == kept.began

    for number in range(3):
        kept.note(call(Bucket="data", Key=str(number)), "k")

    assert kept.whole_since == kept.all()[0].at
