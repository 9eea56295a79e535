"""What a Lake Formation permission or tag is about, in the shapes that AWS wants."""

from collections.abc import Iterable
from typing import Any

from localaws.types.catalog import INNER_CATALOG_ID, catalog_of
from localaws.types.resource_type import Aws
from localaws.types.shape import (
    BOOLEAN,
    STRING,
    STRING_SET,
    Property,
    Values,
    block,
    block_set,
)

DATABASE = block(INNER_CATALOG_ID, Property("name", STRING, required=True))
TABLE = block(
    INNER_CATALOG_ID,
    Property("databaseName", STRING, required=True),
    Property("name", STRING, computed=True),
    Property("wildcard", BOOLEAN, default=False),
)
TABLE_WITH_COLUMNS = block(
    INNER_CATALOG_ID,
    Property("databaseName", STRING, required=True),
    Property("name", STRING, required=True),
    Property("columnNames", STRING_SET, default=[]),
    Property("excludedColumnNames", STRING_SET, default=[]),
    Property("wildcard", BOOLEAN, default=False),
)
DATA_LOCATION = block(INNER_CATALOG_ID, Property("arn", STRING, required=True))
TAG_POLICY = block(
    INNER_CATALOG_ID,
    Property("resourceType", STRING, required=True),
    Property(
        "expressions",
        block_set(
            Property("key", STRING, required=True),
            Property("values", STRING_SET, required=True),
        ),
        required=True,
    ),
)
CELLS_FILTER = block(
    Property("databaseName", STRING, required=True),
    Property("name", STRING, required=True),
    Property("tableCatalogId", STRING, required=True),
    Property("tableName", STRING, required=True),
)
KINDS = {
    "database": DATABASE,
    "table": TABLE,
    "tableWithColumns": TABLE_WITH_COLUMNS,
    "dataLocation": DATA_LOCATION,
    "lfTagPolicy": TAG_POLICY,
    "dataCellsFilter": CELLS_FILTER,
}


def targets(*names: str) -> tuple[Property, ...]:
    return tuple(Property(name, KINDS[name], replaces=True, computed=True) for name in names)


def exactly_one(inputs: Values, names: Iterable[str]) -> Iterable[str]:
    given = [name for name in names if inputs.get(name) is not None]
    if len(given) != 1:
        yield f"exactly one of {', '.join(names)} must be given, not {len(given)}"


def aws_resource(aws: Aws, values: Values) -> dict[str, Any]:
    """The target among the values, in AWS's shape."""
    kind = next(name for name in KINDS if values.get(name) is not None)
    named: Values = values[kind]
    if kind == "dataCellsFilter":
        return {"DataCellsFilter": {f"{n[0].upper()}{n[1:]}": v for n, v in named.items()}}
    catalog = {"CatalogId": catalog_of(aws, named)}
    match kind:
        case "database":
            return {"Database": catalog | {"Name": named["name"]}}
        case "table":
            return {"Table": catalog | _table(named)}
        case "tableWithColumns":
            return {"TableWithColumns": catalog | _columns(named)}
        case "dataLocation":
            return {"DataLocation": catalog | {"ResourceArn": named["arn"]}}
        case _:
            return {"LFTagPolicy": catalog | _tag_policy(named)}


def _table(named: Values) -> dict[str, Any]:
    database = {"DatabaseName": named["databaseName"]}
    if named.get("wildcard"):
        return database | {"TableWildcard": {}}
    return database | {"Name": named["name"]}


def _columns(named: Values) -> dict[str, Any]:
    table = {"DatabaseName": named["databaseName"], "Name": named["name"]}
    if named.get("columnNames"):
        return table | {"ColumnNames": list(named["columnNames"])}
    excluded = list(named.get("excludedColumnNames") or ())
    return table | {"ColumnWildcard": {"ExcludedColumnNames": excluded} if excluded else {}}


def _tag_policy(named: Values) -> dict[str, Any]:
    expression = [{"TagKey": e["key"], "TagValues": e["values"]} for e in named["expressions"]]
    return {"ResourceType": named["resourceType"], "Expression": expression}
