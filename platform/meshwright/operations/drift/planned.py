"""What the plan gives, so that no repair takes it away.

A repair follows from what a state and AWS say, and either may be read wrongly. So before a call
takes something away, the plan itself is asked whether it is to be. What a grant is taken back from
may be planned in part: a principal has all columns, and is to have some. That part is given again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from meshwright.access import grant as access
from meshwright.access.grant import Grant
from meshwright.aws.resource_types import LF_TAGS, LOCATION, PERMISSIONS, ROLE_POLICY
from meshwright.operations.drift.values import Call
from meshwright.plan.declaration import StackPlan, as_json

Json = Mapping[str, Any]
Thing = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """The access that the specs of today give, in all stacks of an environment."""

    grants: tuple[Grant, ...] = ()
    policies: frozenset[Thing] = frozenset()
    """Roles with their inline policies."""
    tags: frozenset[Thing] = frozenset()
    """Columns with the LF-tags on them."""
    locations: frozenset[str] = frozenset()

    def gives(self, call: Call) -> bool:
        """Whether a call would take away something that is planned."""
        taken = TAKEN.get(call.operation)
        return taken is not None and taken(self, call.arguments)

    def given_again(self, call: Call) -> tuple[Call, ...]:
        """What gives again what a revocation takes of what is planned; nothing for other calls."""
        if call.operation != "revoke_permissions":
            return ()
        revoked = access.listed(call.arguments)
        again = (grant.request() for grant in self.grants if revoked.overlaps(grant))
        return tuple(Call("lakeformation", "grant_permissions", request) for request in again)


def planned(stacks: Iterable[StackPlan]) -> Planned:
    """What the plans of all stacks give."""
    declarations = [d for stack in stacks for d in stack.declarations]

    def inputs(type_: str) -> Iterable[Json]:
        return (as_json(d.inputs) for d in declarations if d.type == type_)

    return Planned(
        grants=tuple(map(access.declared, inputs(PERMISSIONS))),
        policies=frozenset((str(i["role"]), str(i["name"])) for i in inputs(ROLE_POLICY)),
        tags=frozenset(tag for i in inputs(LF_TAGS) for tag in _declared_tags(i)),
        locations=frozenset(str(i["arn"]).rstrip("/") for i in inputs(LOCATION)),
    )


def _policy_deleted(plan: Planned, call: Json) -> bool:
    return (call["RoleName"], call["PolicyName"]) in plan.policies


def _untagged(plan: Planned, call: Json) -> bool:
    keys = [tag["TagKey"] for tag in call["LFTags"]]
    named: Json = call["Resource"].get("TableWithColumns") or {}
    table = named.get("DatabaseName", ""), named.get("Name", "")
    taken = {(*table, c, key) for c in named.get("ColumnNames") or () for key in keys}
    return not plan.tags.isdisjoint(taken)


def _deregistered(plan: Planned, call: Json) -> bool:
    return str(call["ResourceArn"]).rstrip("/") in plan.locations


def _declared_tags(inputs: Json) -> Iterable[Thing]:
    part: Json = inputs.get("tableWithColumns") or {}
    for column in part.get("columnNames") or ():
        for tag in inputs["lfTags"]:
            yield part["databaseName"], part["name"], column, tag["key"]


TAKEN: Mapping[str, Callable[[Planned, Json], bool]] = {
    "delete_role_policy": _policy_deleted,
    "remove_lf_tags_from_resource": _untagged,
    "deregister_resource": _deregistered,
}
"""What calls of a repair take away, by boto3's names of them; the plan has nothing of the rest."""
