"""AWS::KMS::Alias.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html
"""

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.makers.maker import Maker, Properties


def _create(caller: Caller, properties: Properties) -> str:
    name = str(properties["AliasName"])
    caller.client("kms").create_alias(AliasName=name, TargetKeyId=properties["TargetKeyId"])
    return name


def _update(caller: Caller, name: str, properties: Properties) -> None:
    caller.client("kms").update_alias(AliasName=name, TargetKeyId=properties["TargetKeyId"])


def _delete(caller: Caller, name: str, _properties: Properties) -> None:
    caller.client("kms").delete_alias(AliasName=name)


MAKER = Maker(
    "AWS::KMS::Alias",
    frozenset({"AliasName", "TargetKeyId"}),
    frozenset({"AliasName"}),
    _create,
    _update,
    _delete,
    name="AliasName",
    identifier="AliasName",
)
