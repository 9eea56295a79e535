"""aws:kms/key:Key: a customer-managed key; its deletion is scheduled, never at once."""

import json
from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State, chosen, made
from localaws.types.shape import (
    BOOLEAN,
    DOCUMENT,
    INTEGER,
    STRING,
    Output,
    Property,
    Values,
)
from localaws.types.tags import (
    TAGS,
    TAGS_ALL,
    gone_tags,
    set_tags,
    tag_list,
    tag_map,
    with_tags,
)
from meshwright.aws import resource_types

LONGEST_WINDOW = 30
PROPERTIES = (
    Property("customerMasterKeySpec", STRING, replaces=True, default="SYMMETRIC_DEFAULT"),
    Property("deletionWindowInDays", INTEGER, readable=False),
    Property("description", STRING, computed=True),
    Property("enableKeyRotation", BOOLEAN, default=False),
    Property("isEnabled", BOOLEAN, default=True),
    Property("keyUsage", STRING, replaces=True, default="ENCRYPT_DECRYPT"),
    Property("multiRegion", BOOLEAN, replaces=True, default=False),
    Property("policy", DOCUMENT, computed=True),
    TAGS,
)
OUTPUTS = (
    Output("arn"),
    Output("description", default=""),
    Output("keyId"),
    Output("multiRegion", default=False),
    Output("policy"),
    Output("region"),
    Output("rotationPeriodInDays", default=0),
    TAGS_ALL,
)
CREATION = {
    "customerMasterKeySpec": "KeySpec",
    "description": "Description",
    "keyUsage": "KeyUsage",
    "multiRegion": "MultiRegion",
    "policy": "Policy",
}
ORDINARY = {"customerMasterKeySpec": "SYMMETRIC_DEFAULT", "keyUsage": "ENCRYPT_DECRYPT"}
"""What the official provider sends where nothing was said."""
GONE = ("NotFoundException",)
DYING = ("PendingDeletion", "PendingReplicaDeletion")


def derived(aws: Aws, _inputs: Values) -> Values:
    return {"region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    kms = aws.client("kms")
    tags = tag_list(inputs.get("tags"), "TagKey", "TagValue")
    chosen_inputs = chosen({**ORDINARY, **inputs}, CREATION)
    key = aws.once("kms").create_key(**chosen_inputs, Tags=tags)["KeyMetadata"]["KeyId"]
    with made(key):
        if inputs.get("enableKeyRotation"):
            kms.enable_key_rotation(KeyId=key)
        if inputs.get("isEnabled") is False:
            kms.disable_key(KeyId=key)
    return key


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    kms = aws.client("kms")
    answer = answer_or_none(kms.describe_key, *GONE, KeyId=identity)
    if answer is None or answer["KeyMetadata"]["KeyState"] in DYING:
        return None
    metadata: dict[str, Any] = answer["KeyMetadata"]
    rotation = kms.get_key_rotation_status(KeyId=identity)
    policy = kms.get_key_policy(KeyId=identity, PolicyName="default")["Policy"]
    tags = tag_map(kms.list_resource_tags(KeyId=identity)["Tags"], "TagKey", "TagValue")
    return {
        "id": metadata["KeyId"],
        "arn": metadata["Arn"],
        "customerMasterKeySpec": metadata["KeySpec"],
        "description": metadata.get("Description", ""),
        "enableKeyRotation": rotation["KeyRotationEnabled"],
        "isEnabled": metadata["Enabled"],
        "keyId": metadata["KeyId"],
        "keyUsage": metadata["KeyUsage"],
        "multiRegion": metadata.get("MultiRegion", False),
        "policy": policy if isinstance(policy, str) else json.dumps(policy),
        "rotationPeriodInDays": rotation.get("RotationPeriodInDays", 0),
    } | with_tags(tags)


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    kms = aws.client("kms")
    if old.get("description") != new.get("description"):
        kms.update_key_description(KeyId=identity, Description=new.get("description") or "")
    if new.get("policy") and old.get("policy") != new["policy"]:
        kms.put_key_policy(KeyId=identity, PolicyName="default", Policy=new["policy"])
    _switch(kms, identity, old, new)
    if written := set_tags(old, new):
        kms.tag_resource(KeyId=identity, Tags=tag_list(written, "TagKey", "TagValue"))
    if gone := gone_tags(old, new):
        kms.untag_resource(KeyId=identity, TagKeys=gone)


def _switch(kms: Any, identity: str, old: Values, new: Values) -> None:
    """Rotation and use, on or off; a disabled key's rotation cannot be changed."""
    rotates, rotated = bool(new.get("enableKeyRotation")), bool(old.get("enableKeyRotation"))
    enabled, was_enabled = new.get("isEnabled") is not False, old.get("isEnabled") is not False
    if enabled and not was_enabled:
        kms.enable_key(KeyId=identity)
    if rotates != rotated:
        (kms.enable_key_rotation if rotates else kms.disable_key_rotation)(KeyId=identity)
    if was_enabled and not enabled:
        kms.disable_key(KeyId=identity)


def delete(aws: Aws, identity: str, known: Values) -> None:
    window = int(known.get("deletionWindowInDays") or LONGEST_WINDOW)
    kms = aws.client("kms")
    answer = answer_or_none(kms.describe_key, *GONE, KeyId=identity)
    if answer is None or answer["KeyMetadata"]["KeyState"] in DYING:
        return
    kms.schedule_key_deletion(KeyId=identity, PendingWindowInDays=window)


TYPE = ResourceType(
    token=resource_types.KEY,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
)
