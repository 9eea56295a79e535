"""Grants in the local AWS, looked at as drift does, and put right as a refreshed update does."""

from typing import Any

import pytest

from meshwright.local_instance import LocalAws
from meshwright.operations.drift.grants import extra_grants
from meshwright.operations.drift.state import Holdings
from meshwright.runner.cloud import Cloud, connect

import shapes
from local_aws.engine_side import EngineSide
from local_aws.sample import DATABASE, ROLE, ROLE_NEEDED, TABLE, TABLE_NEEDED
from meshes import environment

PERMISSIONS = "aws:lakeformation/permissions:Permissions"
CREATOR = "arn:aws:iam::123456789012:user/administrator"
OWNER = "arn:aws:iam::123456789012:role/owner"
RIGHTS = ["ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT"]
READS = {"principal": ROLE, "permissions": ["SELECT"]}
GRANTS = (
    {**READS, "tableWithColumns": {**TABLE, "columnNames": ["id"]}},
    {"principal": OWNER, "permissions": RIGHTS, "table": TABLE},
)
NAMED = {"DatabaseName": "sales", "Name": "orders"}

pytestmark = pytest.mark.usefixtures("recorded_shape")


@pytest.fixture
def cloud(aws: LocalAws) -> Cloud:
    # Who makes the table has all rights on it, as on AWS.
    return connect(environment("local", deployer=CREATOR), aws.endpoint)


@pytest.fixture
def holdings(engine: EngineSide, client: Any) -> Holdings:
    """A table, a reader of one of its columns, and its owner."""
    client("lakeformation").put_data_lake_settings(DataLakeSettings={})
    owner = (ROLE_NEEDED[0], {**ROLE_NEEDED[1], "name": "owner"})
    needed = (ROLE_NEEDED, owner, DATABASE, TABLE_NEEDED)
    made = [*needed, *((PERMISSIONS, grant) for grant in GRANTS)]
    for type_, inputs in made:
        engine.create(type_, inputs)
    return Holdings("local.sales.orders", tuple(shapes.holding(t, i) for t, i in made))


def looked_at(holdings: Holdings, cloud: Cloud) -> list[str]:
    return [drift.what for drift in extra_grants(holdings, cloud, "sales.orders")]


def put_right(holdings: Holdings, cloud: Cloud) -> None:
    for drift in extra_grants(holdings, cloud, "sales.orders"):
        assert drift.remedy is not None
        getattr(cloud.client(drift.remedy.service), drift.remedy.operation)(
            **drift.remedy.arguments
        )


def grants(client: Any) -> list[Any]:
    return client("lakeformation").list_permissions()["PrincipalResourcePermissions"]


def test_what_was_granted_is_no_drift(holdings: Holdings, cloud: Cloud) -> None:
    assert looked_at(holdings, cloud) == []


def columns(*names: str) -> dict[str, Any]:
    return {"TableWithColumns": {**NAMED, "ColumnNames": list(names)}}


@pytest.mark.parametrize(
    ("who", "resource", "rights", "told"),
    [
        (ROLE, columns("amount"), ["SELECT"], "reader has SELECT on table sales.orders (amount)"),
        (
            ROLE,
            columns("amount", "id"),
            ["SELECT"],
            "reader has SELECT on table sales.orders (amount)",
        ),
        (
            ROLE,
            {"Database": {"Name": "sales"}},
            ["DESCRIBE"],
            "reader has DESCRIBE on database sales",
        ),
        (ROLE, {"Table": NAMED}, ["SELECT"], "reader has SELECT on table sales.orders"),
        (OWNER, {"Table": NAMED}, ["DROP"], "owner has DROP on table sales.orders"),
        (
            OWNER,
            {"Table": {"DatabaseName": "sales", "TableWildcard": {}}},
            ["SELECT"],
            "owner has SELECT on table sales.*",
        ),
        (
            OWNER,
            {"TableWithColumns": {**NAMED, "ColumnWildcard": {}}},
            ["DROP"],
            "owner has DROP on table sales.orders",
        ),
        (OWNER, {"Database": {"Name": "sales"}}, ["ALTER"], "owner has ALTER on database sales"),
    ],
)
def test_what_somebody_widened_is_put_right_and_the_rest_stays(
    holdings: Holdings, cloud: Cloud, client: Any, who: str, resource: Any, rights: Any, told: str
) -> None:
    before = grants(client)
    client("lakeformation").grant_permissions(
        Principal={"DataLakePrincipalIdentifier": who}, Resource=resource, Permissions=rights
    )

    assert [what.removeprefix("role/") for what in looked_at(holdings, cloud)] == [told]
    put_right(holdings, cloud)

    assert looked_at(holdings, cloud) == []
    assert sorted(map(str, grants(client))) == sorted(map(str, before))


CELLS_FILTER = "aws:lakeformation/dataCellsFilter:DataCellsFilter"
FEW = {
    "tableCatalogId": "123456789012",
    "databaseName": "sales",
    "tableName": "orders",
    "name": "few",
}
BY_HAND = {
    "TableCatalogId": "123456789012",
    "DatabaseName": "sales",
    "TableName": "orders",
    "Name": "by-hand",
}
SHOWN = {"columnNames": ["id"], "rowFilter": {"filterExpression": "id = 'a'"}}
ROWS = (
    (CELLS_FILTER, {"tableData": {**FEW, **SHOWN}}),
    (PERMISSIONS, {**READS, "dataCellsFilter": FEW}),
)


@pytest.fixture
def filtered(engine: EngineSide, client: Any) -> Holdings:
    """A table, and a reader of some of its rows."""
    client("lakeformation").put_data_lake_settings(DataLakeSettings={})
    made = [ROLE_NEEDED, DATABASE, TABLE_NEEDED, *ROWS]
    for type_, inputs in made:
        engine.create(type_, inputs)
    return Holdings("local.sales.orders", tuple(shapes.holding(t, i) for t, i in made))


def test_what_stands_beside_a_row_filter_is_put_right_and_the_filter_stays(
    filtered: Holdings, cloud: Cloud, client: Any
) -> None:
    lake = client("lakeformation")
    reader = {"DataLakePrincipalIdentifier": ROLE}
    assert looked_at(filtered, cloud) == []
    every: Any = {"RowFilter": {"AllRowsWildcard": {}}, "ColumnWildcard": {}}
    lake.create_data_cells_filter(TableData={**BY_HAND, **every})
    for resource in (columns("id"), {"DataCellsFilter": BY_HAND}):
        lake.grant_permissions(Principal=reader, Resource=resource, Permissions=["SELECT"])

    assert sorted(what.removeprefix("role/") for what in looked_at(filtered, cloud)) == [
        "reader has SELECT on row filter by-hand of table sales.orders",
        "reader has SELECT on table sales.orders (id)",
    ]
    put_right(filtered, cloud)

    assert looked_at(filtered, cloud) == []
    own = {"DataCellsFilter": {**BY_HAND, "Name": "few"}}
    held = lake.list_permissions(Principal=reader, Resource=own)["PrincipalResourcePermissions"]
    assert [grant["Permissions"] for grant in held] == [["SELECT"]]
