"""The mesh's roles against the plan: who may assume each, what it may, and within what.

A role that somebody makes anew under the same name is seen by what it says, not by its id: policies
of the mesh match a role's ARN, and Lake Formation grants to it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from meshwright.aws.authorization.sameness import says_the_same
from meshwright.aws.resource_types import MANAGED_POLICY, ROLE, ROLE_POLICY
from meshwright.operations.drift.values import Call
from meshwright.operations.proof.iam_account import IamAccount, as_text
from meshwright.operations.proof.values import Difference, Kind
from meshwright.plan.declaration import Declaration, Plan
from meshwright.plan.limits import subject_of
from meshwright.specs.environment import Environment, partition_of

Json = Mapping[str, Any]
Found = tuple[str, tuple[Call, ...]]
"""What differs, to be told after the role, and what puts it right."""


def role_differences(plan: Plan, environment: Environment, iam: IamAccount) -> Iterator[Difference]:
    """What of the roles, and of the policies that bound them, is not as it is planned."""
    own = f"arn:{partition_of(environment.spec.region)}:iam::{environment.spec.account}"
    for stack in plan.stacks.values():
        inline = _inline(stack.declarations)
        for declared in stack.declarations:
            subject = subject_of(declared) or stack.subject
            path, name = declared.inputs.get("path"), declared.inputs.get("name")
            if declared.type == ROLE:
                arn = f"{own}:role{path}{name}"
                for said, remedies in _role(declared, inline, iam.roles.get(arn)):
                    yield _difference(arn, f"{arn} {said}", subject, remedies)
            elif declared.type == MANAGED_POLICY:
                arn = f"{own}:policy{path}{name}"
                there = iam.policies.get(arn)
                if there is None or not says_the_same(str(declared.inputs["policy"]), there):
                    said = "is gone" if there is None else "allows other than is planned"
                    yield _difference(arn, f"policy {arn} {said}", subject, ())


def _difference(who: str, said: str, subject: str, remedies: tuple[Call, ...]) -> Difference:
    return Difference(Kind.ROLE, who, who, said, subject, is_ours=True, remedies=remedies)


def _inline(declarations: tuple[Declaration, ...]) -> Mapping[str, Mapping[str, str]]:
    """The policies of each role, by their names."""
    found: dict[str, dict[str, str]] = {}
    for declared in declarations:
        if declared.type == ROLE_POLICY:
            role, name = str(declared.inputs["role"]), str(declared.inputs["name"])
            found.setdefault(role, {})[name] = str(declared.inputs["policy"])
    return found


def _role(
    declared: Declaration, inline: Mapping[str, Mapping[str, str]], there: Json | None
) -> Iterator[Found]:
    if there is None:
        yield "is gone", ()
        return
    name, trust = str(declared.inputs["name"]), str(declared.inputs["assumeRolePolicy"])
    if not says_the_same(trust, as_text(there["AssumeRolePolicyDocument"])):
        yield (
            "may be assumed by others than is planned",
            (_call("update_assume_role_policy", name, PolicyDocument=trust),),
        )
    yield from _bounds(declared, name, there)
    yield from _policies(inline.get(name, {}), name, there)


def _bounds(declared: Declaration, name: str, there: Json) -> Iterator[Found]:
    boundary = str(declared.inputs["permissionsBoundary"])
    found: Json = there.get("PermissionsBoundary") or {}
    if found.get("PermissionsBoundaryArn") != boundary:
        said = "has another permissions boundary" if found else "has no permissions boundary"
        bounding = _call("put_role_permissions_boundary", name, PermissionsBoundary=boundary)
        yield said, (bounding,)


def _policies(planned: Mapping[str, str], name: str, there: Json) -> Iterator[Found]:
    found = {
        each["PolicyName"]: as_text(each["PolicyDocument"])
        for each in there.get("RolePolicyList") or ()
    }
    for policy, text in planned.items():
        if policy not in found or not says_the_same(text, found[policy]):
            said = "allows other than is planned" if policy in found else "is gone"
            put = _call("put_role_policy", name, PolicyName=policy, PolicyDocument=text)
            yield f"has a policy {policy} that {said}", (put,)
    for policy in found.keys() - planned.keys():
        taken = _call("delete_role_policy", name, PolicyName=policy)
        yield f"has a policy {policy} that is not planned", (taken,)
    for attached in there.get("AttachedManagedPolicies") or ():
        arn = attached["PolicyArn"]
        taken = _call("detach_role_policy", name, PolicyArn=arn)
        yield f"has the policy {arn}, which is not planned", (taken,)


def _call(operation: str, role: str, **arguments: str) -> Call:
    return Call("iam", operation, {"RoleName": role, **arguments})
