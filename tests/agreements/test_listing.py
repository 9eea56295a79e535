"""Which agreements there are, and how each stands on a day."""

from datetime import date, timedelta

import pytest

from meshwright.agreements.listing import EVERY, State, Wanted, listed
from meshwright.errors import UsageError

from meshes import MeshOf

ENDS = date(2026, 12, 31)
PEOPLE = "sales/orders/access/finance.yaml"
LATER = """\
purpose: Plan the next year
tables: {orders: {columns: all}, lines: }
starts: 2026-07-01
expires: 2026-07-31
"""


def told(mesh_of: MeshOf, wanted: Wanted = EVERY, *, as_of: date = date(2026, 6, 1)):
    found = listed(mesh_of({PEOPLE: LATER}), wanted, as_of=as_of)
    return [(each.agreement.consumer, each.state, each.days_left) for each in found]


def test_what_ends_first_comes_first(mesh_of: MeshOf) -> None:
    assert told(mesh_of) == [
        ("finance", State.NOT_STARTED, 60),
        ("finance.reporting", State.IN_FORCE, 213),
    ]


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (date(2025, 12, 31), State.NOT_STARTED),
        (date(2026, 1, 1), State.IN_FORCE),
        (ENDS, State.IN_FORCE),
        (date(2027, 1, 1), State.EXPIRED),
    ],
)
def test_both_ends_belong_to_an_agreement(mesh_of: MeshOf, as_of: date, state: State) -> None:
    (found,) = listed(mesh_of(), EVERY, as_of=as_of)

    assert found.state is state


@pytest.mark.parametrize(
    ("wanted", "consumers"),
    [
        (Wanted(product="sales.orders"), ["finance", "finance.reporting"]),
        (Wanted(product="sales"), ["finance", "finance.reporting"]),
        (Wanted(product="finance"), []),
        (Wanted(consumer="finance.reporting"), ["finance.reporting"]),
        (Wanted(consumer="finance"), ["finance", "finance.reporting"]),
        (Wanted(within=timedelta(days=60)), ["finance"]),
        (Wanted(within=timedelta(days=59)), []),
    ],
)
def test_only_those_asked_for_are_listed(
    mesh_of: MeshOf, wanted: Wanted, consumers: list[str]
) -> None:
    assert [consumer for consumer, _, _ in told(mesh_of, wanted)] == consumers


def test_what_has_expired_does_not_end_soon(mesh_of: MeshOf) -> None:
    soon = Wanted(within=timedelta(days=30))

    assert told(mesh_of, soon, as_of=date(2027, 1, 1)) == []


def test_protected_columns_are_named_where_they_are_opened(mesh_of: MeshOf) -> None:
    by_all, by_name = listed(mesh_of({PEOPLE: LATER}), EVERY, as_of=date(2026, 6, 1))

    assert by_all.protected == ("orders.customer_email", "orders.margin")
    assert by_name.protected == ("orders.margin",)


@pytest.mark.parametrize("columns", ["columns: all, ", ""])
def test_protected_columns_are_named_where_a_filter_tells_of_them(
    mesh_of: MeshOf, columns: str
) -> None:
    text = f"purpose: x\nexpires: 2026-09-30\ntables: {{orders: {{{columns}rows: margin > 1}}}}\n"
    (found, _) = listed(mesh_of({PEOPLE: text}), EVERY, as_of=date(2026, 6, 1))

    assert "orders.margin" in found.protected
    assert ("orders.customer_email" in found.protected) == bool(columns)


def test_a_table_that_is_not_there_opens_nothing_protected(mesh_of: MeshOf) -> None:
    (found, _) = listed(
        mesh_of({PEOPLE: LATER.replace("orders:", "gone:")}), EVERY, as_of=date(2026, 6, 1)
    )

    assert found.protected == ()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(product="sales.order"), "no domain or product 'sales.order', did you mean"),
        (Wanted(consumer="finance.report"), "no consumer 'finance.report', did you mean"),
    ],
)
def test_a_name_that_nobody_knows_is_refused(mesh_of: MeshOf, wanted: Wanted, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        listed(mesh_of(), wanted, as_of=ENDS)
