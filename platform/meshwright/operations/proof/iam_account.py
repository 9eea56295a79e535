"""IAM of an account, read whole and once: its roles, users, groups and managed policies."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.aws.authorization.document import Policy, policy
from meshwright.operations.proof.reach import Identity
from meshwright.runner.cloud import Cloud

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IamAccount:
    """What GetAccountAuthorizationDetails tells."""

    roles: Mapping[str, Json]
    """By their ARN."""
    users: tuple[Json, ...]
    groups: tuple[Json, ...]
    policies: Mapping[str, str]
    """The default version of each managed policy that is attached or the account's, by its ARN."""

    def identities(self) -> tuple[Identity, ...]:
        """All roles and users of the account, with all policies that are theirs."""
        managed = {arn: policy(text, arn) for arn, text in self.policies.items()}
        groups = {
            group["GroupName"]: tuple(_own(group, group.get("GroupPolicyList") or (), managed))
            for group in self.groups
        }
        every = (*self.roles.values(), *self.users)
        return tuple(_identity(each, managed, groups) for each in every)


def read_iam(cloud: Cloud) -> IamAccount:
    """All of it, page by page."""
    roles, users, groups = list[Json](), list[Json](), list[Json]()
    policies: dict[str, str] = {}
    client = cloud.client("iam")
    for page in client.get_paginator("get_account_authorization_details").paginate():
        roles += page["RoleDetailList"]
        users += page["UserDetailList"]
        groups += page["GroupDetailList"]
        for each in page["Policies"]:
            versions = each["PolicyVersionList"]
            default = next(v for v in versions if v["IsDefaultVersion"])
            policies[each["Arn"]] = as_text(default["Document"])
    return IamAccount({r["Arn"]: r for r in roles}, tuple(users), tuple(groups), policies)


def as_text(document: Any) -> str:
    """A document as IAM tells it, which botocore has parsed."""
    return document if isinstance(document, str) else json.dumps(document)


def _identity(
    found: Json, managed: Mapping[str, Policy], groups: Mapping[str, tuple[Policy, ...]]
) -> Identity:
    inline: Any = found.get("RolePolicyList") or found.get("UserPolicyList") or ()
    boundary: Json = found.get("PermissionsBoundary") or {}
    shared = (p for name in found.get("GroupList") or () for p in groups.get(name, ()))
    return Identity(
        found["Arn"],
        (*_own(found, inline, managed), *shared),
        managed.get(str(boundary.get("PermissionsBoundaryArn", ""))),
    )


def _own(found: Json, inline: Iterable[Json], managed: Mapping[str, Policy]) -> Iterator[Policy]:
    for each in inline:
        yield policy(as_text(each["PolicyDocument"]), each["PolicyName"])
    # All that are attached somewhere are told, AWS's own too.
    for attached in found.get("AttachedManagedPolicies") or ():
        yield managed[attached["PolicyArn"]]
