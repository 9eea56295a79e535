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
from meshwright.aws import resource_types
from meshwright.aws.lake_settings import from_aws, to_aws

DEFAULTS = blocks(Property("permissions", STRING_SET), Property("principal", STRING))
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


def update(aws: Aws, _identity: str, _old: Values, new: Values) -> None:
    _put(aws, new)


def delete(aws: Aws, _identity: str, known: Values) -> None:
    _put(aws, {"catalogId": catalog.catalog_of(aws, known)})


def _put(aws: Aws, inputs: Values) -> None:
    aws.client("lakeformation").put_data_lake_settings(
        CatalogId=catalog.catalog_of(aws, inputs), DataLakeSettings=to_aws(inputs)
    )


TYPE = ResourceType(
    token=resource_types.SETTINGS,
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
