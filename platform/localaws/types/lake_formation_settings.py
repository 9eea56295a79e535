"""aws:lakeformation/dataLakeSettings:DataLakeSettings: administrators and what is open to all.

One for the account, written as a whole: what is not listed is reset.
"""

from typing import Any

from localaws.types import catalog
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import (
    BOOLEAN,
    MAP,
    STRING,
    STRING_SET,
    STRINGS,
    Output,
    Property,
    Values,
    blocks,
)

DEFAULTS = blocks(Property("permissions", STRING_SET), Property("principal", STRING))
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
PROPERTIES = (
    Property("admins", STRING_SET, computed=True),
    Property("allowExternalDataFiltering", BOOLEAN, default=False),
    Property("allowFullTableExternalDataAccess", BOOLEAN, default=False),
    Property("authorizedSessionTagValueLists", STRINGS, computed=True),
    catalog.CATALOG_ID,
    Property("createDatabaseDefaultPermissions", DEFAULTS, computed=True),
    Property("createTableDefaultPermissions", DEFAULTS, computed=True),
    Property("externalDataFilteringAllowLists", STRING_SET, computed=True),
    Property("parameters", MAP, computed=True),
    Property("readOnlyAdmins", STRING_SET, computed=True),
    Property("trustedResourceOwners", STRINGS, computed=True),
)
LISTS = (
    "admins",
    "authorizedSessionTagValueLists",
    "createDatabaseDefaultPermissions",
    "createTableDefaultPermissions",
    "externalDataFilteringAllowLists",
    "readOnlyAdmins",
    "trustedResourceOwners",
)
OUTPUTS = (
    *(Output(name, default=[]) for name in LISTS),
    Output("parameters", default={}),
    Output("region"),
)


def derived(aws: Aws, _inputs: Values) -> Values:
    return {"region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    _put(aws, inputs)
    return catalog.opaque_id(catalog.catalog_of(aws, inputs))


def read(aws: Aws, _identity: str, known: Values) -> State | None:
    get = aws.client("lakeformation").get_data_lake_settings
    settings: dict[str, Any] = get(CatalogId=catalog.catalog_of(aws, known))["DataLakeSettings"]
    own = {"catalogId": known["catalogId"]} if known.get("catalogId") else {}
    return own | from_aws(settings)


def from_aws(settings: dict[str, Any]) -> State:
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


def update(aws: Aws, _identity: str, _old: Values, new: Values) -> None:
    _put(aws, new)


def delete(aws: Aws, _identity: str, known: Values) -> None:
    _put(aws, {"catalogId": catalog.catalog_of(aws, known)})


def _put(aws: Aws, inputs: Values) -> None:
    aws.client("lakeformation").put_data_lake_settings(
        CatalogId=catalog.catalog_of(aws, inputs), DataLakeSettings=to_aws(inputs)
    )


def to_aws(inputs: Values) -> dict[str, Any]:
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


TYPE = ResourceType(
    token="aws:lakeformation/dataLakeSettings:DataLakeSettings",  # noqa: S106 - a type's token
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("catalogId",),
    importable=False,
)
