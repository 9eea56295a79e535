"""What a product's life means to those who read it."""

from datetime import date

import pytest

from meshwright.errors import Severity

from .conftest import TABLES, Checked, agreement, product, said

ORDERS, ACCESS = "sales/orders/product.yaml", "sales/orders/access/finance.reports.yaml"
REPORTS, CARTS = "finance/reports/product.yaml", "sales/carts/product.yaml"
FIELDS = {"status": "deprecated", "sunset": "2026-09-30", "successor": "sales.carts"}
ENDING = product(**FIELDS)
CART = product(inputs="[sales.orders]")
DAY = date(2026, 9, 29)


def told(findings) -> list[tuple[str, str, str]]:
    return [(f.subject, f.where, f.message) for f in findings if f.code == "CHK093"]


def test_a_reader_is_told_of_the_end_with_the_days_that_are_left(checked: Checked) -> None:
    findings = checked({ORDERS: ENDING, CARTS: CART}, as_of=DAY)
    ends = "sales.orders ends on 2026-09-30, 1 day left: sales.carts takes its place"

    assert told(findings) == [
        ("finance.reports", "inputs.0", ends),
        ("sales.carts", "inputs.0", ends),
    ]
    assert {f.severity for f in findings if f.code == "CHK093"} == {Severity.WARNING}


def test_a_reader_without_a_spec_of_its_own_is_told_at_its_agreement(checked: Checked) -> None:
    people = {"sales/orders/access/finance.yaml": agreement()}
    findings = checked({ORDERS: product(**{**FIELDS, "successor": "none"}), **people}, as_of=DAY)

    assert (
        "sales.orders",
        "tables",
        "finance reads it: sales.orders ends on 2026-09-30, 1 day left: nothing takes its place",
    ) in told(findings)


def test_a_draft_has_no_agreement_and_no_input_that_is_no_draft(checked: Checked) -> None:
    findings = checked({ORDERS: product(status="draft")})

    assert said(findings) == [("CHK095", "finance.reports"), ("CHK094", "sales.orders")]
    both = {
        ORDERS: product(status="draft"),
        REPORTS: product(status="draft", inputs="[sales.orders]"),
    }
    assert said(checked(both)) == [("CHK094", "sales.orders")]


@pytest.mark.parametrize("successor", ["sales.order", "sales.orders"])
def test_a_successor_is_another_product(checked: Checked, successor: str) -> None:
    findings = checked({ORDERS: product(**{**FIELDS, "successor": successor}), CARTS: CART})
    (finding,) = (f for f in findings if f.code == "CHK096")

    assert finding.message.startswith(f"there is no other product '{successor}'")


def with_table(**fields: str) -> str:
    said = "".join(f"    {name}: {value}\n" for name, value in fields.items())
    return (
        "description: x\n"
        + TABLES.replace("  orders:\n", f"  orders:\n{said}")
        + ("  lines:\n    columns: {id: string}\n")
    )


@pytest.mark.parametrize(
    "successor", ["lines", "none", "sales.carts.orders", "finance.broken.anything"]
)
def test_a_table_is_succeeded_by_another_one(checked: Checked, successor: str) -> None:
    text = with_table(status="deprecated", sunset="2026-09-30", successor=successor)
    findings = checked({ORDERS: text, "finance/broken/product.yaml": "x: ["}, as_of=DAY)
    place = "nothing" if successor == "none" else successor

    assert told(findings) == [
        (
            "finance.reports",
            "inputs.0",
            f"table orders of sales.orders ends on 2026-09-30, 1 day left: {place} takes its place",
        )
    ]
    assert {f.code for f in findings} == {"CHK093"}


@pytest.mark.parametrize(
    "successor", ["line", "orders", "sales.orders.orders", "sales.cart.orders", "sales.carts.x"]
)
def test_and_by_nothing_else(checked: Checked, successor: str) -> None:
    text = with_table(status="deprecated", sunset="2026-09-30", successor=successor)
    (finding,) = (f for f in checked({ORDERS: text}) if f.code == "CHK096")

    assert finding.where == "tables.orders.successor"
    assert finding.message == f"there is no other table '{successor}'"


def test_a_table_that_is_not_read_ends_for_nobody(checked: Checked) -> None:
    text = with_table().replace("  lines:\n", "  lines:\n    sunset: 2026-09-30\n")

    assert told(checked({ORDERS: text})) == []


def test_a_draft_table_is_no_part_of_an_agreement(checked: Checked) -> None:
    (finding,) = checked({ORDERS: with_table(status="draft")})

    assert (finding.code, finding.message) == ("CHK094", "table orders of sales.orders is a draft")


def test_a_retired_reader_is_told_nothing(checked: Checked) -> None:
    retired = {REPORTS: product(status="retired", inputs="[sales.orders]")}

    assert told(checked({ORDERS: ENDING, **retired})) == []
