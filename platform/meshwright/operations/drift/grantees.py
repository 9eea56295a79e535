"""Roles of the mesh that IAM no longer knows, and that Lake Formation still grants things to.

Lake Formation keeps what it granted to a role that was deleted, and a new role of that name has it
again, whoever makes it.
Source: AWS Lake Formation API reference, "GrantPermissions".
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from meshwright.access import grant as access
from meshwright.aws.resource_types import PERMISSIONS, ROLE
from meshwright.ids import FOUNDATION
from meshwright.operations.drift.grants import (
    extra_grant,
    granted,
    granted_things,
    own_tags,
    revocation,
    tag_keys,
)
from meshwright.operations.drift.labels import principal
from meshwright.operations.drift.planned import Planned, planned
from meshwright.operations.drift.state import SAME, Holdings
from meshwright.operations.drift.values import Drift, Kind
from meshwright.plan import names
from meshwright.plan.declaration import StackPlan
from meshwright.plan.limits import subject_of
from meshwright.runner.cloud import Cloud

RESOURCE_TYPES = ("CATALOG", "DATABASE", "TABLE", "DATA_LOCATION", "LF_TAG", "LF_TAG_POLICY")
"""By which grants are listed; for those on data cells filters there is none (ListPermissions)."""


class Grantees:
    """The roles under the mesh's path, asked of IAM once; threads may share it."""

    def __init__(self, cloud: Cloud, plans: Mapping[str, StackPlan]) -> None:
        self.cloud = cloud
        self.plans = plans

    def is_gone(self, arn: str) -> bool:
        """Whether it is a role of the mesh, by its path, that is not there."""
        pattern = names.mesh_roles_arn(self.cloud.environment.place_of(None))
        return arn.startswith(pattern.removesuffix("*")) and arn not in self._there

    @cached_property
    def _there(self) -> frozenset[str]:
        listed = self.cloud.pages("iam", "list_roles", "Roles", PathPrefix=names.ROLE_PATH_ROOT)
        return frozenset(role["Arn"] for role in listed)

    @cached_property
    def given(self) -> Planned:
        """What the specs of today give."""
        return planned(self.plans.values())

    def maker(self, arn: str) -> str:
        """The domain or product whose stack makes a role; empty where none does."""
        for stack in self.plans.values():
            for declared in stack.declarations:
                path, name = declared.inputs.get("path"), declared.inputs.get("name")
                if declared.type == ROLE and arn.endswith(f":role{path}{name}"):
                    return subject_of(declared) or stack.subject
        return ""


def kept_grants(holdings: Holdings, grantees: Grantees, subject: str) -> Iterator[Drift]:
    """Grants of a stack's state to roles that are gone.

    What no spec gives any more an update revokes; what one gives needs its role again.
    """
    missing: dict[str, list[str]] = {}
    for holding in holdings.of(PERMISSIONS):
        if holding.operation != SAME or not grantees.is_gone(str(holding.inputs["principal"])):
            continue
        grant = access.declared(holding.inputs)
        if grantees.given.given_again(revocation(grant)):
            missing.setdefault(grant.principal, []).append(access.shown(grant))
        else:
            yield extra_grant(holdings.stack, subject, grant, grantees.is_gone)
    for role, things in missing.items():
        what = f"role {principal(role)} with rights on {', '.join(sorted(things))}"
        yield Drift(holdings.stack, grantees.maker(role) or subject, Kind.GONE, what)


def strangers_grants(stacks: Collection[Holdings], grantees: Grantees) -> Iterator[Drift]:
    """Grants to roles that are gone, on what no stack holds: nobody else looks at those."""
    cloud = grantees.cloud
    seen = {thing for stack in stacks for thing in granted_things(stack)}
    keys = {key for stack in stacks for key in own_tags(stack)}
    for kind in RESOURCE_TYPES:
        for grant in dict.fromkeys(map(access.listed, granted(cloud, ResourceType=kind))):
            if grant.thing in seen or tag_keys(grant.resource) & keys:
                continue
            if grantees.is_gone(grant.principal):
                yield extra_grant(cloud.environment.name, FOUNDATION, grant, grantees.is_gone)
