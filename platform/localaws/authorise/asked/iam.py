"""IAM: a call is about the role, policy, user or provider that it names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from collections.abc import Iterator
from typing import Any

from moto.iam.models import iam_backends

from localaws.authorise.asked.asking import (
    PARTITION,
    Environ,
    arn,
    form_tags,
    new_tags,
    old_tags,
    request,
)
from localaws.authorise.callers import tags_of
from localaws.strict.call import Call
from meshwright.aws.authorization.request import EVERY, Request, Value

BOUNDED = {
    "AttachRolePolicy",
    "AttachUserPolicy",
    "CreateRole",
    "CreateUser",
    "DeleteRole",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DeleteUserPermissionsBoundary",
    "DeleteUserPolicy",
    "DetachRolePolicy",
    "DetachUserPolicy",
    "GetRole",
    "PutRolePermissionsBoundary",
    "PutRolePolicy",
    "PutUserPermissionsBoundary",
    "PutUserPolicy",
    "UpdateAssumeRolePolicy",
    "UpdateRole",
    "UpdateRoleDescription",
}
"""Actions with the key `iam:PermissionsBoundary`: the new boundary, else the one that is there."""
TAGGING = {
    "CreateOpenIDConnectProvider": "iam:TagOpenIDConnectProvider",
    "CreatePolicy": "iam:TagPolicy",
    "CreateRole": "iam:TagRole",
    "CreateUser": "iam:TagUser",
}
"""What is asked besides where a call brings tags."""
SCHEME = "https://"


def asked(call: Call, _environ: Environ) -> Iterator[Request]:
    resource, tags = _resource(call), new_tags(form_tags(call.body))
    context = {**tags, **_boundary(call), **_known_tags(call)}
    if call.operation.startswith(("Attach", "Detach")):
        context["iam:policyarn"] = str(call.body.get("PolicyArn", ""))
    yield request(call, f"iam:{call.operation}", resource, context)
    if tags and call.operation in TAGGING:
        yield request(call, TAGGING[call.operation], resource, tags)


def _resource(call: Call) -> str:
    body = call.body
    if call.operation == "CreateOpenIDConnectProvider":
        host = str(body.get("Url", "")).removeprefix(SCHEME)
        return _arn(call, f"oidc-provider/{host}")
    if call.operation == "CreatePolicy":
        return _arn(call, f"policy{body.get('Path', '/')}{body.get('PolicyName')}")
    if "RoleName" in body:
        return _named(call, "role", str(body["RoleName"]))
    if "UserName" in body:
        return _named(call, "user", str(body["UserName"]))
    for field, kind in (("GroupName", "group"), ("InstanceProfileName", "instance-profile")):
        if field in body:
            return _arn(call, f"{kind}{body.get('Path', '/')}{body[field]}")
    for field in ("PolicyArn", "OpenIDConnectProviderArn", "SAMLProviderArn", "PolicySourceArn"):
        if field in body:
            return str(body[field])
    return EVERY


def _named(call: Call, kind: str, name: str) -> str:
    found = _found(call)
    if found is not None and not call.operation.startswith("Create"):
        return str(found.arn)
    return _arn(call, f"{kind}{call.body.get('Path', '/')}{name}")


def _found(call: Call) -> Any:
    """The role or user that a call names, where there is one."""
    backend: Any = iam_backends[call.account][PARTITION]
    for field, known in (("RoleName", backend.roles), ("UserName", backend.users)):
        if field in call.body:
            found: list[Any] = list(known.values())
            return next((each for each in found if each.name == call.body[field]), None)
    return None


def _boundary(call: Call) -> dict[str, Value]:
    if call.operation not in BOUNDED:
        return {}
    given = call.body.get("PermissionsBoundary")
    if given is None and not call.operation.startswith("Create"):
        given = getattr(_found(call), "permissions_boundary_arn", None)
    return {"iam:permissionsboundary": str(given)} if given else {}


def _known_tags(call: Call) -> dict[str, Value]:
    found = _found(call)
    if found is None or call.operation.startswith("Create"):
        return {}
    known = old_tags(tags_of(found))
    return {**known, **{name.replace("aws:", "iam:", 1): value for name, value in known.items()}}


def _arn(call: Call, resource: str) -> str:
    return arn(call, "iam", resource, region=False)
