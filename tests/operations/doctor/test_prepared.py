"""The doctor compares an account with the template that makes it ready, and changes nothing."""

import json
from typing import Any

import boto3
import pytest
from moto import mock_aws

from meshwright.operations.doctor import prepared as looks
from meshwright.operations.doctor.prepared import prepared
from meshwright.operations.doctor.questions import Health
from meshwright.plan.bootstrap.template import template
from meshwright.runner.cloud import connect
from meshwright.specs.environment import Environment

from meshes import environment

ACCOUNT, REGION = "123456789012", "eu-central-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role"
HOST = "token.actions.githubusercontent.com"


def real(**fields: Any) -> Environment:
    own: dict[str, Any] = {
        "account": ACCOUNT,
        "deployer": f"{ROLE}/mesh-deployer",
        "administrators": [f"{ROLE}/mesh-deployer"],
        "backend": "s3://acme-state",
        "secretsProvider": "awskms://alias/acme-state",
        "bootstrap": {
            "codeHost": "github",
            "repository": "acme/data-mesh",
            "planner": f"{ROLE}/mesh-planner",
        },
    }
    return environment(**(own | fields))


def make(of: Environment) -> None:
    """What CloudFormation would make of the template."""
    iam, resources = boto3.client("iam"), template(of)["Resources"]
    arns: dict[str, str] = {}
    for name, each in resources.items():
        if each["Type"] == "AWS::IAM::ManagedPolicy":
            wanted = each["Properties"]
            answer = iam.create_policy(
                PolicyName=wanted["ManagedPolicyName"],
                Path=wanted["Path"],
                PolicyDocument=json.dumps(wanted["PolicyDocument"]),
            )
            arns[name] = answer["Policy"]["Arn"]
    for each in resources.values():
        if each["Type"] == "AWS::IAM::Role":
            _make_role(iam, each["Properties"], arns)
    iam.create_open_id_connect_provider(
        Url=f"https://{HOST}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["a" * 40]
    )
    _make_state()


def _make_role(iam: Any, wanted: Any, arns: dict[str, str]) -> None:
    bound = wanted.get("PermissionsBoundary")
    iam.create_role(
        RoleName=wanted["RoleName"],
        Path=wanted["Path"],
        AssumeRolePolicyDocument=json.dumps(wanted["AssumeRolePolicyDocument"]),
        **({"PermissionsBoundary": arns[bound["Ref"]]} if bound else {}),
    )
    for policy in wanted["ManagedPolicyArns"]:
        iam.attach_role_policy(RoleName=wanted["RoleName"], PolicyArn=arns[policy["Ref"]])


def _make_state() -> None:
    s3, kms = boto3.client("s3", region_name=REGION), boto3.client("kms", region_name=REGION)
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key)
    kms.create_alias(AliasName="alias/acme-state", TargetKeyId=key)
    s3.create_bucket(Bucket="acme-state", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket="acme-state", VersioningConfiguration={"Status": "Enabled"})
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    s3.put_bucket_encryption(
        Bucket="acme-state", ServerSideEncryptionConfiguration={"Rules": [rule]}
    )


def said(of: Environment) -> list[tuple[Health, str]]:
    return [(v.health, v.finding) for v in prepared(connect(of, None, assume=False))]


@pytest.mark.usefixtures("credentials")
def test_an_account_as_the_template_makes_it_is_in_order() -> None:
    with mock_aws():
        make(real())
        found = said(real())

    assert found == [(Health.OK, "what `mesh bootstrap` renders is there as it says")]


@pytest.mark.usefixtures("credentials")
def test_of_an_empty_account_everything_is_said_to_be_missing() -> None:
    with mock_aws():
        found = said(real())

    missing = {finding.removesuffix(" is not there") for _, finding in found}
    compared = {n for n, r in template(real())["Resources"].items() if r["Type"] in looks.LOOKS}
    assert {health for health, _ in found} == {Health.FAILS}
    assert missing == compared


@pytest.mark.usefixtures("credentials")
def test_what_was_changed_is_named_property_by_property() -> None:
    iam, of = boto3.client("iam", region_name=REGION), real()
    with mock_aws():
        make(of)
        boundary = f"arn:aws:iam::{ACCOUNT}:policy/mesh/mesh-dev--boundary"
        anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": anything})
        iam.create_policy_version(PolicyArn=boundary, PolicyDocument=document, SetAsDefault=True)
        iam.delete_role_permissions_boundary(RoleName="mesh-deployer")
        planning = f"arn:aws:iam::{ACCOUNT}:policy/mesh-dev--planner"
        iam.detach_role_policy(RoleName="mesh-planner", PolicyArn=planning)
        found = said(of)

    assert [finding for _, finding in found] == [
        "Boundary differs from the template: PolicyDocument",
        "PlanRole differs from the template: ManagedPolicyArns",
        "ApplyRole differs from the template: PermissionsBoundary",
    ]


def test_without_a_template_nothing_is_asked() -> None:
    assert said(real(bootstrap=None)) == []
