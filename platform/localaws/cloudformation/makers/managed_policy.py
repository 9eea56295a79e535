"""AWS::IAM::ManagedPolicy.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
"""

from typing import Any

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.makers.maker import Maker, Properties, is_there, written


def _create(caller: Caller, properties: Properties) -> str:
    answer = caller.client("iam").create_policy(
        PolicyName=properties["ManagedPolicyName"],
        Path=properties.get("Path", "/"),
        Description=properties.get("Description", ""),
        PolicyDocument=written(properties["PolicyDocument"]),
    )
    return str(answer["Policy"]["Arn"])


def _update(caller: Caller, arn: str, properties: Properties) -> None:
    """A new version, and none of the old ones: AWS keeps five at most."""
    iam: Any = caller.client("iam")
    for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    text = written(properties["PolicyDocument"])
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)


def _delete(caller: Caller, arn: str, _properties: Properties) -> None:
    iam: Any = caller.client("iam")
    for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    iam.delete_policy(PolicyArn=arn)


def _exists(caller: Caller, arn: str) -> bool:
    try:
        caller.client("iam").get_policy(PolicyArn=arn)
    except ClientError as error:
        return is_there(error, "NoSuchEntity")
    return True


MAKER = Maker(
    "AWS::IAM::ManagedPolicy",
    frozenset({"Description", "ManagedPolicyName", "Path", "PolicyDocument"}),
    frozenset({"Description", "ManagedPolicyName", "Path"}),
    _create,
    _update,
    _delete,
    name="ManagedPolicyName",
    identifier="PolicyArn",
    exists=_exists,
    attributes={"PolicyArn": lambda _caller, arn: arn},
)
