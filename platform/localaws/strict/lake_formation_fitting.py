"""A permission fits what it is granted on; moto grants any word on anything.

https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GrantPermissions.html
"""

from collections.abc import Mapping
from typing import Any

from localaws.strict.call import (
    Call,
    Fault,
    Guard,
    items,
    part,
)

DATABASE = {"ALL", "ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"}
TABLE = {"ALL", "ALTER", "DELETE", "DESCRIBE", "DROP", "INSERT", "SELECT"}
FITTING: dict[str, set[str]] = {
    "Catalog": {
        "ALL",
        "ALTER",
        "CREATE_CATALOG",
        "CREATE_DATABASE",
        "CREATE_LF_TAG",
        "CREATE_LF_TAG_EXPRESSION",
        "DESCRIBE",
        "DROP",
    },
    "Database": DATABASE,
    "Table": TABLE,
    "DataLocation": {"DATA_LOCATION_ACCESS"},
    "DataCellsFilter": {"DESCRIBE", "DROP", "SELECT"},
    "LFTag": {"ALTER", "ASSOCIATE", "DESCRIBE", "DROP", "GRANT_WITH_LF_TAG_EXPRESSION"},
    "LFTagExpression": {"ALTER", "DESCRIBE", "DROP", "GRANT_WITH_LF_TAG_EXPRESSION"},
}
BY_TAGS = {"DATABASE": DATABASE, "TABLE": TABLE}
COLUMNS = {"SELECT"}
"""On named columns there is nothing else."""
KNOWN = {permission for fitting in FITTING.values() for permission in fitting} | {"SUPER_USER"}
INVALID = "InvalidInputException"


def problem(_call: Call, entry: Mapping[str, Any]) -> Fault | None:
    """What is wrong with the permissions of one grant."""
    asked: set[str] = set(items(entry, "Permissions"))
    passed_on: set[str] = set(items(entry, "PermissionsWithGrantOption"))
    for unknown in sorted((asked | passed_on) - KNOWN):
        return _unknown(unknown)
    if not asked:
        return Fault(INVALID, "Permissions list cannot be empty.")
    if not asked | passed_on <= _fitting(part(entry, "Resource")):
        return Fault(INVALID, "Permissions modification is invalid.")
    if not passed_on <= asked and "ALL" not in asked:
        message = "Permissions with grant option must be among the permissions that are granted."
        return Fault(INVALID, message)
    return None


def _fitting(resource: Mapping[str, Any]) -> set[str]:
    kind = next(iter(resource), "")
    named = part(resource, kind)
    if kind == "TableWithColumns":
        wildcard = named.get("ColumnWildcard")
        is_whole = wildcard is not None and not wildcard.get("ExcludedColumnNames")
        return TABLE if is_whole else COLUMNS
    if kind == "LFTagPolicy":
        return BY_TAGS.get(str(named.get("ResourceType")), set())
    return FITTING.get(kind, set())


def _unknown(permission: str) -> Fault:
    message = (
        f"1 validation error detected: Value '[{permission}]' at 'permissions' failed to satisfy "
        f"constraint: Member must satisfy enum value set: [{', '.join(sorted(KNOWN))}]"
    )
    return Fault("ValidationException", message)


GUARD = Guard("lakeformation", ("GrantPermissions",), lambda call: problem(call, call.body))
