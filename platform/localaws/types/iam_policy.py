"""aws:iam/policy:Policy: a managed policy, such as a boundary; an update adds a version."""

import json
from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State, chosen
from localaws.types.shape import DOCUMENT, STRING, Output, Property, Values
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

MOST_VERSIONS = 5
"""Of one policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html"""
GONE = ("NoSuchEntity",)
CREATION = {
    "description": "Description",
    "name": "PolicyName",
    "path": "Path",
    "policy": "PolicyDocument",
}
PROPERTIES = (
    Property("description", STRING, replaces=True, default=""),
    Property("name", STRING, replaces=True, auto_named=True),
    Property("path", STRING, replaces=True, default="/"),
    Property("policy", DOCUMENT, required=True),
    TAGS,
)
OUTPUTS = (
    Output("arn"),
    Output("attachmentCount", default=0),
    Output("namePrefix", default=""),
    Output("policyId"),
    TAGS_ALL,
)


def derived(aws: Aws, inputs: Values) -> Values:
    path = inputs.get("path") or "/"
    return {"arn": f"arn:aws:iam::{aws.account}:policy{path}{inputs['name']}"}


def create(aws: Aws, inputs: Values) -> str:
    given = chosen(inputs, CREATION)
    answer = aws.client("iam").create_policy(**given, Tags=tag_list(inputs.get("tags")))
    return answer["Policy"]["Arn"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    iam = aws.client("iam")
    answer = answer_or_none(iam.get_policy, *GONE, PolicyArn=identity)
    if answer is None:
        return None
    policy: dict[str, Any] = answer["Policy"]
    current = iam.get_policy_version(PolicyArn=identity, VersionId=policy["DefaultVersionId"])
    return {
        "arn": policy["Arn"],
        "attachmentCount": policy.get("AttachmentCount", 0),
        "description": policy.get("Description") or "",
        "name": policy["PolicyName"],
        "path": policy["Path"],
        "policy": json.dumps(current["PolicyVersion"]["Document"]),
        "policyId": policy["PolicyId"],
    } | with_tags(tag_map(iam.list_policy_tags(PolicyArn=identity)["Tags"]))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    iam = aws.client("iam")
    if old["policy"] != new["policy"]:
        _make_room(iam, identity)
        iam.create_policy_version(
            PolicyArn=identity, PolicyDocument=new["policy"], SetAsDefault=True
        )
    if written := set_tags(old, new):
        iam.tag_policy(PolicyArn=identity, Tags=tag_list(written))
    if gone := gone_tags(old, new):
        iam.untag_policy(PolicyArn=identity, TagKeys=gone)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    iam = aws.client("iam")
    for version in _past_versions(iam, identity):
        iam.delete_policy_version(PolicyArn=identity, VersionId=version["VersionId"])
    answer_or_none(iam.delete_policy, *GONE, PolicyArn=identity)


def _make_room(iam: Any, arn: str) -> None:
    past = _past_versions(iam, arn)
    if len(past) + 1 >= MOST_VERSIONS:
        iam.delete_policy_version(PolicyArn=arn, VersionId=past[0]["VersionId"])


def _past_versions(iam: Any, arn: str) -> list[dict[str, Any]]:
    """All versions but the one in force, the oldest first."""
    list_versions = iam.list_policy_versions
    answer: Values = answer_or_none(list_versions, *GONE, PolicyArn=arn) or {}
    past: list[dict[str, Any]] = [
        v for v in answer.get("Versions", []) if not v["IsDefaultVersion"]
    ]
    return sorted(past, key=lambda version: int(version["VersionId"].removeprefix("v")))


TYPE = ResourceType(
    token=resource_types.MANAGED_POLICY,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
