"""Ways to tamper with an agreement that opens some rows: each is found, with what ends it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from lake_listings import LISTINGS, Listing
from meshwright.access.grant import Grant, listed
from meshwright.access.lake import CellsFilter
from meshwright.gate.assessment import Assessment
from meshwright.operations.proof.state import AccessState
from meshwright.operations.proof.values import Difference

from .proving import assessed, entries, in_force, proof, read
from meshes import MeshOf, environment

ACCOUNT = "111122223333"
REPORTING = f"arn:aws:iam::{ACCOUNT}:role/mesh/finance/mesh-dev--finance--reporting--runtime"
EVE = f"arn:aws:iam::{ACCOUNT}:role/mesh/eve"
TABLE = {"DatabaseName": "sales__orders", "Name": "orders"}
OWN = "sales__orders", "orders", "finance--reporting"
OTHER = "sales__orders", "orders", "by-hand"
AGREED = """\
purpose: Monthly revenue report
legalBasis: contract
tables:
  orders: {columns: [margin, order_id], rows: "not order_id = 'x'"}
starts: 2026-01-01
expires: 2026-12-31
"""
ROWS = "order_id <> 'x'"
OPENED = frozenset({"margin", "order_id"})
Tamper = Callable[[AccessState], AccessState]


@pytest.fixture
def agreed(mesh_of: MeshOf) -> Assessment:
    files = {"sales/orders/access/finance.reporting.yaml": AGREED}
    return assessed(mesh_of(files), environment())


def grant(resource: Mapping[str, Any], to: str = REPORTING) -> Grant:
    principal = {"DataLakePrincipalIdentifier": to}
    return listed({"Principal": principal, "Resource": resource, "Permissions": ["SELECT"]})


def through(name: str, to: str = REPORTING) -> Grant:
    named = {"TableCatalogId": ACCOUNT, "DatabaseName": "sales__orders", "TableName": "orders"}
    return grant({"DataCellsFilter": {**named, "Name": name}}, to)


def added(*grants: Grant, **filters: CellsFilter) -> Tamper:
    made = {(*OTHER[:2], name.replace("_", "-")): shown for name, shown in filters.items()}
    return lambda state: replace(
        state, grants=(*state.grants, *grants), filters={**state.filters, **made}
    )


def changed(**fields: Any) -> Tamper:
    """The agreement's own filter, made another."""
    return lambda state: replace(
        state, filters={**state.filters, OWN: replace(state.filters[OWN], **fields)}
    )


def deleted(state: AccessState) -> AccessState:
    return replace(state, filters={n: f for n, f in state.filters.items() if n != OWN})


def revoked(state: AccessState) -> AccessState:
    left = tuple(g for g in state.grants if "DataCellsFilter" not in g.resource)
    assert len(left) == len(state.grants) - 1
    return replace(state, grants=left)


def both(first: Tamper, second: Tamper) -> Tamper:
    return lambda state: second(first(state))


def told(found: Difference) -> tuple[str, list[str]]:
    return found.kind.value, [call.operation for call in found.remedies]


COLUMNS = {"TableWithColumns": {**TABLE, "ColumnNames": ["order_id", "margin"]}}
CREATE, UPDATE = "create_data_cells_filter", "update_data_cells_filter"
GRANT, REVOKE = "grant_permissions", "revoke_permissions"
WIDER, NARROWER, MISSING = "PRV003", "PRV004", "PRV002"
WAYS: list[tuple[str, Tamper, list[tuple[str, list[str]]]]] = [
    ("every row through it", changed(rows=None), [(WIDER, [UPDATE])]),
    ("other rows through it", changed(rows="order_id = 'x'"),
     [(WIDER, [UPDATE]), (NARROWER, [UPDATE])]),
    ("a column more", changed(columns=OPENED | {"customer_email"}), [(WIDER, [UPDATE])]),
    ("a column less", changed(columns=frozenset({"margin"})), [(NARROWER, [UPDATE])]),
    ("every column, and those yet to come", changed(columns=None), [(WIDER, [UPDATE])]),
    ("another filter of every row", added(through("by-hand"), by_hand=CellsFilter(None)),
     [(WIDER, [REVOKE])]),
    ("another filter of other rows", added(through("by-hand"),
     by_hand=CellsFilter(OPENED, rows="order_id = 'x'")), [(WIDER, [REVOKE])]),
    ("the filter is gone, its grant is not", deleted, [(NARROWER, [CREATE])]),
    ("the filter is gone, and its grant", both(deleted, revoked), [(MISSING, [CREATE, GRANT])]),
    ("the grant is gone", revoked, [(MISSING, [GRANT])]),
    ("the columns beside it", added(grant(COLUMNS)), [(WIDER, [REVOKE])]),
    ("the table beside it", added(grant({"Table": TABLE})), [(WIDER, [REVOKE])]),
    ("the columns instead", both(revoked, added(grant(COLUMNS))), [(WIDER, [REVOKE, GRANT])]),
    ("the columns, and no filter", both(both(deleted, revoked), added(grant(COLUMNS))),
     [(WIDER, [REVOKE, CREATE, GRANT])]),
    ("another filter instead, of other rows", both(both(deleted, revoked), added(
     through("by-hand"), by_hand=CellsFilter(OPENED, rows="order_id = 'x'"))),
     [(WIDER, [REVOKE]), (NARROWER, [CREATE, GRANT])]),
    ("another filter instead, of fewer columns", both(revoked, added(
     through("by-hand"), by_hand=CellsFilter(frozenset({"margin"}), rows=ROWS))),
     [(NARROWER, [REVOKE, GRANT])]),
]  # fmt: skip


@pytest.mark.parametrize(("tamper", "expected"), [w[1:] for w in WAYS], ids=[w[0] for w in WAYS])
def test_tampering_with_rows_is_found_with_what_ends_it(
    agreed: Assessment, tamper: Tamper, expected: list[tuple[str, list[str]]]
) -> None:
    found = proof(agreed, tamper(in_force(agreed))).differences

    assert [told(each) for each in found] == expected
    assert {(each.who, each.is_ours) for each in found} == {(REPORTING, True)}


@pytest.mark.parametrize(
    ("gone", "code", "is_ours"), [((), "PRV001", False), ((EVE,), "PRV006", True)]
)
def test_somebody_else_with_the_agreements_filter_is_found(
    agreed: Assessment, gone: tuple[str, ...], code: str, is_ours: bool
) -> None:
    state = added(through(OWN[2], EVE))(in_force(agreed))

    (found,) = proof(agreed, state, frozenset(gone)).differences

    assert told(found) == (code, [REVOKE])
    assert (found.who, found.is_ours) == (EVE, is_ours)
    assert found.said.startswith(f"{EVE} has SELECT of margin where {ROWS}, order_id where {ROWS}")


@pytest.mark.parametrize("listing", LISTINGS)
def test_rows_as_agreed_are_no_difference_in_any_shape(
    agreed: Assessment, listing: Listing
) -> None:
    state = in_force(agreed, read(entries(agreed), listing))

    assert state.filters == {OWN: CellsFilter(OPENED, rows=ROWS)}
    assert proof(agreed, state).differences == ()


def test_filters_through_which_nobody_reads_open_nothing(agreed: Assessment) -> None:
    state = added(by_hand=CellsFilter(None))(in_force(agreed))

    assert proof(agreed, state).differences == ()


def test_rows_are_told_in_words(agreed: Assessment) -> None:
    (all_rows,) = proof(agreed, changed(rows=None)(in_force(agreed))).differences
    _, lost = proof(agreed, changed(rows="order_id = 'x'")(in_force(agreed))).differences

    title = "on table sales__orders.orders"
    assert all_rows.said == (
        f"{REPORTING} has also SELECT of margin in every row, order_id in every row {title}"
    )
    assert lost.said == (
        f"{REPORTING} has not SELECT of margin where {ROWS}, order_id where {ROWS} {title}"
    )


def test_a_filter_is_made_again_as_the_plan_has_it(agreed: Assessment) -> None:
    (found,) = proof(agreed, both(deleted, revoked)(in_force(agreed))).differences

    assert found.remedies[0].arguments == {
        "TableData": {
            "TableCatalogId": ACCOUNT,
            "DatabaseName": "sales__orders",
            "TableName": "orders",
            "Name": "finance--reporting",
            "RowFilter": {"FilterExpression": ROWS},
            "ColumnNames": ["order_id", "margin"],
        }
    }
