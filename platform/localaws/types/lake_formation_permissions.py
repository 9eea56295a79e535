"""aws:lakeformation/permissions:Permissions: what one principal may do with one thing."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from localaws.types import catalog
from localaws.types.answers import answer_or_none, error_of, every
from localaws.types.lake_formation_target import aws_resource, exactly_one, targets
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import STRING, STRING_SET, Output, Property, Values
from meshwright.aws import resource_types
from meshwright.aws.lake_formation_tables import whole

TARGETS = (
    "database",
    "dataLocation",
    "lfTagPolicy",
    "table",
    "tableWithColumns",
    "dataCellsFilter",
)
GONE = ("EntityNotFoundException",)
NOTHING_REVOKED = "No permissions revoked"
"""How AWS begins to say that a grant is gone already."""
PROPERTIES = (
    catalog.CATALOG_ID,
    Property("permissions", STRING_SET, required=True, replaces=True),
    Property("permissionsWithGrantOptions", STRING_SET, replaces=True, default=[]),
    Property("principal", STRING, required=True, replaces=True),
    *targets(*TARGETS),
)
OUTPUTS = (Output("permissionsWithGrantOptions", default=[]), Output("region"))
UNORDERED = ("ColumnNames", "ExcludedColumnNames", "TagValues", "Expression")


def derived(aws: Aws, _inputs: Values) -> Values:
    return {"region": aws.region}


def problems(inputs: Values) -> Iterable[str]:
    return exactly_one(inputs, TARGETS)


def create(aws: Aws, inputs: Values) -> str:
    grant = _grant(aws, inputs)
    aws.client("lakeformation").grant_permissions(**grant)
    return catalog.opaque_id(grant)


def read(aws: Aws, _identity: str, known: Values) -> State | None:
    wanted = whole(aws_resource(aws, known))
    found = [g for g in _grants(aws, known, wanted) if _is_on(g["Resource"], wanted)]
    if not found:
        return None
    kept = ("catalogId", "principal", *TARGETS)
    state = {name: known[name] for name in kept if known.get(name) is not None}
    return state | {
        "permissions": sorted({p for g in found for p in g["Permissions"]}),
        "permissionsWithGrantOptions": sorted(
            {p for g in found for p in g["PermissionsWithGrantOption"]}
        ),
    }


def delete(aws: Aws, _identity: str, known: Values) -> None:
    from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - it has none

    try:
        aws.client("lakeformation").revoke_permissions(**_grant(aws, known))
    except ClientError as error:
        if not _is_gone(error_of(error)):
            raise


def _is_gone(error: dict[str, Any]) -> bool:
    nothing = NOTHING_REVOKED in error.get("Message", "")
    return error["Code"] in GONE or nothing


def _grant(aws: Aws, values: Values) -> dict[str, Any]:
    return {
        "CatalogId": catalog.catalog_of(aws, values),
        "Principal": {"DataLakePrincipalIdentifier": values["principal"]},
        "Resource": aws_resource(aws, values),
        "Permissions": list(values["permissions"]),
        "PermissionsWithGrantOption": list(values.get("permissionsWithGrantOptions") or ()),
    }


def _grants(aws: Aws, known: Values, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The principal's grants around a resource: one on columns is asked for by its table."""
    asked = wanted
    if "TableWithColumns" in wanted:
        table = wanted["TableWithColumns"]
        asked = {"Table": {k: table[k] for k in ("CatalogId", "DatabaseName", "Name")}}
    list_permissions = aws.client("lakeformation").list_permissions

    def page(**arguments: Any) -> dict[str, Any]:
        # What is granted on may be gone, and its grants with it.
        return answer_or_none(list_permissions, *GONE, **arguments) or {}

    return every(
        page,
        "PrincipalResourcePermissions",
        CatalogId=catalog.catalog_of(aws, known),
        Principal={"DataLakePrincipalIdentifier": known["principal"]},
        Resource=asked,
    )


def _is_on(listed: dict[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a listed grant is one on a resource; of columns also one on their whole table.

    As the official provider has it (internal/service/lakeformation/filter.go).
    """
    found = whole(listed)
    if _canonical(found) == _canonical(wanted):
        return True
    columns, table = wanted.get("TableWithColumns"), found.get("Table")
    return columns is not None and table is not None and table.get("Name") == columns["Name"]


def _canonical(value: Any) -> str:
    """A resource as text that is the same for every order of its columns, tags and values."""
    return json.dumps(_sorted(value), sort_keys=True)


def _sorted(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, Any]", value)
    return {
        name: sorted(map(_canonical, item)) if name in UNORDERED else _sorted(item)
        for name, item in fields.items()
    }


TYPE = ResourceType(
    token=resource_types.PERMISSIONS,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    delete=delete,
    derived=derived,
    problems=problems,
    # To Lake Formation two grants of one principal on one table are one.
    identity=("catalogId", "principal"),
    importable=False,
)
