"""Whoever runs as the deployer already is recognised, and everybody else assumes it."""

import json
from typing import Any

import boto3
import pytest
from moto import mock_aws

from meshwright.operations.doctor import cloud as doctor_cloud
from meshwright.operations.doctor.questions import Health
from meshwright.runner.cloud import connect, is_session_of
from meshwright.specs.environment import Environment

from meshes import environment
from operations.doctor.verdicts import by_subject

ACCOUNT = "123456789012"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/ci/mesh-deployer"
TRUST = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"},
}


@pytest.mark.parametrize(
    ("arn", "is_one"),
    [
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/mesh-deployer/ci", True),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/mesh-deployer-x/ci", False),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/other/mesh-deployer", False),
        ("arn:aws:sts::444455556666:assumed-role/mesh-deployer/ci", False),
        (f"arn:aws:iam::{ACCOUNT}:user/mesh-deployer", False),
        (DEPLOYER, False),
    ],
)
def test_a_session_is_told_by_its_account_and_role(arn: str, is_one: bool) -> None:
    assert is_session_of(arn, DEPLOYER) is is_one


def own(**changes: Any) -> Environment:
    return environment(account=ACCOUNT, deployer=DEPLOYER, administrators=[DEPLOYER], **changes)


def as_deployer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts a session of the deployer into this shell."""
    boto3.client("iam").create_role(
        RoleName="mesh-deployer", Path="/ci/", AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    sts = boto3.client("sts", region_name="eu-central-1")
    keys = sts.assume_role(RoleArn=DEPLOYER, RoleSessionName="ci")["Credentials"]
    for name, field in (
        ("AWS_ACCESS_KEY_ID", "AccessKeyId"),
        ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"),
        ("AWS_SESSION_TOKEN", "SessionToken"),
    ):
        monkeypatch.setenv(name, keys[field])


@pytest.mark.usefixtures("credentials")
def test_who_is_the_deployer_already_assumes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        as_deployer(monkeypatch)
        identity = connect(own(), None).client("sts").get_caller_identity()

    assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/mesh-deployer/ci"


@pytest.mark.usefixtures("credentials")
def test_everybody_else_assumes_it() -> None:
    with mock_aws():
        identity = connect(own(), None).client("sts").get_caller_identity()

    assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/mesh-deployer/meshwright"


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(
    ("written", "ends"), [(True, "mesh-deployer"), (False, "need not be said")]
)
def test_the_doctor_says_so(monkeypatch: pytest.MonkeyPatch, written: bool, ends: str) -> None:
    with mock_aws():
        as_deployer(monkeypatch)
        found = by_subject(doctor_cloud.account(own(assumeDeployer=written), None, lambda: None))

    assert found["deployer"].health is Health.OK
    assert found["deployer"].finding.startswith("these credentials are those of")
    assert found["deployer"].finding.endswith(ends)
