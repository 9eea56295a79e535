"""Freshness that adds up along the lineage."""

import pytest

from .conftest import TABLES, Checked, product

FILLED = """\
description: x
inputs: [sales.carts]
tables:
  orders: {format: iceberg, query: all.sql, primaryKey: [id], columns: {id: string}}
"""


def mesh(orders: str, carts: str = "", more: dict[str, str] | None = None) -> dict[str, str | None]:
    return {
        "sales/carts/product.yaml": f"description: x\n{carts}{TABLES}",
        "sales/orders/product.yaml": FILLED + orders,
        "sales/orders/all.sql": "select id from sales__carts.carts\n",
        "sales/orders/access/finance.reports.yaml": None,
        "finance/reports/product.yaml": None,
        **(more or {}),
    }


def told(checked: Checked, files: dict[str, str | None]) -> list[tuple[str, str]]:
    return [(finding.code, finding.message.partition(" old, ")[2]) for finding in checked(files)]


@pytest.mark.parametrize(
    "orders",
    [
        "",
        "sla: {freshness: 1d}\n",
        "sla: {freshness: 2h}\nrefresh: {every: 1h}\n",
        "sla: {freshness: 1d}\nrefresh: {cron: '0 2 * * *'}\n",
        "sla: {availability: 99%}\nrefresh: {on: request}\n",
    ],
)
def test_a_promise_that_is_kept_is_left_in_peace(checked: Checked, orders: str) -> None:
    assert told(checked, mesh(orders)) == []


def test_a_schedule_is_no_slower_than_the_promise(checked: Checked) -> None:
    orders = "sla: {freshness: 24h}\nrefresh: {cron: '0 2 * * MON-FRI'}\n"

    assert told(checked, mesh(orders)) == [("CHK134", "and 3d lie between two runs")]


def test_what_only_a_person_starts_keeps_no_promise(checked: Checked) -> None:
    orders = "sla: {freshness: 24h}\nrefresh: {on: request}\n"

    assert told(checked, mesh(orders)) == [("CHK136", "and nothing starts a run")]


def test_rows_are_no_newer_than_those_they_are_derived_from(checked: Checked) -> None:
    files = mesh("sla: {freshness: 4h}\n", "sla: {freshness: 24h}\n")

    assert told(checked, files) == [
        (
            "CHK135",
            "and the newest input, sales.carts, brings rows that are up to 1d old",
        )
    ]


def test_the_time_between_two_runs_is_added_to_the_age_of_inputs(checked: Checked) -> None:
    refresh = "refresh: {every: 90m}\n"
    kept = mesh("sla: {freshness: 330m}\n" + refresh, "sla: {freshness: 4h}\n")
    broken = mesh("sla: {freshness: 329m}\n" + refresh, "sla: {freshness: 4h}\n")

    assert told(checked, kept) == []
    assert told(checked, broken) == [
        (
            "CHK135",
            "and the newest input, sales.carts, brings rows that are up to 4h old,"
            " and 90m lie between two runs",
        )
    ]


def test_the_newest_input_counts(checked: Checked) -> None:
    more = {
        "sales/prices/product.yaml": "description: x\nsla: {freshness: 30d}\n" + TABLES,
        "sales/orders/product.yaml": FILLED.replace("[sales.carts]", "[sales.carts, sales.prices]")
        + "sla: {freshness: 4h}\n",
    }

    assert told(checked, mesh("", "sla: {freshness: 1h}\n", more)) == []


def test_an_input_that_promises_nothing_is_as_old_as_its_own(checked: Checked) -> None:
    more = {
        "sales/orders/product.yaml": FILLED + "refresh: {every: 6h}\n",
        "sales/sums/product.yaml": product(inputs="[sales.orders]", sla="{freshness: 7h}"),
    }

    assert told(checked, mesh("", "sla: {freshness: 2h}\n", more)) == [
        (
            "CHK135",
            "and the newest input, sales.orders, brings rows that are up to 8h old",
        )
    ]
    assert told(checked, mesh("", "", more)) == []


def test_a_circle_of_inputs_has_a_finding_of_its_own_only(checked: Checked) -> None:
    more = {
        "sales/carts/product.yaml": product(inputs="[sales.orders]"),
        "sales/orders/product.yaml": FILLED + "sla: {freshness: 1h}\n",
    }

    assert {code for code, _ in told(checked, mesh("", "", more))} == {"CHK003"}


def test_nothing_is_said_of_an_input_that_nobody_can_read(checked: Checked) -> None:
    files = mesh("sla: {freshness: 1h}\n", "sla: {freshness: 2h}\ntypo: 1\n")

    assert told(checked, files) == []
