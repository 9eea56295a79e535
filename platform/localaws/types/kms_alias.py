"""aws:kms/alias:Alias: the name by which everything else calls a key."""

from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, Output, Property, Values
from meshwright.aws import resource_types

PROPERTIES = (
    Property("name", STRING, required=True, replaces=True),
    Property("targetKeyId", STRING, required=True),
)
OUTPUTS = (
    Output("arn"),
    Output("namePrefix", default=""),
    Output("region"),
    Output("targetKeyArn", changes=True),
)


def derived(aws: Aws, inputs: Values) -> Values:
    return {
        "arn": f"arn:aws:kms:{aws.region}:{aws.account}:{inputs['name']}",
        "region": aws.region,
    }


def create(aws: Aws, inputs: Values) -> str:
    aws.client("kms").create_alias(AliasName=inputs["name"], TargetKeyId=inputs["targetKeyId"])
    return inputs["name"]


def read(aws: Aws, identity: str, known: Values) -> State | None:
    alias = _alias(aws.client("kms"), identity)
    if alias is None:
        return None
    key = alias["TargetKeyId"]
    # A key may be given by its ARN too, which says the same.
    declared = str(known.get("targetKeyId", ""))
    target = declared if declared.rpartition("/")[2] == key else key
    key_arn = f"arn:aws:kms:{aws.region}:{aws.account}:key/{key}"
    own = {"name": identity, "arn": alias["AliasArn"]}
    return own | {"targetKeyId": target, "targetKeyArn": key_arn}


def update(aws: Aws, identity: str, _old: Values, new: Values) -> None:
    aws.client("kms").update_alias(AliasName=identity, TargetKeyId=new["targetKeyId"])


def delete(aws: Aws, identity: str, _known: Values) -> None:
    answer_or_none(aws.client("kms").delete_alias, "NotFoundException", AliasName=identity)


def _alias(kms: Any, name: str) -> dict[str, Any] | None:
    pages = kms.get_paginator("list_aliases").paginate()
    found = (alias for page in pages for alias in page["Aliases"] if alias["AliasName"] == name)
    return next(found, None)


TYPE = ResourceType(
    token=resource_types.ALIAS,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
