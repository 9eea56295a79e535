"""Rows that an agreement opens, in force in a local AWS: proved, tampered with and put right."""

from collections.abc import Callable
from typing import Any

import pytest

from meshwright.gate.assessment import Assessment
from meshwright.local_instance import LocalAws
from meshwright.operations.proof.prove import prove
from meshwright.operations.proof.repair import repairs
from meshwright.plan import plan
from meshwright.runner.cloud import Cloud, connect
from meshwright.specs.environment import Environment

from local_aws.brought_up import bring_up
from local_aws.engine_side import EngineSide
from meshes import TODAY, MeshOf, environment

ACCOUNT = "123456789012"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/administrator"
NAME = "mesh-local--finance--reporting--runtime"
REPORTING = f"arn:aws:iam::{ACCOUNT}:role/mesh/finance/{NAME}"
TABLE = {"DatabaseName": "sales__orders", "Name": "orders"}
PLACE = {"TableCatalogId": ACCOUNT, "DatabaseName": "sales__orders", "TableName": "orders"}
OWN, OTHER = {**PLACE, "Name": "finance--reporting"}, {**PLACE, "Name": "by-hand"}
AGREED = """\
purpose: Monthly revenue report
legalBasis: contract
tables:
  orders: {columns: [margin, order_id], rows: "not order_id = 'x'"}
starts: 2026-01-01
expires: 2026-12-31
"""
ROWS = {"FilterExpression": "order_id <> 'x'"}
COLUMNS = ["order_id", "margin"]
WIDER, NARROWER, MISSING = "PRV003", "PRV004", "PRV002"


@pytest.fixture
def place() -> Environment:
    return environment(
        "local", account=ACCOUNT, deployer=ADMINISTRATOR, administrators=[ADMINISTRATOR]
    )


@pytest.fixture
def up(mesh_of: MeshOf, place: Environment, engine: EngineSide, client: Any) -> Assessment:
    """The sample mesh with a row filter, in force."""
    mesh = mesh_of({"sales/orders/access/finance.reporting.yaml": AGREED})
    planned = plan(mesh, place, as_of=TODAY)
    client("glue").create_database(DatabaseInput={"Name": "default"})
    bring_up(planned, engine)
    return Assessment(mesh, place, planned, ())


@pytest.fixture
def cloud(aws: LocalAws, place: Environment) -> Cloud:
    return connect(place, aws.endpoint)


def found(cloud: Cloud, up: Assessment) -> list[tuple[str, str]]:
    return [(d.kind.value, d.who.rpartition("/")[2]) for d in prove(cloud, up).differences]


def granting(resource: dict[str, Any]) -> dict[str, Any]:
    principal = {"DataLakePrincipalIdentifier": REPORTING}
    return {"Principal": principal, "Resource": resource, "Permissions": ["SELECT"]}


def test_a_mesh_with_row_filters_is_as_agreed(up: Assessment, cloud: Cloud, client: Any) -> None:
    (kept,) = client("lakeformation").list_data_cells_filter(Table=TABLE)["DataCellsFilters"]

    assert (kept["RowFilter"], kept["ColumnNames"]) == (ROWS, COLUMNS)
    assert prove(cloud, up).differences == ()


def other_rows(lake: Any) -> None:
    rows = {"FilterExpression": "order_id = 'x'"}
    lake.update_data_cells_filter(TableData={**OWN, "RowFilter": rows, "ColumnNames": COLUMNS})


def every_row(lake: Any) -> None:
    rows: Any = {"AllRowsWildcard": {}}
    lake.update_data_cells_filter(TableData={**OWN, "RowFilter": rows, "ColumnNames": COLUMNS})


def more_columns(lake: Any) -> None:
    columns = [*COLUMNS, "customer_email"]
    lake.update_data_cells_filter(TableData={**OWN, "RowFilter": ROWS, "ColumnNames": columns})


def one_more(lake: Any) -> None:
    everything: Any = {"RowFilter": {"AllRowsWildcard": {}}, "ColumnWildcard": {}}
    lake.create_data_cells_filter(TableData={**OTHER, **everything})
    lake.grant_permissions(**granting({"DataCellsFilter": OTHER}))


def deleted(lake: Any) -> None:
    lake.delete_data_cells_filter(**OWN)


def revoked(lake: Any) -> None:
    lake.revoke_permissions(**granting({"DataCellsFilter": OWN}))


def columns_beside(lake: Any) -> None:
    lake.grant_permissions(
        **granting({"TableWithColumns": {**TABLE, "ColumnNames": ["order_id", "margin"]}})
    )


def columns_instead(lake: Any) -> None:
    revoked(lake)
    columns_beside(lake)


WAYS: tuple[tuple[Callable[[Any], None], list[str]], ...] = (
    (other_rows, [WIDER, NARROWER]),
    (every_row, [WIDER]),
    (more_columns, [WIDER]),
    (one_more, [WIDER]),
    (deleted, [MISSING]),
    (revoked, [MISSING]),
    (columns_beside, [WIDER]),
    (columns_instead, [WIDER]),
)


def test_tampering_with_rows_is_found_and_put_right_unasked(
    up: Assessment, cloud: Cloud, client: Any
) -> None:
    for tamper, expected in WAYS:
        tamper(client("lakeformation"))
        assert found(cloud, up) == [(code, NAME) for code in expected], tamper.__name__

        done = repairs(cloud, prove(cloud, up).differences, ())

        assert [each.fault for each in done] == [""] * len(expected), tamper.__name__
        assert found(cloud, up) == [], tamper.__name__


def test_the_same_rows_in_other_words_are_no_difference(
    up: Assessment, cloud: Cloud, client: Any
) -> None:
    rows = {"FilterExpression": "NOT ( order_id='x' )"}
    data = {**OWN, "RowFilter": rows, "ColumnNames": ["Margin", "order_id"]}
    client("lakeformation").update_data_cells_filter(TableData=data)

    assert found(cloud, up) == []
