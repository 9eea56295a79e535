"""AWS::IAM::Role.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
"""

from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.makers.maker import Maker, Properties, is_there, tags, written

SESSION_SECONDS = 3600


def _create(caller: Caller, properties: Properties) -> str:
    iam, name = caller.client("iam"), str(properties["RoleName"])
    bound = properties.get("PermissionsBoundary")
    iam.create_role(
        RoleName=name,
        Path=properties.get("Path", "/"),
        AssumeRolePolicyDocument=written(properties["AssumeRolePolicyDocument"]),
        Description=properties.get("Description", ""),
        MaxSessionDuration=properties.get("MaxSessionDuration", SESSION_SECONDS),
        Tags=tags(properties),
        **({"PermissionsBoundary": bound} if bound else {}),
    )
    _attach(caller, name, properties)
    return name


def _update(caller: Caller, name: str, properties: Properties) -> None:
    iam = caller.client("iam")
    document = written(properties["AssumeRolePolicyDocument"])
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
    iam.update_role(
        RoleName=name,
        Description=properties.get("Description", ""),
        MaxSessionDuration=properties.get("MaxSessionDuration", SESSION_SECONDS),
    )
    if bound := properties.get("PermissionsBoundary"):
        iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=bound)
    else:
        iam.delete_role_permissions_boundary(RoleName=name)
    iam.tag_role(RoleName=name, Tags=tags(properties))
    _attach(caller, name, properties)


def _attach(caller: Caller, name: str, properties: Properties) -> None:
    iam, wanted = caller.client("iam"), set(properties.get("ManagedPolicyArns", ()))
    attached = _attached(iam, name)
    for arn in wanted - attached:
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    for arn in attached - wanted:
        iam.detach_role_policy(RoleName=name, PolicyArn=arn)


def _attached(iam: Any, name: str) -> set[str]:
    policies = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {str(policy["PolicyArn"]) for policy in policies}


def _delete(caller: Caller, name: str, _properties: Properties) -> None:
    iam = caller.client("iam")
    for arn in _attached(iam, name):
        iam.detach_role_policy(RoleName=name, PolicyArn=arn)
    iam.delete_role(RoleName=name)


def _exists(caller: Caller, name: str) -> bool:
    try:
        caller.client("iam").get_role(RoleName=name)
    except ClientError as error:
        return is_there(error, "NoSuchEntity")
    return True


MAKER = Maker(
    "AWS::IAM::Role",
    frozenset(
        {
            "AssumeRolePolicyDocument",
            "Description",
            "ManagedPolicyArns",
            "MaxSessionDuration",
            "Path",
            "PermissionsBoundary",
            "RoleName",
            "Tags",
        }
    ),
    frozenset({"Path", "RoleName"}),
    _create,
    _update,
    _delete,
    name="RoleName",
    identifier="RoleName",
    exists=_exists,
    attributes={"Arn": lambda caller, name: _arn(caller, name)},
)


def _arn(caller: Caller, name: str) -> str:
    return str(caller.client("iam").get_role(RoleName=name)["Role"]["Arn"])
