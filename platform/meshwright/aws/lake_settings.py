"""Lake Formation's data lake settings, in AWS's shape and in the provider's.

The shapes are those of GetDataLakeSettings and PutDataLakeSettings (AWS Lake Formation developer
guide, API_DataLakeSettings) and of aws:lakeformation/dataLakeSettings:DataLakeSettings.
"""

from collections.abc import Mapping
from typing import Any

Values = dict[str, Any]

MANAGED_PARAMETER = "CROSS_ACCOUNT_VERSION"
"""The one parameter that the official provider manages; AWS sets others of its own."""
PRINCIPAL_LISTS = {"admins": "DataLakeAdmins", "readOnlyAdmins": "ReadOnlyAdmins"}
DEFAULT_LISTS = {
    "createDatabaseDefaultPermissions": "CreateDatabaseDefaultPermissions",
    "createTableDefaultPermissions": "CreateTableDefaultPermissions",
}
PLAIN = {
    "allowExternalDataFiltering": "AllowExternalDataFiltering",
    "allowFullTableExternalDataAccess": "AllowFullTableExternalDataAccess",
    "authorizedSessionTagValueLists": "AuthorizedSessionTagValueList",
    "trustedResourceOwners": "TrustedResourceOwners",
}


def from_aws(settings: dict[str, Any]) -> Values:
    """Lake Formation's settings in the provider's words."""
    parameters: Values = settings.get("Parameters") or {}
    principals = settings.get("ExternalDataFilteringAllowList")
    lists = {name: _names(settings.get(field)) for name, field in PRINCIPAL_LISTS.items()}
    defaults = {name: _open(settings.get(field)) for name, field in DEFAULT_LISTS.items()}
    plain = {name: settings[field] for name, field in PLAIN.items() if field in settings}
    return (
        lists
        | defaults
        | plain
        | {
            "externalDataFilteringAllowLists": _names(principals),
            "parameters": {k: v for k, v in parameters.items() if k == MANAGED_PARAMETER},
        }
    )


def to_aws(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as one PUT takes them, empty lists among them."""
    allowed = inputs.get("externalDataFilteringAllowLists")
    settings: dict[str, Any] = {"ExternalDataFilteringAllowList": _principals(allowed)}
    settings |= {f: _principals(inputs.get(n)) for n, f in PRINCIPAL_LISTS.items()}
    settings |= {f: _defaults(inputs.get(n)) for n, f in DEFAULT_LISTS.items()}
    settings |= {f: inputs[n] for n, f in PLAIN.items() if inputs.get(n) is not None}
    settings["Parameters"] = inputs.get("parameters") or {}
    return settings


def _principals(names: list[str] | None) -> list[dict[str, str]]:
    return [{"DataLakePrincipalIdentifier": name} for name in names or ()]


def _names(principals: list[dict[str, str]] | None) -> list[str]:
    return [principal["DataLakePrincipalIdentifier"] for principal in principals or ()]


def _defaults(entries: list[Values] | None) -> list[dict[str, Any]]:
    return [
        {
            "Principal": {"DataLakePrincipalIdentifier": entry.get("principal", "")},
            "Permissions": list(entry.get("permissions") or ()),
        }
        for entry in entries or ()
    ]


def _open(entries: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    return [
        {
            "principal": entry["Principal"]["DataLakePrincipalIdentifier"],
            "permissions": entry["Permissions"],
        }
        for entry in entries or ()
    ]
