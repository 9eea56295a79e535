"""Databases and tables are one thing by whatever letters they are named; what is on them too."""

from typing import Any

import pytest

from meshwright.access.grant import listed
from meshwright.access.lake import SELECT, CellsFilter, Lake, Thing
from meshwright.aws.lake_formation_tables import folded, whole

TABLE = {"DatabaseName": "Sales", "Name": "Orders"}
FILTER = {"TableCatalogId": "1", "DatabaseName": "Sales", "TableName": "Orders", "Name": "Few"}
LOWER = {"DatabaseName": "sales", "Name": "orders"}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ({"Database": {"Name": "Sales"}}, {"Database": {"Name": "sales"}}),
        ({"Table": TABLE}, {"Table": LOWER}),
        (
            {"Table": {"DatabaseName": "Sales", "TableWildcard": {}}},
            {"Table": {"DatabaseName": "sales", "TableWildcard": {}}},
        ),
        (
            {"Table": {"DatabaseName": "Sales", "Name": "ALL_TABLES"}},
            {"Table": {"DatabaseName": "sales", "TableWildcard": {}}},
        ),
        ({"TableWithColumns": {**TABLE, "ColumnWildcard": {}}}, {"Table": LOWER}),
        (
            {"TableWithColumns": {**TABLE, "ColumnNames": ["a"]}},
            {"TableWithColumns": {**LOWER, "ColumnNames": ["a"]}},
        ),
        (
            {"DataCellsFilter": FILTER},
            {"DataCellsFilter": {**FILTER, "DatabaseName": "sales", "TableName": "orders"}},
        ),
        ({"LFTag": {"TagKey": "Key"}}, {"LFTag": {"TagKey": "Key"}}),
        ({"Catalog": {}}, {"Catalog": {}}),
    ],
)
def test_names_are_in_lower_case(resource: Any, expected: Any) -> None:
    assert whole(resource) == expected
    assert whole(folded(resource)) == expected


@pytest.mark.parametrize(
    "resource",
    [
        {"Table": TABLE},
        {"TableWithColumns": {**TABLE, "ColumnNames": ["A"]}},
        {"Table": {"DatabaseName": "SALES", "TableWildcard": {}}},
        {"DataCellsFilter": FILTER},
    ],
)
def test_a_grant_opens_its_table_by_any_letters(resource: Any) -> None:
    principal = {"DataLakePrincipalIdentifier": "r"}
    grant = listed({"Principal": principal, "Resource": resource, "Permissions": ["SELECT"]})
    filters = {("sales", "orders", "Few"): CellsFilter(frozenset({"a"}))}
    lake = Lake([grant], account="1", filters=filters)

    assert lake.decide("r", SELECT, Thing("sales", "orders", "a")).is_allowed
