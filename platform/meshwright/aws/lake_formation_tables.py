"""Databases and tables as Lake Formation writes them: a grant has several shapes, one meaning.

The catalog keeps the names of databases and tables in lower case and finds them by any letters.

https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_TableResource.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_TableWithColumnsResource.html
https://docs.aws.amazon.com/glue/latest/webapi/API_DatabaseInput.html
https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
"""

from collections.abc import Mapping
from typing import Any

ALL_TABLES = "ALL_TABLES"
"""What AWS calls the table where it lists a grant on all tables of a database."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "Database": ("Name",),
    "Table": ("DatabaseName", "Name"),
    "TableWithColumns": ("DatabaseName", "Name"),
    "DataCellsFilter": ("DatabaseName", "TableName"),
}
"""The fields that name a database or a table, by the kind of resource; a filter's name is apart."""


def whole(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """A resource on all columns of a table, or on all tables by AWS's name, as calls name it.

    Names of databases and tables are in lower case, as they are kept.
    """
    table: Mapping[str, Any] = resource.get("Table") or {}
    columns: Mapping[str, Any] = resource.get("TableWithColumns") or {}
    if "ColumnWildcard" in columns and not excluded(columns):
        table = {name: item for name, item in columns.items() if name != "ColumnWildcard"}
    if not table:
        return folded(resource)
    if table.get("Name") == ALL_TABLES:
        table = {n: item for n, item in table.items() if n != "Name"} | {"TableWildcard": {}}
    return folded({"Table": table})


def folded(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """A resource with the names of its database and table in lower case."""
    return {kind: _folded(named, NAMES.get(kind, ())) for kind, named in resource.items()}


def _folded(named: Mapping[str, Any], fields: tuple[str, ...]) -> Mapping[str, Any]:
    given = {name: str(named[name]) for name in fields if named.get(name) not in (None, ALL_TABLES)}
    return {**named, **{name: said.lower() for name, said in given.items()}}


def excluded(columns: Mapping[str, Any]) -> list[str]:
    """The columns that a grant on all of them leaves out."""
    wildcard: Mapping[str, Any] = columns.get("ColumnWildcard") or {}
    return list(wildcard.get("ExcludedColumnNames") or ())
