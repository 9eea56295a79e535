"""Some columns of a table stand beside no other right on it; moto grants all of them together.

Whoever may write a table sees all of it, and a partition key cannot be kept from who reads a part.
https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.glue.models import glue_backends
from moto.lakeformation.models import lakeformation_backends

from localaws.strict.call import Call, Fault, Guard, items, part

Named = Mapping[str, Any]
TABLE, COLUMNS, ROWS = "Table", "TableWithColumns", "DataCellsFilter"
INVALID = Fault("InvalidInputException", "Permissions modification is invalid.")
BESIDE = frozenset({"ALL", "ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT"})
"""Rights on a whole table that nobody has who may select some of its columns."""


def problem(call: Call, entry: Named) -> Fault | None:
    """What one grant would bring together with those that its principal has."""
    resource = part(entry, "Resource")
    place = _place(resource, call.account)
    if place is None:
        return None
    if _leaves_a_partition_key_out(call, resource):
        return INVALID
    asked: set[str] = set(items(entry, "Permissions"))
    for other in _held(call, entry):
        if _place(other.resource, call.account) == place and _clash(resource, asked, other):
            return INVALID
    return None


def _clash(resource: Named, asked: set[str], other: Any) -> bool:
    if _is_part(resource) == _is_part(other.resource):
        return False
    return bool(BESIDE & (set(other.permissions) if _is_part(resource) else asked))


def _held(call: Call, entry: Named) -> Iterator[Any]:
    """What the principal of a grant has already."""
    catalog = str(call.body.get("CatalogId") or call.account)
    grants: Any = lakeformation_backends[call.account][call.region].grants.get(catalog)
    who = part(entry, "Principal").get("DataLakePrincipalIdentifier")
    if grants is not None:
        yield from (g for g in list(grants.by_key.values()) if g.principal == who)


def _place(resource: Named, account: str) -> tuple[str, str, str] | None:
    """The one table that a grant is about."""
    named = part(resource, TABLE) or part(resource, COLUMNS)
    if rows := part(resource, ROWS):
        named = {**rows, "CatalogId": rows.get("TableCatalogId"), "Name": rows.get("TableName")}
    if not named.get("Name"):
        return None
    catalog = str(named.get("CatalogId") or account)
    return catalog, str(named.get("DatabaseName")).lower(), str(named["Name"]).lower()


def _is_part(resource: Named) -> bool:
    """Whether a grant leaves rows or columns out, now or of those to come."""
    named = part(resource, COLUMNS)
    return ROWS in resource or bool(items(named, "ColumnNames")) or bool(_excluded(named))


def _excluded(named: Named) -> set[str]:
    return {
        str(name).lower() for name in items(part(named, "ColumnWildcard"), "ExcludedColumnNames")
    }


def _leaves_a_partition_key_out(call: Call, resource: Named) -> bool:
    named = part(resource, COLUMNS)
    excluded = _excluded(named)
    if not excluded:
        return False
    databases = glue_backends[call.account][call.region].databases
    table = databases[str(named["DatabaseName"]).lower()].tables[str(named["Name"]).lower()]
    keys = {str(key["Name"]).lower() for key in items(table.as_dict(), "PartitionKeys")}
    return bool(keys & excluded)


GUARD = Guard("lakeformation", ("GrantPermissions",), lambda call: problem(call, call.body))
