"""Access to a stack's tables that no resource of it stands for: grants and LF-tags by hand.

The engine's refresh looks only at what it has made itself, so a grant beside it must be looked for.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from guardrails import glue_tables
from meshwright.access import grant as access
from meshwright.access.grant import Grant
from meshwright.aws.lake_formation_tables import ALL_TABLES
from meshwright.aws.resource_types import DATABASE, LF_TAG, LF_TAGS, LOCATION, PERMISSIONS, TABLE
from meshwright.checks.account import EVERYONE
from meshwright.operations.drift.labels import principal
from meshwright.operations.drift.state import SAME, Holdings
from meshwright.operations.drift.values import Call, Drift, Kind
from meshwright.runner.cloud import Cloud, or_none

ABSENT = "EntityNotFoundException"
REVOKE = "revoke_permissions"
OF_A_FILTER = ("TableCatalogId", "DatabaseName", "TableName", "Name")
BY_TAGS = ("LF_TAG", "LF_TAG_POLICY")

Json = Mapping[str, Any]
IsGone = Callable[[str], bool]
"""Whether a principal is a role that is no longer there."""


def _nobody(_principal: str) -> bool:
    return False


def extra_grants(
    holdings: Holdings, cloud: Cloud, subject: str, is_gone: IsGone = _nobody
) -> Iterator[Drift]:
    """Lake Formation permissions on a stack's databases, tables and locations beside its own."""
    things = (*_resources(holdings), *_filters(holdings, cloud))
    asked = (granted(cloud, Resource=resource) for resource in things)
    own = _own(holdings)
    for grant in _beyond((grant for found in asked for grant in found), own):
        yield extra_grant(holdings.stack, subject, grant, is_gone, own)


def extra_tag_grants(holdings: Holdings, cloud: Cloud) -> Iterator[Drift]:
    """Grants by the mesh's LF-tags, or on them, beside those to platform-wide readers."""
    keys = own_tags(holdings)
    asked = (granted(cloud, ResourceType=kind) for kind in BY_TAGS)
    ours = (g for found in asked for g in found if tag_keys(g["Resource"]) & keys)
    own = _own(holdings)
    for grant in _beyond(ours, own):
        yield extra_grant(holdings.stack, "", grant, own=own)


def own_tags(holdings: Holdings) -> frozenset[str]:
    """The keys of a stack's LF-tags."""
    return frozenset(str(h.inputs["key"]) for h in holdings.of(LF_TAG))


def _beyond(found: Iterable[Json], own: Collection[Grant]) -> Iterator[Grant]:
    """What is listed and none of one's own grants gives, each once."""
    seen: set[Grant] = set()
    for entry in found:
        left = access.listed(entry).beyond(own)
        if left is not None and left not in seen:
            seen.add(left)
            yield left


def extra_tags(holdings: Holdings, cloud: Cloud, subject: str) -> Iterator[Drift]:
    """LF-tags on tables and columns that were tagged by hand: they open them to tag readers."""
    lake, tagged = cloud.client("lakeformation"), set(_tagged_columns(holdings))
    of_tables = set(_tagged_tables(holdings))
    for table in holdings.of(TABLE):
        database, name = table.inputs["databaseName"], table.inputs["name"]
        columns = _columns(table.actual_inputs)
        named = {"DatabaseName": database, "Name": name}
        found = _assigned(lake, {"Table": named}) | _assigned(
            lake, {"TableWithColumns": {**named, "ColumnNames": columns}}
        )
        tags = [
            tag
            for tag in found.get("LFTagsOnTable") or ()
            if (name, tag["TagKey"]) not in of_tables
        ]
        if tags:
            yield _tag_drift(holdings.stack, subject, f"{database}.{name}", {"Table": named}, tags)
        for column in found.get("LFTagsOnColumns") or ():
            if (name, column["Name"]) not in tagged and column["LFTags"]:
                resource = {"TableWithColumns": {**named, "ColumnNames": [column["Name"]]}}
                what = f"{database}.{name} ({column['Name']})"
                yield _tag_drift(holdings.stack, subject, what, resource, column["LFTags"])


def _resources(holdings: Holdings) -> Iterator[Json]:
    """All that grants of a stack can be on, as Lake Formation is asked for them."""
    for database in holdings.of(DATABASE):
        yield {"Database": {"Name": database.inputs["name"]}}
        yield {"Table": {"DatabaseName": database.inputs["name"], "TableWildcard": {}}}
    for table in holdings.of(TABLE):
        named = {"DatabaseName": table.inputs["databaseName"], "Name": table.inputs["name"]}
        yield {"Table": named}
    for location in holdings.of(LOCATION):
        yield {"DataLocation": {"ResourceArn": location.inputs["arn"]}}


def _filters(holdings: Holdings, cloud: Cloud) -> Iterator[Json]:
    """The data cells filters of a stack's tables, its own and others."""
    for table in holdings.of(TABLE):
        named = {"DatabaseName": table.inputs["databaseName"], "Name": table.inputs["name"]}
        listed = cloud.listed(
            "lakeformation", "list_data_cells_filter", "DataCellsFilters", ABSENT, Table=named
        )
        yield from ({"DataCellsFilter": {n: said[n] for n in OF_A_FILTER}} for said in listed)


def granted(cloud: Cloud, **asked: Any) -> Iterator[Json]:
    """What Lake Formation lists, but for its administrators, who have rights by being so."""
    spec = cloud.environment.spec
    trusted = {spec.deployer, *spec.administrators}
    listed = cloud.listed(
        "lakeformation", "list_permissions", "PrincipalResourcePermissions", ABSENT, **asked
    )
    return (g for g in listed if g["Principal"]["DataLakePrincipalIdentifier"] not in trusted)


def _own(holdings: Holdings) -> tuple[Grant, ...]:
    """What a stack's permissions give; of one that has changed the refresh tells already."""
    held = tuple(holdings.of(PERMISSIONS))
    changed = (h.actual_inputs for h in held if h.operation != SAME)
    return tuple(access.declared(inputs) for inputs in (*(h.inputs for h in held), *changed))


def granted_things(holdings: Holdings) -> frozenset[str]:
    """All that grants of a stack can be on, as a grant names them."""
    nobodys: Json = {"Principal": {"DataLakePrincipalIdentifier": ""}}
    named = (access.listed({**nobodys, "Resource": r}) for r in _resources(holdings))
    return frozenset(grant.thing for grant in named)


def extra_grant(
    stack: str,
    subject: str,
    grant: Grant,
    is_gone: IsGone = _nobody,
    own: Collection[Grant] = (),
) -> Drift:
    """A grant that nothing stands for, and the call that takes it back."""
    rights = ", ".join(sorted(grant.rights))
    where = f"on {access.shown(grant)}"
    who = principal(grant.principal)
    if is_gone(grant.principal):
        who += ", a role that does not exist and has them again once it is created,"
    what = f"{who} has {rights} {where}"
    if grant.passed_on:
        what += ", and may pass it on"
    if not grant.rights:
        # What it may do is the plan's: only AWS's console takes back the passing on alone.
        passed_on = ", ".join(sorted(grant.passed_on))
        what = f"{who} may pass on {passed_on} {where}"
        return Drift(stack, subject, Kind.EXTRA, what, opens=True)
    found = Drift(stack, subject, Kind.EXTRA, what, opens=True, remedy=revocation(grant))
    if is_gone(grant.principal) or not is_strangers(grant, own):
        return found
    return replace(found, is_others=True, who=grant.principal)


def is_strangers(grant: Grant, own: Iterable[Grant]) -> bool:
    """Whether a grant is to somebody who has nothing of the mesh's own grants on that thing.

    What all of IAM has is nobody's: AWS gives it to what is new where the settings say so, and a
    mesh is closed.
    """
    if grant.principal == EVERYONE:
        return False
    return not any(grant.principal == mine.principal and _is_near(grant, mine) for mine in own)


def _is_near(grant: Grant, mine: Grant) -> bool:
    """Whether both are on one thing, or the one on all tables and the other on a table of them."""
    if grant.thing == mine.thing:
        return True
    here, there = grant.table, mine.table
    if here is None or there is None:
        return False
    return here == there or here == (there[0], ALL_TABLES)


def revocation(grant: Grant) -> Call:
    """The call that takes a grant back."""
    return Call("lakeformation", REVOKE, grant.request())


def tag_keys(resource: Json) -> set[str]:
    """The keys of the LF-tags that a grant is by, or on."""
    _, named = next(iter(resource.items()))
    return (
        {named["TagKey"]}
        if "TagKey" in named
        else {pair["TagKey"] for pair in named.get("Expression") or ()}
    )


def _tagged_columns(holdings: Holdings) -> Iterator[tuple[str, str]]:
    for holding in holdings.of(LF_TAGS):
        part: Json = holding.inputs.get("tableWithColumns") or {}
        for column in part.get("columnNames") or ():
            yield part["name"], column


def _tagged_tables(holdings: Holdings) -> Iterator[tuple[str, str]]:
    """The tables that are tagged as a whole, with the key of each tag: what runs need beside one.

    Whether its value is that of the spec is seen by the engine.
    """
    for holding in holdings.of(LF_TAGS):
        part: Json = holding.inputs.get("table") or {}
        for tag in holding.inputs["lfTags"] if part else ():
            yield part["name"], tag["key"]


def _columns(inputs: Json) -> list[str]:
    return [column.name for column in glue_tables.columns(inputs)]


def _assigned(lake: Any, resource: Json) -> dict[str, Any]:
    get = lake.get_resource_lf_tags
    answer = or_none(get, ABSENT, Resource=resource, ShowAssignedLFTags=True)
    return dict(answer or {})


def _tag_drift(stack: str, subject: str, what: str, resource: Json, tags: Iterable[Json]) -> Drift:
    pairs = [{"TagKey": tag["TagKey"], "TagValues": tag["TagValues"]} for tag in tags]
    remove = {"Resource": resource, "LFTags": pairs}
    return Drift(
        stack,
        subject,
        Kind.EXTRA,
        f"table {what} is tagged {access.tags_shown(pairs)}",
        opens=True,
        remedy=Call("lakeformation", "remove_lf_tags_from_resource", remove),
    )
