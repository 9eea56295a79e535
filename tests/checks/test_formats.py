"""What only the default makes an Iceberg table is named, as long as nothing says that it is one."""

import pytest

from meshwright.checks import codes

from .conftest import Checked

FIELDS = "primaryKey: [id], columns: {id: string}"
LOCK = {"sales/sums/product.lock.yaml": "fields: {sums: {id: 1}}\n"}


def told(checked: Checked, table: str, more: dict[str, str] | None = None) -> list[str]:
    spec = f"description: x\ninputs: [sales.carts]\ntables:\n  sums: {{{table}, {FIELDS}}}\n"
    sql = (
        {"sales/sums/sums.sql": "select id from sales__carts.orders\n"} if "query" in table else {}
    )
    found = checked({"sales/sums/product.yaml": spec, **sql, **(more or {})})
    return [finding.message for finding in found if finding.code == codes.FORMAT_UNSAID.id]


def test_an_iceberg_table_by_default_may_be_deployed_as_parquet(checked: Checked) -> None:
    assert told(checked, "query: sums.sql") == [
        "'sums' is an Iceberg table, and neither its format nor a lock says so"
    ]


@pytest.mark.parametrize(
    "table",
    [
        "query: sums.sql, format: iceberg",
        "query: sums.sql, format: parquet",
        "query: sums.sql, status: retired",
        "query: sums.sql, source: {format: csv}",
        "source: {format: csv}",
        "description: written by others",
    ],
)
def test_nothing_is_said_of_what_is_said(checked: Checked, table: str) -> None:
    assert told(checked, table) == []


def test_a_lock_says_that_a_table_is_iceberg(checked: Checked) -> None:
    assert told(checked, "query: sums.sql", LOCK) == []
