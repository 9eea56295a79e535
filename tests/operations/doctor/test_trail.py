"""What the doctor says of a trail that an account has already."""

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from existing_trail import BUCKET, PREFIX, ROLE, documents, folder, settings
from meshwright.operations.doctor.questions import Health, Verdict
from meshwright.operations.doctor.trail import existing_trail
from meshwright.runner.cloud import Cloud, connect

from meshes import environment
from operations.doctor.verdicts import by_subject

ACCOUNT = "123456789012"
READER = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
HOME = f"arn:aws:s3:::{BUCKET}/{folder(ACCOUNT)}"


@pytest.fixture(autouse=True)
def _account(credentials: None):
    del credentials
    with mock_aws():
        yield


def asked(**changes: Any) -> Cloud:
    fields: Any = settings(ACCOUNT, **changes)
    place = environment(account=ACCOUNT, **fields)
    return connect(place, None, assume=False)


def said(**changes: Any) -> dict[str, Verdict]:
    return by_subject(existing_trail(asked(**changes)))


def make(trust: str = documents(ACCOUNT)[0], path: str = "/") -> None:
    boto3.client("iam").create_role(RoleName=ROLE, Path=path, AssumeRolePolicyDocument=trust)


@pytest.mark.parametrize("path", ["/", "/audit/trails/"])
def test_a_reader_that_is_there_is_in_order_and_its_rights_are_not_seen(path: str):
    make(path=path)
    found = said(reader=f"arn:aws:iam::{ACCOUNT}:role{path}{ROLE}")

    assert [verdict.health for verdict in found.values()] == [Health.OK, Health.OK]
    assert "is not seen from here" in found["trail reader"].finding
    assert found["trail folder"].finding.startswith("not registered yet")


def test_a_reader_that_nobody_has_made_is_named_with_the_page():
    make(path="/elsewhere/")

    verdict = said()["trail reader"]

    assert (verdict.health, verdict.finding) == (Health.FAILS, f"{READER} is not there")
    assert "docs/how-to/use-an-existing-trail.md" in verdict.fix


@pytest.mark.parametrize(
    ("service", "account"),
    [("glue.amazonaws.com", ACCOUNT), ("lakeformation.amazonaws.com", "999900001111")],
)
def test_a_reader_that_lake_formation_cannot_become_is_named(service: str, account: str):
    trust = json.loads(documents(account)[0])
    trust["Statement"][0]["Principal"] = {"Service": service}
    make(json.dumps(trust))

    verdict = said()["trail reader"]

    assert verdict.health is Health.FAILS
    assert verdict.finding.endswith("does not let Lake Formation assume it")


@pytest.mark.parametrize(("role", "is_well"), [(READER, True), (f"{READER}2", False)])
def test_the_role_that_a_folder_is_registered_with_is_told(role: str, *, is_well: bool):
    make()
    boto3.client("lakeformation").register_resource(ResourceArn=HOME, RoleArn=role)

    verdict = said()["trail folder"]

    assert (verdict.health is Health.OK) is is_well
    assert is_well or f"--resource-arn arn:aws:s3:::{BUCKET}/{PREFIX}/" in verdict.fix


@pytest.mark.parametrize("code", ["AccessDenied", "Throttling"])
def test_what_these_credentials_may_not_see_is_said(code: str, monkeypatch: pytest.MonkeyPatch):
    cloud = asked()

    def refused(*_: Any, **__: Any) -> Any:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "ListRoles")

    monkeypatch.setattr(Cloud, "pages", refused)
    if code == "Throttling":
        with pytest.raises(ClientError):
            list(existing_trail(cloud))
    else:
        reader, folder = existing_trail(cloud)
        assert (reader.health, folder.health) == (Health.WARNING, Health.OK)
        assert reader.finding == "these credentials may not look at it"


def test_where_no_trail_is_named_nothing_is_asked():
    place = environment(account=ACCOUNT)

    assert list(existing_trail(connect(place, None, assume=False))) == []
