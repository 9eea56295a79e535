"""AWS::KMS::Key.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
"""

from localaws.cloudformation.caller import Caller
from localaws.cloudformation.makers.maker import Maker, Properties, tags, written

DEFAULT_WINDOW = 30


def _create(caller: Caller, properties: Properties) -> str:
    answer = caller.client("kms").create_key(
        Description=properties.get("Description", ""),
        Policy=written(properties["KeyPolicy"]),
        Tags=tags(properties, "TagKey", "TagValue"),
    )
    identity = str(answer["KeyMetadata"]["KeyId"])
    _rotate(caller, identity, properties)
    return identity


def _update(caller: Caller, identity: str, properties: Properties) -> None:
    kms = caller.client("kms")
    kms.update_key_description(KeyId=identity, Description=properties.get("Description", ""))
    text = written(properties["KeyPolicy"])
    kms.put_key_policy(KeyId=identity, PolicyName="default", Policy=text)
    kms.tag_resource(KeyId=identity, Tags=tags(properties, "TagKey", "TagValue"))
    _rotate(caller, identity, properties)


def _rotate(caller: Caller, identity: str, properties: Properties) -> None:
    kms = caller.client("kms")
    turn = (
        kms.enable_key_rotation if properties.get("EnableKeyRotation") else kms.disable_key_rotation
    )
    turn(KeyId=identity)


def _delete(caller: Caller, identity: str, properties: Properties) -> None:
    days = int(properties.get("PendingWindowInDays", DEFAULT_WINDOW))
    caller.client("kms").schedule_key_deletion(KeyId=identity, PendingWindowInDays=days)


def _arn(caller: Caller, identity: str) -> str:
    return f"arn:aws:kms:{caller.region}:{caller.account}:key/{identity}"


MAKER = Maker(
    "AWS::KMS::Key",
    frozenset({"Description", "EnableKeyRotation", "KeyPolicy", "PendingWindowInDays", "Tags"}),
    frozenset(),
    _create,
    _update,
    _delete,
    identifier="KeyId",
    attributes={"Arn": _arn, "KeyId": lambda _caller, identity: identity},
)
