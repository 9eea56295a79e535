"""Permissions are kept as they were granted, and a revoke of what nobody has is refused.

moto loses the columns of a grant, accepts every revoke, and forgets grants that it has merged.
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GrantPermissions.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RevokePermissions.html
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from moto.lakeformation.models import lakeformation_backends

from localaws.strict import (
    lake_formation_column_grants,
    lake_formation_fitting,
    lake_formation_principals,
    lake_formation_resources,
)
from localaws.strict.call import (
    Answer,
    Call,
    Correction,
    Forward,
    done,
    items,
    part,
    refusal,
)
from meshwright.access import grant as meaning
from meshwright.aws.lake_formation_tables import folded, whole

GRANT_CHECKS = (
    lake_formation_principals.problem,
    lake_formation_fitting.problem,
    lake_formation_resources.problem,
    lake_formation_column_grants.problem,
)
"""What one grant among many is asked, as guards ask of a single one."""
NOTHING = "No permissions revoked. Grantee"
"""The official provider revokes again until it reads this and `has no` behind it."""
UNORDERED = ("ColumnNames", "ExcludedColumnNames", "TagValues")


@dataclass(slots=True)
class Grant:
    """What one principal may do with one resource, kept as it was granted."""

    principal: str
    resource: Mapping[str, Any]
    permissions: list[str] = field(default_factory=list[str])
    grantable: list[str] = field(default_factory=list[str])

    def as_listed(self) -> meaning.Grant:
        """What it means, however it was written."""
        principal = {"DataLakePrincipalIdentifier": self.principal}
        entry = {"Principal": principal, "Resource": self.resource}
        return meaning.listed(entry | {"Permissions": list(self.permissions)})


@dataclass(slots=True)
class Grants:
    """All grants of one catalog; lives in moto's backend, so that it ends with it."""

    by_key: dict[tuple[str, str], Grant] = field(default_factory=dict[tuple[str, str], Grant])
    change: RLock = field(default_factory=RLock)


class NothingRevokedError(Exception):
    """The grantee does not have what is to be revoked."""


def grant_by_default(account: str, region: str, entry: Mapping[str, Any]) -> None:
    """A grant that nobody asked for, but the settings say that it comes with every new thing."""
    grants = _grants_of(account, region, account)
    with grants.change:
        _grant(grants, entry, account)


def rights_on(
    account: str, region: str, named: Iterable[str], resource: Mapping[str, Any]
) -> set[str]:
    """What any of some principals may do with a database, or with a table as a whole."""
    grants, wanted = _grants_of(account, region, account), {canonical(resource, account)}
    if table := part(resource, "Table"):
        every: dict[str, Any] = {"DatabaseName": table["DatabaseName"], "TableWildcard": {}}
        wanted.add(canonical({"Table": every}, account))
    return {
        right
        for (principal, what), grant in grants.by_key.items()
        if principal in named and what in wanted
        for right in grant.permissions
    }


def forget(account: str, region: str, database: str, table: str | None) -> None:
    """Drops all grants on a table, or on a database and all that is in it."""
    grants = _grants_of(account, region, account)
    with grants.change:
        doomed = [k for k, g in grants.by_key.items() if _lies_in(g.resource, database, table)]
        for key in doomed:
            del grants.by_key[key]


def forget_filter(account: str, region: str, place: tuple[str, str, str]) -> None:
    """Drops all grants on a data cells filter: its database, its table and its name."""
    grants = _grants_of(account, region, account)
    with grants.change:
        doomed = [k for k, g in grants.by_key.items() if _filter_of(g.resource) == place]
        for key in doomed:
            del grants.by_key[key]


def _filter_of(resource: Mapping[str, Any]) -> tuple[str, str, str]:
    named = part(resource, "DataCellsFilter")
    return tuple(str(named.get(n)) for n in ("DatabaseName", "TableName", "Name"))  # pyright: ignore[reportReturnType] - three of them


def _lies_in(resource: Mapping[str, Any], database: str, table: str | None) -> bool:
    if table is None and part(resource, "Database").get("Name") == database:
        return True
    named = part(resource, "Table") or part(resource, "TableWithColumns")
    if rows := part(resource, "DataCellsFilter"):
        named = {**rows, "Name": rows.get("TableName")}
    return named.get("DatabaseName") == database and table in (None, named.get("Name"))


def answer(call: Call, _forward: Forward) -> Answer:
    grants = grants_of(call)
    with grants.change:
        match call.operation:
            case "GrantPermissions":
                _grant(grants, call.body, call.account)
                return done()
            case "RevokePermissions":
                return _revoked(grants, call)
            case _:
                return _batch(grants, call)


def grants_of(call: Call) -> Grants:
    return _grants_of(call.account, call.region, str(call.body.get("CatalogId") or call.account))


def _grants_of(account: str, region: str, catalog: str) -> Grants:
    catalogs: dict[str, Any] = lakeformation_backends[account][region].grants
    return catalogs.setdefault(catalog, Grants())


def _grant(grants: Grants, entry: Mapping[str, Any], account: str) -> None:
    key = _key(entry, account)
    grant = grants.by_key.setdefault(key, Grant(key[0], whole(entry["Resource"])))
    grant.permissions = _union(grant.permissions, entry.get("Permissions"))
    grant.grantable = _union(grant.grantable, entry.get("PermissionsWithGrantOption"))


def _revoke(grants: Grants, entry: Mapping[str, Any], account: str) -> None:
    key = _key(entry, account)
    grant = grants.by_key.get(key, Grant(*key))  # pyright: ignore[reportArgumentType] - an empty grant, never kept
    permissions = list(entry.get("Permissions") or [])
    grantable = list(entry.get("PermissionsWithGrantOption") or [])
    missing = {*permissions} - {*grant.permissions} | {*grantable} - {*grant.grantable}
    if not grant.permissions and not grant.grantable:
        if _narrowed(grants, entry, account):
            return
        raise NothingRevokedError(
            f"{NOTHING} has no permissions and no grantable permissions on it."
        )
    if missing:
        names = ", ".join(sorted(missing))
        raise NothingRevokedError(f"{NOTHING} does not have: [{names}]")
    grant.permissions = [p for p in grant.permissions if p not in permissions]
    grant.grantable = [p for p in grant.grantable if p not in (*grantable, *permissions)]
    if not grant.permissions and not grant.grantable:
        del grants.by_key[key]


def _narrowed(grants: Grants, entry: Mapping[str, Any], account: str) -> bool:
    """Takes single columns out of what the principal has on more of them, if it has any."""
    named = part(folded(entry["Resource"]), "TableWithColumns")
    gone: set[str] = set(items(named, "ColumnNames"))
    principal = entry["Principal"]["DataLakePrincipalIdentifier"]
    wider = [k for k, g in grants.by_key.items() if k[0] == principal and _has(g, named, gone)]
    for key in wider:
        grant = grants.by_key.pop(key)
        own = part(grant.resource, "TableWithColumns")
        left = [column for column in own["ColumnNames"] if column not in gone]
        if left:
            grant.resource = {"TableWithColumns": {**own, "ColumnNames": left}}
            grants.by_key[principal, canonical(grant.resource, account)] = grant
    return bool(wider)


def _has(grant: Grant, named: Mapping[str, Any], columns: set[str]) -> bool:
    own = part(grant.resource, "TableWithColumns")
    is_same = all(own.get(name) == named.get(name) for name in ("DatabaseName", "Name"))
    return is_same and bool(columns) and columns <= {*items(own, "ColumnNames")}


def _revoked(grants: Grants, call: Call) -> Answer:
    try:
        _revoke(grants, call.body, call.account)
    except NothingRevokedError as error:
        return refusal("InvalidInputException", str(error))
    return done()


def _batch(grants: Grants, call: Call) -> Answer:
    act = _grant if call.operation == "BatchGrantPermissions" else _revoke
    failures: list[dict[str, Any]] = []
    checks = GRANT_CHECKS if act is _grant else ()
    for entry in call.body.get("Entries", []):
        fault = next((f for check in checks if (f := check(call, entry))), None)
        try:
            if fault is None:
                act(grants, entry, call.account)
                continue
            problem = {"ErrorCode": fault.code, "ErrorMessage": fault.message}
        except NothingRevokedError as error:
            problem = {"ErrorCode": "InvalidInputException", "ErrorMessage": str(error)}
        failures.append({"RequestEntry": entry, "Error": problem})
    return done({"Failures": failures})


def _key(entry: Mapping[str, Any], account: str) -> tuple[str, str]:
    principal = entry["Principal"]["DataLakePrincipalIdentifier"]
    return principal, canonical(entry["Resource"], account)


def canonical(resource: Mapping[str, Any], account: str) -> str:
    """The resource as text that is the same for every way to write it."""
    kind, named = next(iter(whole(resource).items()))
    return json.dumps([kind, _sorted({"CatalogId": account} | named)], sort_keys=True)


def _sorted(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _sorted_field(name, item) for name, item in value.items()}


def _sorted_field(name: str, item: Any) -> Any:
    if name == "Expression":
        pairs = (_sorted(pair) for pair in item)
        return sorted(pairs, key=lambda pair: str(pair["TagKey"]))
    return sorted(item) if name in UNORDERED else item


def _union(old: list[str], new: list[str] | None) -> list[str]:
    return [*old, *(permission for permission in new or [] if permission not in old)]


CORRECTION = Correction(
    "lakeformation",
    (
        "GrantPermissions",
        "RevokePermissions",
        "BatchGrantPermissions",
        "BatchRevokePermissions",
    ),
    answer,
)
