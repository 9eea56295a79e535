"""What the doctor says of an account before its first `up`, and after it."""

import boto3
import pytest
from moto import mock_aws

from meshwright.operations.doctor.lake import lake_formation
from meshwright.operations.doctor.questions import Health
from meshwright.runner.cloud import connect
from meshwright.runner.state.checkpoint import Checkpoint

from meshes import environment
from operations.doctor.verdicts import by_subject

ACCOUNT = "123456789012"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/mesh-deployer"
OTHER = f"arn:aws:iam::{ACCOUNT}:role/lake-admin"
EVERYONE = "IAM_ALLOWED_PRINCIPALS"
OPEN = [{"Principal": {"DataLakePrincipalIdentifier": EVERYONE}, "Permissions": ["ALL"]}]
UP = Checkpoint(3, {"resources": [{"type": "aws:lakeformation/dataLakeSettings:DataLakeSettings"}]})


@pytest.fixture(autouse=True)
def _account(credentials):
    del credentials
    with mock_aws():
        yield


def put(**changes):
    admins = [{"DataLakePrincipalIdentifier": DEPLOYER}]
    version = {"CROSS_ACCOUNT_VERSION": "4"}
    settings = {"DataLakeAdmins": admins, "Parameters": version, **changes}
    boto3.client("lakeformation").put_data_lake_settings(DataLakeSettings=settings)


def said(foundation=None, **fields):
    own = {"account": ACCOUNT, "deployer": DEPLOYER, "administrators": [DEPLOYER]}
    cloud = connect(environment(**(own | fields)), None, assume=False)
    return by_subject(lake_formation(cloud, foundation))


def test_an_account_that_is_ready_has_an_answer_for_each_question():
    put()
    found = said()

    assert {verdict.health for verdict in found.values()} == {Health.OK}
    assert list(found) == [
        "administrators",
        "account settings",
        "listed settings",
        "sharing version",
        "database default",
    ]


@pytest.mark.parametrize(
    ("changes", "subject", "told", "fix"),
    [
        (
            {"DataLakeAdmins": [{"DataLakePrincipalIdentifier": a} for a in (DEPLOYER, OTHER)]},
            "listed settings",
            f"administrator {OTHER}, which this file does not list (CHK051)",
            "add it under administrators",
        ),
        (
            {"Parameters": {"CROSS_ACCOUNT_VERSION": "5"}},
            "sharing version",
            "the account shares by version 5, the file says 4 (CHK052)",
            "write crossAccountVersion: 5",
        ),
    ],
)
def test_what_up_would_refuse_the_doctor_says_before(changes, subject, told, fix):
    put(**changes)
    found = said()

    assert found[subject].health is Health.FAILS
    assert told in found[subject].finding
    assert found[subject].fix.startswith(fix)
    assert [s for s, v in found.items() if v.health is not Health.OK] == [subject]


def test_an_open_lake_is_closed_by_up_where_the_mesh_has_the_settings():
    put(CreateTableDefaultPermissions=OPEN)

    assert said()["account settings"].health is Health.WARNING
    assert EVERYONE in said()["account settings"].finding
    managed_elsewhere = said(accountSettings=False)["account settings"]
    assert managed_elsewhere.health is Health.FAILS
    assert "(CHK050)" in managed_elsewhere.finding


def test_settings_that_others_manage_are_none_of_the_files_business():
    put(DataLakeAdmins=[{"DataLakePrincipalIdentifier": a} for a in (DEPLOYER, OTHER)])

    assert said(accountSettings=False)["listed settings"].health is Health.OK


def test_once_the_mesh_is_up_its_settings_are_its_own():
    put(DataLakeAdmins=[{"DataLakePrincipalIdentifier": a} for a in (DEPLOYER, OTHER)])

    assert said(UP)["listed settings"].health is Health.OK
    assert said(UP)["listed settings"].finding.startswith("the mesh's")


def test_a_version_that_up_raises_is_told():
    put(Parameters={"CROSS_ACCOUNT_VERSION": "3"})

    assert said()["sharing version"].finding == "3, `mesh up` makes it 4"
    assert said(accountSettings=False)["sharing version"].finding == "3"


def make_default():
    boto3.client("glue").create_database(DatabaseInput={"Name": "default"})


def test_the_database_default_is_there_or_made():
    put()
    assert said()["database default"].finding.startswith("not there: `mesh up`")
    make_default()
    assert said()["database default"].finding == f"there, and {EVERYONE} has nothing on it"


def test_a_default_database_that_all_of_iam_works_in_is_told_with_what_to_do():
    put()
    make_default()
    boto3.client("lakeformation").grant_permissions(
        Principal={"DataLakePrincipalIdentifier": EVERYONE},
        Resource={"Database": {"Name": "default"}},
        Permissions=["ALL"],
    )
    found = said()["database default"]

    assert found.health is Health.FAILS
    assert found.finding == f"{EVERYONE} has ALL on the database default (CHK053)"
    assert "aws lakeformation revoke-permissions" in found.fix


def test_who_is_no_administrator_is_told_that_it_cannot_see_everything():
    put(DataLakeAdmins=[])
    make_default()
    found = said()

    assert found["administrators"].health is Health.WARNING
    assert found["database default"].health is Health.WARNING
    assert "administrator" in found["database default"].fix
