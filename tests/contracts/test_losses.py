"""What `up` would refuse to lose is said of the change that brings it."""

from typing import Any

import pytest

from meshwright.contracts.losses import lost_data
from meshwright.errors import Severity

from .conftest import Assess, Files
from meshes import FILES, environment

SPEC = "sales/orders/product.yaml"
ORDERS = FILES[SPEC]
LINES = "  lines:\n    columns: {order_id: string, sku: string}\n"
LOCK = "sales/orders/product.lock.yaml"


def said(assessed: Assess, head: Files, **fields: Any) -> list[tuple[str, str, str]]:
    found = lost_data(assessed(), assessed(head, environment(**fields)))
    assert_errors(found := [*found])
    return [(f.subject, f.resource.rpartition(":")[2], f.message) for f in found]


def assert_errors(found) -> None:
    assert all((f.code, f.severity) == ("LCY-001", Severity.ERROR) for f in found)
    assert all(f.fix and f.position.path.startswith(("domains/", "env.yaml")) for f in found)


def test_a_table_that_leaves_its_spec_is_lost(assessed: Assess) -> None:
    ((subject, name, message),) = said(assessed, {SPEC: ORDERS.replace(LINES, "")})

    assert (subject, name) == ("sales.orders", "lines")
    assert message == "table lines of sales.orders would be deleted"


def test_a_renamed_table_is_lost(assessed: Assess) -> None:
    found = said(assessed, {SPEC: ORDERS.replace("  lines:\n", "  positions:\n")})

    assert [name for _, name, _ in found] == ["lines"]


@pytest.mark.parametrize("origin", ["sales.bookings", "finance.orders"])
def test_names_that_change_replace_everything(assessed: Assess, origin: str) -> None:
    found = said(assessed, {LOCK: f"origin: {origin}\n"})

    assert [name for _, name, _ in found] == ["data", "database", "orders", "lines"]
    assert all(
        "replaced by an empty one, since it differs in" in message for _, _, message in found
    )


@pytest.mark.parametrize("change", [{"account": "999999999999"}, {"region": "eu-west-1"}])
def test_another_place_replaces_all_that_there_is(assessed: Assess, change) -> None:
    found = said(assessed, {}, **change)

    assert {subject for subject, _, _ in found} == {
        "",
        "sales",
        "finance",
        "sales.orders",
        "sales.invoices",
        "finance.reporting",
    }


@pytest.mark.parametrize(
    "head",
    [
        {SPEC: ORDERS.replace(LINES, LINES.replace("lines:\n", "lines:\n    status: retired\n"))},
        {SPEC: ORDERS.replace("sku: string", "sku: string, color: string")},
        {SPEC: "description: ["},
        {SPEC: None},
        {"sales/domain.yaml": "x: ["},
    ],
    ids=["retired", "another column", "unreadable", "gone", "unreadable domain"],
)
def test_what_up_would_do_is_not_refused(assessed: Assess, head: Files) -> None:
    assert said(assessed, head) == []


def test_where_no_data_is_kept_none_is_lost(assessed: Assess) -> None:
    assert said(assessed, {SPEC: ORDERS.replace(LINES, "")}, keepData=False) == []
