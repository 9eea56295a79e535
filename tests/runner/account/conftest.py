"""A strict local AWS that is emptied before each test, as an account that the runner asks."""

from collections.abc import Callable

import boto3
import pytest

from localaws import server
from localaws.reset import empty
from meshwright.local_instance import LocalAws
from meshwright.runner.account.account import AwsAccount
from meshwright.runner.cloud import Cloud, connect

from meshes import environment

ACCOUNT, REGION = "123456789012", "eu-central-1"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/administrator"
AccountOf = Callable[..., AwsAccount]


@pytest.fixture(scope="session")
def session_aws(tmp_path_factory):
    folder = tmp_path_factory.mktemp("localaws")
    yield server.start(folder, region=REGION, account=ACCOUNT)
    server.stop(folder)


@pytest.fixture
def aws(session_aws) -> LocalAws:
    empty(session_aws.endpoint)
    return session_aws


@pytest.fixture
def account_of(aws) -> AccountOf:
    """The account of an environment whose file says this and that."""

    def build(**fields: object) -> AwsAccount:
        own = {"account": ACCOUNT, "deployer": ADMINISTRATOR, "administrators": [ADMINISTRATOR]}
        return AwsAccount(environment("local", **(own | fields)), aws.endpoint)

    return build


@pytest.fixture
def cloud(account_of) -> Cloud:
    return account_of().cloud


@pytest.fixture
def as_role(aws):
    """A cloud whose calls a role signs, made here and trusted by the account."""

    def build(name: str) -> Cloud:
        own = connect(environment("local", account=ACCOUNT), aws.endpoint)
        document = (
            '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": '
            f'"sts:AssumeRole", "Principal": {{"AWS": "{ACCOUNT}"}}}}]}}'
        )
        iam = own.client("iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
        everything = document.replace("sts:AssumeRole", "*").replace(
            f'"Principal": {{"AWS": "{ACCOUNT}"}}', '"Resource": "*"'
        )
        iam.put_role_policy(RoleName=name, PolicyName="access", PolicyDocument=everything)
        given = own.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        session = boto3.Session(
            region_name=REGION,
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )
        return Cloud(
            environment("local", account=ACCOUNT, deployer=role, administrators=[role]),
            session,
            own.options,
        )

    return build
