"""An agreement with `rows` is one data cells filter and the permission on it, and nothing else."""

from collections.abc import Mapping
from datetime import date

from meshwright.aws.resource_types import CELLS_FILTER, PERMISSIONS
from meshwright.plan import plan
from meshwright.plan.declaration import Declaration
from meshwright.specs.environment import Environment

from meshes import TODAY, MeshOf

ORDERS = "dev.sales.orders"
AGREEMENT = "sales/orders/access/finance.reporting.yaml"
NAME = "orders:finance.reporting"
ROWS = "not (order_id = 'x' or margin IS NULL)"
WRITTEN = "(order_id <> 'x') AND (margin IS NOT NULL)"


def agreed(opened: str) -> dict[str, str | None]:
    return {
        AGREEMENT: f"""\
purpose: Monthly revenue report
legalBasis: contract
tables:
  orders: {opened}
starts: 2026-01-01
expires: 2026-12-31
"""
    }


def declared(
    mesh_of: MeshOf, env: Environment, opened: str, *, as_of: date = TODAY
) -> Mapping[tuple[str, str], Declaration]:
    stack = plan(mesh_of(agreed(opened)), env, as_of=as_of).stacks[ORDERS]
    return {(d.type, d.name): d for d in stack.declarations}


def test_rows_become_a_filter_with_its_columns_named(mesh_of: MeshOf, dev: Environment) -> None:
    found = declared(mesh_of, dev, f'{{columns: [order_id, margin], rows: "{ROWS}"}}')

    assert found[CELLS_FILTER, NAME].inputs == {
        "tableData": {
            "databaseName": "sales__orders",
            "name": "finance--reporting",
            "tableCatalogId": dev.place_of("sales").account,
            "tableName": "orders",
            "columnNames": ["order_id", "margin"],
            "rowFilter": {"filterExpression": WRITTEN},
        }
    }


def test_the_one_permission_of_the_consumer_is_on_the_filter(
    mesh_of: MeshOf, dev: Environment
) -> None:
    found = declared(mesh_of, dev, f'{{columns: [order_id], rows: "{ROWS}"}}')

    granted = found[PERMISSIONS, NAME]
    assert granted.inputs["dataCellsFilter"] == {
        "databaseName": "sales__orders",
        "name": "finance--reporting",
        "tableCatalogId": dev.place_of("sales").account,
        "tableName": "orders",
    }
    assert not {"table", "tableWithColumns"} & granted.inputs.keys()
    assert granted.inputs["permissions"] == ["SELECT"]
    assert granted.after == (found[CELLS_FILTER, NAME].key,)


def test_all_columns_of_a_filter_are_named_too(mesh_of: MeshOf, dev: Environment) -> None:
    found = declared(mesh_of, dev, f'{{columns: all, rows: "{ROWS}"}}')

    data = found[CELLS_FILTER, NAME].inputs["tableData"]
    assert data["columnNames"] == ["order_id", "customer_email", "margin", "ordered_on"]


def test_without_columns_a_filter_shows_the_unprotected_ones(
    mesh_of: MeshOf, dev: Environment
) -> None:
    found = declared(mesh_of, dev, f'{{rows: "{ROWS}"}}')

    data = found[CELLS_FILTER, NAME].inputs["tableData"]
    assert data["columnNames"] == ["order_id", "ordered_on"]


def test_no_agreement_in_force_no_filter(mesh_of: MeshOf, dev: Environment) -> None:
    found = declared(mesh_of, dev, f'{{rows: "{ROWS}"}}', as_of=date(2027, 1, 1))

    assert not any(type_ == CELLS_FILTER for type_, _ in found)


def test_two_consumers_of_a_table_have_a_filter_each(mesh_of: MeshOf, dev: Environment) -> None:
    other = {"sales/orders/access/sales.yaml": agreed("{rows: \"order_id = 'a'\"}")[AGREEMENT]}
    mesh = mesh_of({**agreed(f'{{rows: "{ROWS}"}}'), **other})

    stack = plan(mesh, dev, as_of=TODAY).stacks[ORDERS]

    names = {d.inputs["tableData"]["name"] for d in stack.declarations if d.type == CELLS_FILTER}
    assert names == {"finance--reporting", "reader"}
    on_the_table = [d.name for d in stack.declarations if d.type == PERMISSIONS]
    assert on_the_table.count("orders:reader") == 1
