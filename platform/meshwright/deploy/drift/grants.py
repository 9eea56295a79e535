"""Access to a stack's tables that no resource of it stands for: grants and LF-tags by hand.

The engine's refresh looks only at what it has made itself, so a grant beside it must be looked for.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from meshwright.deploy.drift.cloud import Cloud, or_none
from meshwright.deploy.drift.state import Holdings
from meshwright.deploy.drift.values import Call, Drift, Kind
from meshwright.deploy.drift.words import principal

PERMISSIONS = "aws:lakeformation/permissions:Permissions"
LF_TAGS = "aws:lakeformation/resourceLfTags:ResourceLfTags"
LF_TAG = "aws:lakeformation/lfTag:LfTag"
LOCATION = "aws:lakeformation/resource:Resource"
DATABASE = "aws:glue/catalogDatabase:CatalogDatabase"
TABLE = "aws:glue/catalogTable:CatalogTable"
ABSENT = "EntityNotFoundException"
UNORDERED = frozenset({"ColumnNames", "TagValues"})
BY_TAGS = ("LF_TAG", "LF_TAG_POLICY")

Json = Mapping[str, Any]
Key = tuple[str, str]
"""A principal, and what it was granted on, in one form."""


def extra_grants(holdings: Holdings, cloud: Cloud, subject: str) -> Iterator[Drift]:
    """Lake Formation permissions on a stack's databases, tables and locations beside its own."""
    known = set(_declared(holdings))
    for resource in _resources(holdings):
        for grant in _granted(cloud, Resource=resource):
            if _key(grant) not in known:
                known.add(_key(grant))
                yield _drift(holdings.stack, subject, grant)


def extra_tag_grants(holdings: Holdings, cloud: Cloud) -> Iterator[Drift]:
    """Grants by the mesh's LF-tags, or on them, beside those to platform-wide readers."""
    known = set(_declared(holdings))
    keys = {h.inputs["key"] for h in holdings.of(LF_TAG)}
    for kind in BY_TAGS:
        for grant in _granted(cloud, ResourceType=kind):
            if _key(grant) not in known and _tag_keys(grant["Resource"]) & keys:
                yield _drift(holdings.stack, "", grant)


def extra_tags(holdings: Holdings, cloud: Cloud, subject: str) -> Iterator[Drift]:
    """LF-tags on tables and columns that were tagged by hand: they open them to tag readers."""
    lake, tagged = cloud.client("lakeformation"), set(_tagged_columns(holdings))
    for table in holdings.of(TABLE):
        database, name = table.inputs["databaseName"], table.inputs["name"]
        columns = _columns(table.actual_inputs)
        named = {"DatabaseName": database, "Name": name}
        found = _assigned(lake, {"Table": named}) | _assigned(
            lake, {"TableWithColumns": {**named, "ColumnNames": columns}}
        )
        if tags := found.get("LFTagsOnTable"):
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


def _granted(cloud: Cloud, **asked: Any) -> Iterator[Json]:
    """What Lake Formation lists, but for its administrators, who have rights by being so."""
    spec = cloud.environment.spec
    trusted = {spec.deployer, *spec.administrators}
    listed = cloud.listed(
        "lakeformation", "list_permissions", "PrincipalResourcePermissions", ABSENT, **asked
    )
    return (g for g in listed if g["Principal"]["DataLakePrincipalIdentifier"] not in trusted)


def _declared(holdings: Holdings) -> Iterator[Key]:
    for holding in holdings.of(PERMISSIONS):
        yield holding.inputs["principal"], _canonical(_resource(holding.inputs))


def _resource(inputs: Json) -> Json:
    """What a permission of the provider is on, as Lake Formation writes it."""
    if table := inputs.get("table"):
        return {"Table": _capitals(table)}
    if part := inputs.get("tableWithColumns"):
        return {"TableWithColumns": _capitals(part)}
    if policy := inputs.get("lfTagPolicy"):
        pairs = [{"TagKey": e["key"], "TagValues": e["values"]} for e in policy["expressions"]]
        return {"LFTagPolicy": {"ResourceType": policy["resourceType"], "Expression": pairs}}
    return {"Other": inputs}


def _capitals(value: Json) -> Json:
    return {f"{name[0].upper()}{name[1:]}": item for name, item in value.items()}


def _key(grant: Json) -> Key:
    return grant["Principal"]["DataLakePrincipalIdentifier"], _canonical(grant["Resource"])


def _canonical(value: Any) -> str:
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    """The same for every order of columns and tags, and whether or not the catalog is named."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {
            name: sorted(map(str, item)) if name in UNORDERED else _plain(item)
            for name, item in fields.items()
            if name != "CatalogId"
        }
    if isinstance(value, list):
        return sorted((_plain(item) for item in cast("list[Any]", value)), key=_canonical)
    return value


def _drift(stack: str, subject: str, grant: Json) -> Drift:
    who = grant["Principal"]["DataLakePrincipalIdentifier"]
    rights = ", ".join(grant["Permissions"])
    again: list[str] = grant.get("PermissionsWithGrantOption") or []
    passed_on = ", and may pass it on" if again else ""
    revoke = {
        "Principal": {"DataLakePrincipalIdentifier": who},
        "Resource": grant["Resource"],
        "Permissions": list(grant["Permissions"]),
        **({"PermissionsWithGrantOption": list(again)} if again else {}),
    }
    return Drift(
        stack,
        subject,
        Kind.EXTRA,
        f"{principal(who)} has {rights} on {_shown(grant['Resource'])}{passed_on}",
        opens=True,
        remedy=Call("lakeformation", "revoke_permissions", revoke),
    )


def _shown(resource: Json) -> str:
    kind, named = next(iter(resource.items()))
    match kind:
        case "Database":
            return f"database {named['Name']}"
        case "Table":
            return f"table {named['DatabaseName']}.{named.get('Name', '*')}"
        case "TableWithColumns":
            columns = ", ".join(named.get("ColumnNames") or ["*"])
            return f"table {named['DatabaseName']}.{named['Name']} ({columns})"
        case "DataLocation":
            return f"location {named['ResourceArn']}"
        case "LFTag":
            return f"LF-tag {named['TagKey']}"
        case _:
            return f"what is tagged {_expression(named.get('Expression') or ())}"


def _expression(pairs: Iterable[Json]) -> str:
    return ", ".join(f"{pair['TagKey']}={'|'.join(pair['TagValues'])}" for pair in pairs)


def _tag_keys(resource: Json) -> set[str]:
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


def _columns(inputs: Json) -> list[str]:
    descriptor: Json = inputs.get("storageDescriptor") or {}
    parts = (descriptor.get("columns") or (), inputs.get("partitionKeys") or ())
    return [str(column["name"]) for columns in parts for column in columns]


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
        f"table {what} is tagged {_expression(pairs)}",
        opens=True,
        remedy=Call("lakeformation", "remove_lf_tags_from_resource", remove),
    )
