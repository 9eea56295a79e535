from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from meshwright.operations.doctor import cloud as doctor_cloud
from meshwright.operations.doctor.questions import Health

from meshes import environment
from operations.doctor.verdicts import by_subject

DEPLOYER = "arn:aws:iam::123456789012:role/mesh-deployer"


@pytest.mark.parametrize(
    ("seconds", "health"), [(0, Health.OK), (-120, Health.WARNING), (3600, Health.FAILS)]
)
def test_the_clock_is_compared_with_that_of_aws(monkeypatch, seconds, health):
    there = datetime.now(UTC) + timedelta(seconds=seconds)
    monkeypatch.setattr(doctor_cloud, "_date", lambda _url: there)
    found = by_subject(doctor_cloud.clock(environment(), None))

    assert (found["network"].health, found["clock"].health) == (Health.OK, health)


def test_an_aws_that_does_not_answer_fails_in_time(silent, monkeypatch):
    monkeypatch.setattr(doctor_cloud, "SECONDS", 0.2)
    (found,) = doctor_cloud.clock(environment(), f"http://127.0.0.1:{silent}")

    assert (found.subject, found.health) == ("network", Health.FAILS)


def nothing():
    """The state of a foundation that was never brought up."""


def own(**changes):
    """An environment of moto's own account."""
    return environment(
        account="123456789012",
        deployer=DEPLOYER,
        administrators=[DEPLOYER],
        assumeDeployer=False,
        **changes,
    )


@pytest.mark.usefixtures("credentials")
def test_credentials_of_another_account_fail():
    with mock_aws():
        (found,) = doctor_cloud.account(environment(), None, nothing)

    assert found.health is Health.FAILS
    assert "of account 123456789012, not 111122223333" in found.finding


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(("managed", "health"), [(True, Health.WARNING), (False, Health.FAILS)])
def test_a_fresh_account_is_open_and_nobodys_until_the_mesh_is_up(managed, health):
    with mock_aws():
        boto3.client("lakeformation").put_data_lake_settings(
            DataLakeSettings={
                "CreateTableDefaultPermissions": [
                    {
                        "Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"},
                        "Permissions": ["ALL"],
                    }
                ]
            }
        )
        found = by_subject(doctor_cloud.account(own(accountSettings=managed), None, nothing))

    assert found["credentials"].health is Health.OK
    assert (found["administrators"].health, found["account settings"].health) == (health, health)


@pytest.mark.usefixtures("credentials")
def test_an_account_of_the_mesh_is_in_order():
    admins = [{"DataLakePrincipalIdentifier": DEPLOYER}]
    settings = {
        "DataLakeAdmins": admins,
        "CreateDatabaseDefaultPermissions": [],
        "CreateTableDefaultPermissions": [],
    }
    with mock_aws():
        boto3.client("lakeformation").put_data_lake_settings(DataLakeSettings=settings)
        found = by_subject(doctor_cloud.account(own(), None, nothing))

    assert {verdict.health for verdict in found.values()} == {Health.OK}
