"""The roles of an account's template in a local AWS, and sessions of them."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.config import Config

from localaws.clients import plain_session
from meshwright.local_instance import LocalAws
from meshwright.plan.bootstrap.template import template
from meshwright.specs.environment import Environment

from local_aws.conftest import ACCOUNT, REGION
from meshes import environment

ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/administrator"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/mesh-deployer"
PLANNER = f"arn:aws:iam::{ACCOUNT}:role/mesh-planner"
SERVICES = ("iam", "sts")


def real(**fields: Any) -> Environment:
    """An environment that keeps its data, in the account that the local AWS has."""
    own: dict[str, Any] = {
        "account": ACCOUNT,
        "deployer": DEPLOYER,
        "administrators": [DEPLOYER],
        "auditors": [PLANNER],
        "backend": "s3://acme-state",
        "secretsProvider": f"awskms://alias/acme-state?region={REGION}",
        "assume": {"sales": {"runtime": {"services": ["glue.amazonaws.com"]}}},
        "audit": {"trail": "own"},
        "readers": {"audit": {"principal": ADMINISTRATOR, "classifications": ["public"]}},
        "bootstrap": {
            "codeHost": "github",
            "repository": "acme/data-mesh",
            "planner": PLANNER,
            "operators": [ADMINISTRATOR],
        },
    }
    return environment(**(own | fields))


def client(aws: LocalAws, service: str, keys: Mapping[str, str] | None = None) -> Any:
    given = keys or {"AccessKeyId": "test", "SecretAccessKey": "test"}
    return plain_session().create_client(
        service,
        region_name=REGION,
        endpoint_url=aws.endpoint,
        # S3 Control puts the account before the host, a name that leads nowhere.
        config=Config(proxies={"http": aws.endpoint} if service == "s3control" else {}),
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given.get("SessionToken"),
    )


def make_ready(aws: LocalAws, of: Environment, *, without: str = "") -> None:
    """Makes the template's policies and roles, one action taken out of all that is allowed."""
    iam, resources = client(aws, "iam"), template(of)["Resources"]
    arns: dict[str, str] = {}
    for logical, made in resources.items():
        if made["Type"] == "AWS::IAM::ManagedPolicy":
            arns[logical] = _policy(iam, made["Properties"], without)
    for made in resources.values():
        if made["Type"] == "AWS::IAM::Role":
            _role(iam, made["Properties"], arns)


def keys_of(aws: LocalAws, role: str) -> Mapping[str, str]:
    """A session of a role, as the administrator assumes it."""
    sts = client(aws, "sts")
    return sts.assume_role(RoleArn=role, RoleSessionName="apply")["Credentials"]


def _policy(iam: Any, made: Mapping[str, Any], without: str) -> str:
    statements = [_less(s, without) for s in made["PolicyDocument"]["Statement"]]
    document = {"Version": "2012-10-17", "Statement": [s for s in statements if s["Action"]]}
    answer = iam.create_policy(
        PolicyName=made["ManagedPolicyName"],
        Path=made["Path"],
        PolicyDocument=json.dumps(document),
    )
    return answer["Policy"]["Arn"]


def _less(statement: Mapping[str, Any], action: str) -> dict[str, Any]:
    kept = [each for each in statement["Action"] if each != action]
    return {**statement, "Action": kept if statement["Effect"] == "Allow" else statement["Action"]}


def _role(iam: Any, made: Mapping[str, Any], arns: Mapping[str, str]) -> None:
    bound = made.get("PermissionsBoundary")
    more = {"PermissionsBoundary": arns[bound["Ref"]]} if bound else {}
    # Who has a token of the code host is not asked here: an operator assumes the role.
    document = made["AssumeRolePolicyDocument"]
    statements = [s for s in document["Statement"] if "AWS" in s["Principal"]]
    trusting = {**document, "Statement": statements or [_trusting_administrator()]}
    iam.create_role(
        RoleName=made["RoleName"],
        Path=made["Path"],
        AssumeRolePolicyDocument=json.dumps(trusting),
        **more,
    )
    for policy in made["ManagedPolicyArns"]:
        iam.attach_role_policy(RoleName=made["RoleName"], PolicyArn=arns[policy["Ref"]])


def _trusting_administrator() -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
    }
