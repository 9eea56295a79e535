"""Permissions are listed in a shape of AWS's own, which is not the one they were granted in.

SELECT on a whole table is an entry apart, on all of its columns; a grant on all tables of a
database names a table `ALL_TABLES`; what lies in the catalog says in which.
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_TableWithColumnsResource.html
The shape is as terraform-provider-aws has found it: internal/service/lakeformation/filter.go,
"LIST PERMS (out)".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from localaws.strict.call import Answer, Call, Correction, Forward, done, part, refusal
from localaws.strict.lake_formation_grants import Grant, canonical, grants_of
from meshwright.aws.lake_formation_tables import ALL_TABLES

SELECT = "SELECT"
RESOURCE_TYPES = {
    "CATALOG": ("Catalog",),
    "DATABASE": ("Database",),
    "TABLE": ("Table", "TableWithColumns"),
    "DATA_LOCATION": ("DataLocation",),
    "LF_TAG": ("LFTag",),
    "LF_TAG_POLICY": ("LFTagPolicy",),
    "LF_TAG_POLICY_DATABASE": ("LFTagPolicy",),
    "LF_TAG_POLICY_TABLE": ("LFTagPolicy",),
}
Entry = dict[str, Any]


def answer(call: Call, _forward: Forward) -> Answer:
    if call.body.get("Principal") and not call.body.get("Resource"):
        message = "Resource is mandatory if Principal is set in the input."
        return refusal("InvalidInputException", message)
    grants = grants_of(call)
    with grants.change:
        found = [entry for grant in _asked(grants.by_key.values(), call) for entry in _shape(grant)]
    return done({"PrincipalResourcePermissions": [_in_catalog(e, call.account) for e in found]})


def _asked(grants: Any, call: Call) -> Iterator[Grant]:
    principal = call.body.get("Principal", {}).get("DataLakePrincipalIdentifier")
    kinds = RESOURCE_TYPES.get(call.body.get("ResourceType", ""))
    wanted = call.body.get("Resource")
    for grant in grants:
        if principal not in (None, grant.principal):
            continue
        if kinds is not None and not any(kind in grant.resource for kind in kinds):
            continue
        if wanted is None or _is_about(grant.resource, wanted, call.account):
            yield grant


def _is_about(granted: Mapping[str, Any], wanted: Mapping[str, Any], account: str) -> bool:
    """Whether a grant belongs to a resource; a table also has the grants on its columns."""
    kind, named = next(iter(wanted.items()))
    if kind in ("Table", "TableWithColumns"):
        table = granted.get("Table") or granted.get("TableWithColumns")
        return table is not None and _table_names(table, account) == _table_names(named, account)
    return canonical(granted, account) == canonical(wanted, account)


def _table_names(table: Mapping[str, Any], account: str) -> tuple[str, str, str]:
    database, name = str(table["DatabaseName"]).lower(), str(table.get("Name") or "*").lower()
    return table.get("CatalogId") or account, database, name


def _shape(grant: Grant) -> Iterator[Entry]:
    """The entries of one grant: on a whole table SELECT has one of its own."""
    table = part(grant.resource, "Table")
    if not table:
        yield _entry(grant, grant.resource, grant.permissions, grant.grantable)
        return
    others = [right for right in grant.permissions if right != SELECT]
    if others:
        passed_on = [right for right in grant.grantable if right != SELECT]
        name = {"Name": table.get("Name", ALL_TABLES)}
        yield _entry(grant, {"Table": {**table, **name}}, others, passed_on)
    if SELECT in grant.permissions:
        passed_on = [right for right in grant.grantable if right == SELECT]
        columns = {"TableWithColumns": _all_columns(table)}
        yield _entry(grant, columns, [SELECT], passed_on)


def _all_columns(table: Mapping[str, Any]) -> dict[str, Any]:
    named = {n: table[n] for n in ("CatalogId", "DatabaseName") if n in table}
    return {**named, "Name": table.get("Name", ALL_TABLES), "ColumnWildcard": {}}


def _entry(
    grant: Grant, resource: Mapping[str, Any], rights: list[str], passed_on: list[str]
) -> Entry:
    return {
        "Principal": {"DataLakePrincipalIdentifier": grant.principal},
        "Resource": dict(resource),
        "Permissions": list(rights),
        "PermissionsWithGrantOption": list(passed_on),
    }


def _in_catalog(entry: Entry, account: str) -> Entry:
    kind, named = next(iter(entry["Resource"].items()))
    if kind in ("Catalog", "DataCellsFilter"):
        return entry
    return {**entry, "Resource": {kind: {"CatalogId": account, **named}}}


CORRECTION = Correction("lakeformation", ("ListPermissions",), answer)
