"""What a table needs so that the mesh can make its rows."""

import pytest

from meshwright.checks import codes

from .conftest import Checked

SQL = "select id from sales__carts.carts\n"


def derived(table: str, columns: str = "{id: string, day: date, paid: boolean}") -> dict[str, str]:
    fields = f"format: iceberg, query: all.sql, columns: {columns}, {table}"
    return {
        "sales/orders/all.sql": SQL,
        "sales/orders/product.yaml": (
            f"description: x\ninputs: [sales.carts]\ntables:\n  orders: {{{fields}}}\n"
        ),
        "sales/orders/access/finance.reports.yaml": (
            "purpose: x\ntables: {orders: {columns: [id]}}\nexpires: 2026-12-31\n"
        ),
    }


def of(checked: Checked, files: dict[str, str], code: str) -> list[str]:
    return [finding.message for finding in checked(files) if finding.code == code]


def test_a_table_with_a_key_can_be_filled(checked: Checked) -> None:
    assert checked(derived("primaryKey: [id]")) == ()


def test_rows_without_a_key_cannot_be_merged(checked: Checked) -> None:
    assert of(checked, derived("allowEmpty: true"), "CHK131") == [
        "'orders' is filled from all.sql, and has no primaryKey that tells its rows apart"
    ]


def test_a_table_that_others_write_needs_no_key(checked: Checked) -> None:
    files = {k: v.replace("iceberg", "parquet") for k, v in derived("tags: x").items()}

    assert checked({k: v.replace(", tags: x", "") for k, v in files.items()}) == ()


def test_a_refresh_of_a_parquet_table_names_the_table_with_the_query(checked: Checked) -> None:
    files = derived("primaryKey: [id]")
    spec = files["sales/orders/product.yaml"].replace("iceberg", "parquet")
    files["sales/orders/product.yaml"] = f"{spec}refresh: {{on: inputs}}\n"

    (finding,) = checked(files)

    assert finding.code == codes.NOTHING_TO_REFRESH.id
    assert finding.fix == "write `format: iceberg` at tables.orders, or delete `refresh`"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("window: 100d, partitionBy: [day]", []),
        ("partitionBy: [day, id]", []),
        ("partitionBy: [paid]", []),
        ("window: 101d, partitionBy: [day]", ["101 of 'day'"]),
        ("window: 51d, partitionBy: [day, paid]", ["51 of 'day' times 2 of 'paid'"]),
    ],
)
def test_a_run_writes_no_more_partitions_than_athena(
    checked: Checked, table: str, said: list[str]
) -> None:
    found = of(checked, derived(f"primaryKey: [id], {table}"), "CHK133")

    assert found == [f"a run can write {told} partitions, Athena at most 100" for told in said]


def test_the_values_of_an_enum_are_partitions(checked: Checked) -> None:
    values = ", ".join(f"s{n}" for n in range(34))
    columns = f"{{id: string, day: date, state: {{type: string, enum: [{values}]}}}}"
    files = derived("primaryKey: [id], window: 3d, partitionBy: [state, day]", columns)

    assert of(checked, files, "CHK133") == [
        "a run can write 34 of 'state' times 3 of 'day' partitions, Athena at most 100"
    ]


def test_a_query_over_landed_files_needs_no_inputs(checked: Checked) -> None:
    files = derived("primaryKey: [id], source: {format: csv}")
    spec = files["sales/orders/product.yaml"].replace("inputs: [sales.carts]\n", "")
    files["sales/orders/product.yaml"] = spec

    assert checked(files) == ()
