"""What a run leaves of a table's rows, read again."""

import json
from typing import Any

import pytest

from meshwright.cli.running import table_text
from meshwright.running.result import TableResult
from meshwright.running.sample import kept, parse

HEAD = {"Data": [{"VarCharValue": "id"}, {"VarCharValue": "day"}]}
WRITTEN = {
    "version": 1,
    "product": "sales.orders",
    "table": "orders",
    "execution": "run",
    "taken": "2026-05-31T22:15:00.123Z",
    "columns": ["id", "day"],
    "rows": [
        HEAD,
        {"Data": [{"VarCharValue": "=a"}, {}]},
        {"Data": [{"VarCharValue": "="}, {"VarCharValue": ""}]},
    ],
}


def read(**changed: Any) -> Any:
    return parse(json.dumps({**WRITTEN, **changed}).encode(), "sales.orders", "orders")


def test_a_value_is_told_apart_from_none_however_athena_writes_that() -> None:
    assert read().rows == (("a", None), ("", None))


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"product": "sales.carts"},
        {"table": "lines"},
        {"columns": ["id"]},
        {"rows": "none"},
    ],
)
def test_what_is_no_sample_of_the_table_is_none(changed: Any) -> None:
    assert read(**changed) is None


def test_a_column_that_may_not_be_shown_by_now_is_left_out() -> None:
    sample = kept(read(), ("day", "other"))

    assert (sample.columns, sample.rows) == (("day",), ((None,), (None,)))


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        (None, "orders 2 rows"),
        ({"error": "States.TaskFailed"}, "orders 2 rows, no sample (States.TaskFailed)"),
        ({}, "orders 2 rows, no sample (no reason is told)"),
    ],
)
def test_a_run_tells_of_a_sample_that_failed(sample: Any, text: str) -> None:
    assert table_text(TableResult(table="orders", rows=2, sample=sample)) == text
