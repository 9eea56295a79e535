"""aws:iam/role:Role: who may act as whom, under which boundary."""

import json
from typing import Any

from localaws.types.answers import answer_or_none
from localaws.types.resource_type import Aws, ResourceType, State, chosen
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

HOUR = 3600
GONE = ("NoSuchEntity",)
CREATION = {
    "assumeRolePolicy": "AssumeRolePolicyDocument",
    "description": "Description",
    "maxSessionDuration": "MaxSessionDuration",
    "name": "RoleName",
    "path": "Path",
    "permissionsBoundary": "PermissionsBoundary",
}
PROPERTIES = (
    Property("assumeRolePolicy", DOCUMENT, required=True),
    Property("description", STRING, default=""),
    Property("forceDetachPolicies", BOOLEAN, default=False, readable=False),
    Property("maxSessionDuration", INTEGER, default=HOUR),
    Property("name", STRING, replaces=True, auto_named=True),
    Property("path", STRING, replaces=True, default="/"),
    Property("permissionsBoundary", STRING, default=""),
    TAGS,
)
OUTPUTS = (
    Output("arn"),
    Output("createDate"),
    Output("inlinePolicies", default=[]),
    Output("managedPolicyArns", default=[]),
    Output("namePrefix", default=""),
    TAGS_ALL,
    Output("uniqueId"),
)


def derived(aws: Aws, inputs: Values) -> Values:
    path = inputs.get("path") or "/"
    return {"arn": f"arn:aws:iam::{aws.account}:role{path}{inputs['name']}"}


def create(aws: Aws, inputs: Values) -> str:
    given = chosen(inputs, CREATION)
    aws.client("iam").create_role(**given, Tags=tag_list(inputs.get("tags")))
    return inputs["name"]


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    iam = aws.client("iam")
    answer = answer_or_none(iam.get_role, *GONE, RoleName=identity)
    if answer is None:
        return None
    role: dict[str, Any] = answer["Role"]
    attached = iam.list_attached_role_policies(RoleName=identity)["AttachedPolicies"]
    return {
        "arn": role["Arn"],
        "assumeRolePolicy": json.dumps(role["AssumeRolePolicyDocument"]),
        "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": role.get("Description") or "",
        "inlinePolicies": [_inline(iam, identity, name) for name in _inline_names(iam, identity)],
        "managedPolicyArns": sorted(policy["PolicyArn"] for policy in attached),
        "maxSessionDuration": role.get("MaxSessionDuration") or HOUR,
        "name": role["RoleName"],
        "path": role["Path"],
        "permissionsBoundary": role.get("PermissionsBoundary", {}).get(
            "PermissionsBoundaryArn", ""
        ),
        "uniqueId": role["RoleId"],
    } | with_tags(tag_map(role.get("Tags")))


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    iam, role = aws.client("iam"), {"RoleName": identity}
    if old["assumeRolePolicy"] != new["assumeRolePolicy"]:
        iam.update_assume_role_policy(**role, PolicyDocument=new["assumeRolePolicy"])
    if any(old.get(name) != new.get(name) for name in ("description", "maxSessionDuration")):
        duration = int(new.get("maxSessionDuration") or HOUR)
        description = new.get("description") or ""
        iam.update_role(**role, Description=description, MaxSessionDuration=duration)
    if old.get("permissionsBoundary") != new.get("permissionsBoundary"):
        _bound(iam, role, new.get("permissionsBoundary"))
    if written := set_tags(old, new):
        iam.tag_role(**role, Tags=tag_list(written))
    if gone := gone_tags(old, new):
        iam.untag_role(**role, TagKeys=gone)


def delete(aws: Aws, identity: str, known: Values) -> None:
    iam = aws.client("iam")
    if known.get("forceDetachPolicies"):
        _detach(iam, identity)
    answer_or_none(iam.delete_role, *GONE, RoleName=identity)


def _bound(iam: Any, role: dict[str, str], boundary: str | None) -> None:
    if boundary:
        iam.put_role_permissions_boundary(**role, PermissionsBoundary=boundary)
    else:
        iam.delete_role_permissions_boundary(**role)


def _detach(iam: Any, role: str) -> None:
    for name in _inline_names(iam, role):
        iam.delete_role_policy(RoleName=role, PolicyName=name)
    attached = iam.list_attached_role_policies
    answer: Values = answer_or_none(attached, *GONE, RoleName=role) or {}
    for policy in answer.get("AttachedPolicies", []):
        iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])


def _inline_names(iam: Any, role: str) -> list[str]:
    answer: Values = answer_or_none(iam.list_role_policies, *GONE, RoleName=role) or {}
    return sorted(answer.get("PolicyNames", []))


def _inline(iam: Any, role: str, name: str) -> dict[str, str]:
    answer = iam.get_role_policy(RoleName=role, PolicyName=name)
    return {"name": name, "policy": json.dumps(answer["PolicyDocument"])}


TYPE = ResourceType(
    token=resource_types.ROLE,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("name",),
)
