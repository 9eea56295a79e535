"""Permissions and tags are about one thing, which is there; moto never looks.

https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_Resource.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GrantPermissions.html
https://docs.aws.amazon.com/lake-formation/latest/dg/granting-location-permissions.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from moto.glue.models import glue_backends
from moto.lakeformation.models import lakeformation_backends

from localaws.strict import lake_formation_cells_filters
from localaws.strict.call import (
    Call,
    Fault,
    Guard,
    items,
    part,
)

INVALID, MISSING = "InvalidInputException", "EntityNotFoundException"
NO_DATABASE = Fault(MISSING, "Database not found.")
NO_TABLE = Fault(MISSING, "Table not found.")
NEITHER = Fault(INVALID, "Table name and table wildcard cannot both be empty.")
BOTH = Fault(INVALID, "Table name and table wildcard cannot both be present.")
NO_COLUMN = Fault(INVALID, "Cannot grant/revoke permission on non-existent column.".lower())
Named = Mapping[str, Any]


def problem(call: Call, entry: Named) -> Fault | None:
    """What is wrong with the thing that one grant or tag is about."""
    resource = part(entry, "Resource")
    if len(resource) != 1:
        message = "Resource must have exactly one of its fields populated."
        return Fault(INVALID, message)
    kind, named = next(iter(resource.items()))
    if _is_foreign(call, named):
        return None
    look = LOOKS.get(kind)
    return look(call, named) if look else None


def listing(call: Call) -> Fault | None:
    """What has permissions to be listed is there, too."""
    kinds = set(call.body.get("Resource") or ())
    return problem(call, call.body) if kinds and kinds <= IN_CATALOG else None


def _is_foreign(call: Call, named: Named) -> bool:
    """What lies in another account's catalog nobody here can know."""
    return str(named.get("CatalogId") or call.account) != call.account


def _database(call: Call, named: Named) -> Fault | None:
    return None if str(named.get("Name", "")).lower() in _databases(call) else NO_DATABASE


def _table(call: Call, named: Named) -> Fault | None:
    name = named.get("Name")
    if name is None and "TableWildcard" not in named:
        return NEITHER
    if name is not None and "TableWildcard" in named:
        return BOTH
    database = _databases(call).get(str(named.get("DatabaseName", "")).lower())
    if database is None:
        return NO_DATABASE
    return None if name is None or str(name).lower() in database.tables else NO_TABLE


def _columns(call: Call, named: Named) -> Fault | None:
    fault = _table(call, named)
    if fault is not None:
        return fault
    database = _databases(call)[str(named["DatabaseName"]).lower()]
    table = database.tables[str(named["Name"]).lower()].as_dict()
    described = items(part(table, "StorageDescriptor"), "Columns")
    known = {str(c["Name"]).lower() for c in (*described, *items(table, "PartitionKeys"))}
    excluded = items(part(named, "ColumnWildcard"), "ExcludedColumnNames")
    asked = {str(name).lower() for name in (*items(named, "ColumnNames"), *excluded)}
    return None if asked <= known else NO_COLUMN


def _location(call: Call, named: Named) -> Fault | None:
    arn = str(named.get("ResourceArn", ""))
    registered = lakeformation_backends[call.account][call.region].resources
    if any(arn == place or arn.startswith(f"{place.rstrip('/')}/") for place in registered):
        return None
    message = f"Please register the S3 path first with Lake Formation: register the S3 path {arn}."
    return Fault(INVALID, message)


def _cells_filter(call: Call, named: Named) -> Fault | None:
    is_there = lake_formation_cells_filters.found(call.account, call.region, named)
    return None if is_there else lake_formation_cells_filters.NO_FILTER


def _tag_policy(call: Call, named: Named) -> Fault | None:
    return _tags(call, items(named, "Expression"))


def _tag(call: Call, named: Named) -> Fault | None:
    return _tags(call, [named])


def _tags(call: Call, pairs: Any) -> Fault | None:
    backend = lakeformation_backends[call.account][call.region]
    defined: Mapping[str, Any] = backend.list_lf_tags(call.account)
    for pair in pairs:
        values = defined.get(str(pair.get("TagKey", "")).lower())
        asked = {str(value).lower() for value in items(pair, "TagValues")} - {"*"}
        if values is None or not asked <= set(values):
            return Fault(INVALID, "Tag or tag value does not exist.")
    return None


def _databases(call: Call) -> Mapping[str, Any]:
    return glue_backends[call.account][call.region].databases


LOOKS: Mapping[str, Callable[[Call, Named], Fault | None]] = {
    "Database": _database,
    "Table": _table,
    "TableWithColumns": _columns,
    "DataCellsFilter": _cells_filter,
    "DataLocation": _location,
    "LFTagPolicy": _tag_policy,
    "LFTag": _tag,
}
IN_CATALOG = {"Database", "Table", "TableWithColumns"}
GUARDS = (
    Guard("lakeformation", ("ListPermissions",), listing),
    Guard(
        "lakeformation",
        (
            "GrantPermissions",
            "AddLFTagsToResource",
            "RemoveLFTagsFromResource",
            "GetResourceLFTags",
        ),
        lambda call: problem(call, call.body),
    ),
)
