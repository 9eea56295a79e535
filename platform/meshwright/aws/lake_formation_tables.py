"""Whole tables as Lake Formation writes them: a grant on one has several shapes, and one meaning.

https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_TableResource.html
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_TableWithColumnsResource.html
"""

from collections.abc import Mapping
from typing import Any

ALL_TABLES = "ALL_TABLES"
"""What AWS calls the table where it lists a grant on all tables of a database."""


def whole(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """A resource on all columns of a table, or on all tables by AWS's name, as calls name it."""
    table: Mapping[str, Any] = resource.get("Table") or {}
    columns: Mapping[str, Any] = resource.get("TableWithColumns") or {}
    if "ColumnWildcard" in columns and not excluded(columns):
        table = {name: item for name, item in columns.items() if name != "ColumnWildcard"}
    if not table:
        return resource
    if table.get("Name") == ALL_TABLES:
        table = {n: item for n, item in table.items() if n != "Name"} | {"TableWildcard": {}}
    return {"Table": table}


def excluded(columns: Mapping[str, Any]) -> list[str]:
    """The columns that a grant on all of them leaves out."""
    wildcard: Mapping[str, Any] = columns.get("ColumnWildcard") or {}
    return list(wildcard.get("ExcludedColumnNames") or ())
