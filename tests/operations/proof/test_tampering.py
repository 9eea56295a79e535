"""Ways to tamper with access: each is found, by its kind and by who has gained or lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from meshwright.access.grant import Grant, listed
from meshwright.access.lake import EVERYBODY, CellsFilter
from meshwright.gate.assessment import Assessment
from meshwright.operations.proof.state import AccessState, Location
from meshwright.operations.proof.values import Kind
from meshwright.plan.tags import LF_CLASSIFICATION, LF_PII

from .proving import assessed, codes, in_force, proof
from meshes import MeshOf, environment

ROLE = "arn:aws:iam::111122223333:role"
EVE, AUDIT = f"{ROLE}/eve", f"{ROLE}/audit"
REPORTING = f"{ROLE}/mesh/finance/mesh-dev--finance--reporting--runtime"
ORDERS = f"{ROLE}/mesh/sales/mesh-dev--sales--orders--runtime"
PEOPLE = f"{ROLE}/mesh/sales/mesh-dev--sales--reader"
TABLE = {"DatabaseName": "sales__orders", "Name": "orders"}
READERS = {"audit": {"principal": AUDIT, "classifications": ["internal"]}}
PLACE = environment(readers=READERS)
OLD = "purpose: p\nlegalBasis: contract\ntables:\n  lines: {columns: all}\nexpires: 2026-03-31\n"


@pytest.fixture
def agreed(mesh_of: MeshOf) -> Assessment:
    return assessed(mesh_of({"sales/orders/access/finance.yaml": OLD}), PLACE)


def grant(to: str, resource: dict[str, Any], *rights: str, again: tuple[str, ...] = ()) -> Grant:
    return listed(
        {
            "Principal": {"DataLakePrincipalIdentifier": to},
            "Resource": resource,
            "Permissions": list(rights),
            "PermissionsWithGrantOption": list(again),
        }
    )


def columns(*names: str) -> dict[str, Any]:
    return {"TableWithColumns": {**TABLE, "ColumnNames": list(names)}}


def added(*grants: Grant) -> Callable[[AccessState], AccessState]:
    return lambda state: replace(state, grants=(*state.grants, *grants))


def without(who: str, thing: str) -> Callable[[AccessState], AccessState]:
    def tamper(state: AccessState) -> AccessState:
        kept = [g for g in state.grants if g.principal != who or thing not in g.thing]
        assert len(kept) < len(state.grants)
        return replace(state, grants=tuple(kept))

    return tamper


def instead(who: str, *grants: Grant) -> Callable[[AccessState], AccessState]:
    return lambda state: added(*grants)(without(who, '"orders"')(state))


def with_fields(**fields: Any) -> Callable[[AccessState], AccessState]:
    return lambda state: replace(state, **fields)


def at_location(change: Callable[[str, Location], dict[str, Location]]) -> Any:
    def tamper(state: AccessState) -> AccessState:
        arn, location = next(iter(state.locations.items()))
        rest = {a: found for a, found in state.locations.items() if a != arn}
        return replace(state, locations={**rest, **change(arn, location)})

    return tamper


def retagged(state: AccessState) -> AccessState:
    key = "sales__orders", "orders", "customer_email"
    open_ = {LF_PII: frozenset({"false"}), LF_CLASSIFICATION: frozenset({"internal"})}
    return replace(state, tags=replace(state.tags, columns={**state.tags.columns, key: open_}))


def untagged(state: AccessState) -> AccessState:
    return replace(state, tags=replace(state.tags, databases={}))


ALL_TABLES = {"Table": {"DatabaseName": "sales__orders", "TableWildcard": {}}}
DATABASE = {"Database": {"Name": "sales__orders"}}
CELLS = {
    "DataCellsFilter": {
        "TableCatalogId": "111122223333",
        "DatabaseName": "sales__orders",
        "TableName": "orders",
        "Name": "f",
    }
}
BY_TAGS = {
    "LFTagPolicy": {
        "ResourceType": "TABLE",
        "Expression": [{"TagKey": LF_PII, "TagValues": ["true"]}],
    }
}
TAG = {"LFTag": {"TagKey": LF_PII, "TagValues": ["true"]}}
WAYS: list[tuple[str, Any, list[tuple[Kind, str]]]] = [
    ("a table to a stranger", added(grant(EVE, {"Table": TABLE}, "SELECT")),
     [(Kind.STRANGER, EVE)]),
    ("a column to a stranger", added(grant(EVE, columns("order_id"), "SELECT")),
     [(Kind.STRANGER, EVE)]),
    ("all columns but one to a stranger", added(grant(EVE, {"TableWithColumns": {
        **TABLE, "ColumnWildcard": {"ExcludedColumnNames": ["margin"]}}}, "SELECT")),
     [(Kind.STRANGER, EVE)]),
    ("description to a stranger", added(grant(EVE, {"Table": TABLE}, "DESCRIBE")),
     [(Kind.STRANGER, EVE)]),
    ("a drop to a stranger", added(grant(EVE, {"Table": TABLE}, "DROP")), [(Kind.STRANGER, EVE)]),
    ("all tables to a stranger", added(grant(EVE, ALL_TABLES, "SELECT")),
     [(Kind.STRANGER, EVE), (Kind.STRANGER, EVE)]),
    ("the database to a stranger", added(grant(EVE, DATABASE, "DESCRIBE")), [(Kind.STRANGER, EVE)]),
    ("new tables to a stranger", added(grant(EVE, DATABASE, "CREATE_TABLE")),
     [(Kind.STRANGER, EVE)]),
    ("what is tagged to a stranger", added(grant(EVE, BY_TAGS, "SELECT")), [(Kind.STRANGER, EVE)]),
    ("a tag to a stranger", added(grant(EVE, TAG, "ASSOCIATE")), [(Kind.STRANGER, EVE)]),
    ("another domain's people", added(grant(f"{ROLE}/mesh/finance/mesh-dev--finance--reader",
     columns("order_id"), "SELECT")),
     [(Kind.STRANGER, f"{ROLE}/mesh/finance/mesh-dev--finance--reader")]),
    ("all of it instead of two columns", instead(REPORTING, grant(REPORTING, {"Table": TABLE},
     "SELECT")), [(Kind.WIDER, REPORTING)]),
    ("one column more", instead(REPORTING, grant(REPORTING,
     columns("order_id", "margin", "customer_email"), "SELECT")), [(Kind.WIDER, REPORTING)]),
    ("one column less", instead(REPORTING, grant(REPORTING, columns("order_id"), "SELECT")),
     [(Kind.NARROWER, REPORTING)]),
    ("another column", instead(REPORTING, grant(REPORTING, columns("order_id", "ordered_on"),
     "SELECT")), [(Kind.WIDER, REPORTING), (Kind.NARROWER, REPORTING)]),
    ("writes for a reader", added(grant(REPORTING, {"Table": TABLE}, "INSERT")),
     [(Kind.WIDER, REPORTING)]),
    ("a drop for a product's jobs", added(grant(ORDERS, {"Table": TABLE}, "DROP")),
     [(Kind.WIDER, ORDERS)]),
    ("protected columns for the domain's people", added(grant(PEOPLE, columns("customer_email"),
     "SELECT")), [(Kind.WIDER, PEOPLE)]),
    ("a reader's grant revoked", without(REPORTING, '"orders"'), [(Kind.MISSING, REPORTING)]),
    ("the people's grant revoked", without(PEOPLE, '"orders"'), [(Kind.MISSING, PEOPLE)]),
    ("a product's own grant revoked", without(ORDERS, '"orders"'), [(Kind.MISSING, ORDERS)]),
    ("some rights of a product's jobs revoked", instead(ORDERS, grant(ORDERS, {"Table": TABLE},
     "SELECT", "DESCRIBE")), [(Kind.NARROWER, ORDERS)]),
    ("columns listed instead of all", instead(ORDERS, grant(ORDERS, {"Table": TABLE}, "ALTER",
     "DELETE", "DESCRIBE", "INSERT"), grant(ORDERS, columns("order_id", "customer_email",
     "margin", "ordered_on"), "SELECT")), [(Kind.NARROWER, ORDERS)]),
    ("a tag reader's grant revoked", without(AUDIT, "LFTagPolicy"),
     [(Kind.MISSING, AUDIT)] * 2),
    ("everybody let into a table", added(grant(EVERYBODY, {"Table": TABLE}, "ALL")),
     [(Kind.OPEN, EVERYBODY)]),
    ("everybody let into a database", added(grant(EVERYBODY, DATABASE, "ALL")),
     [(Kind.OPEN, EVERYBODY)]),
    ("everybody let into all tables", added(grant(EVERYBODY, ALL_TABLES, "ALL")),
     [(Kind.OPEN, EVERYBODY)]),
    ("the whole account let in", added(grant("111122223333:IAMPrincipals", {"Table": TABLE},
     "SELECT")), [(Kind.OPEN, "111122223333:IAMPrincipals")]),
    ("the right to see `default` revoked", without("111122223333:IAMPrincipals", "default"),
     [(Kind.MISSING, "111122223333:IAMPrincipals")]),
    ("an ended agreement still granted", added(grant(f"{ROLE}/mesh/finance/"
     "mesh-dev--finance--reader", {"Table": {**TABLE, "Name": "lines"}}, "SELECT")),
     [(Kind.EXPIRED, f"{ROLE}/mesh/finance/mesh-dev--finance--reader")]),
    ("a dead role's grant", added(grant(f"{ROLE}/mesh/gone", {"Table": TABLE}, "SELECT")),
     [(Kind.DEAD_GRANTEE, f"{ROLE}/mesh/gone")]),
    ("a dead role's grant on a database", added(grant(f"{ROLE}/mesh/gone", DATABASE, "DESCRIBE")),
     [(Kind.DEAD_GRANTEE, f"{ROLE}/mesh/gone")]),
    ("a grant that may be passed on", added(grant(REPORTING, columns("order_id", "margin"),
     "SELECT", again=("SELECT",))), [(Kind.PASSES_ON, REPORTING)]),
    ("a stranger that may pass on", added(grant(EVE, {"Table": TABLE}, "SELECT",
     again=("SELECT",))), [(Kind.STRANGER, EVE), (Kind.PASSES_ON, EVE)]),
    ("a filter of all rows for a stranger", lambda s: replace(
        added(grant(EVE, CELLS, "SELECT"))(s),
        filters={("sales__orders", "orders", "f"): CellsFilter(None)}), [(Kind.STRANGER, EVE)]),
    ("a filter instead of the rows", lambda s: replace(
        instead(REPORTING, grant(REPORTING, CELLS, "SELECT"))(s),
        filters={("sales__orders", "orders", "f"): CellsFilter(
            frozenset({"order_id", "margin"}), rows="margin > 3")}),
     [(Kind.NARROWER, REPORTING)]),
    ("a filter that is gone", instead(REPORTING, grant(REPORTING, CELLS, "SELECT")),
     [(Kind.NARROWER, REPORTING)]),
    ("a protected column tagged as open", retagged, [(Kind.WIDER, AUDIT)]),
    ("tags taken away", untagged, [(Kind.MISSING, AUDIT)] * 4),
    ("hybrid access", at_location(lambda a, found: {a: replace(found, is_hybrid=True)}),
     [(Kind.HYBRID, "")]),
    ("somebody opted in", with_fields(opted_in=frozenset({(EVE, "sales__orders", "orders")})),
     [(Kind.HYBRID, EVE)]),
    ("a whole database opted in", with_fields(opted_in=frozenset({(EVE, "sales__orders", "")})),
     [(Kind.HYBRID, EVE)]),
    ("registered by another role", at_location(lambda a, found: {a: replace(found, role=EVE)}),
     [(Kind.REGISTRATION, "")]),
    ("registered by no role", at_location(lambda a, found: {a: replace(found, role="")}),
     [(Kind.REGISTRATION, "")]),
    ("registered once more", at_location(lambda a, found: {a: found, f"{a}/x": Location(EVE)}),
     [(Kind.REGISTRATION, "")]),
    ("registered once more by nobody", at_location(lambda a, f: {a: f, f"{a}/x": Location("")}),
     [(Kind.REGISTRATION, "")]),
    ("not registered", at_location(lambda _a, _found: {}), [(Kind.REGISTRATION, "")]),
    ("a database that opens new tables", with_fields(opened={"sales__orders": (EVERYBODY,)}),
     [(Kind.OPEN, EVERYBODY)]),
    ("an account that opens all that is new", with_fields(defaults=(EVERYBODY,)),
     [(Kind.OPEN, EVERYBODY)]),
    ("engines of others", with_fields(outside_engines=("AllowExternalDataFiltering",)),
     [(Kind.SETTINGS, "")]),
    ("one administrator more", lambda s: replace(s, administrators=s.administrators | {EVE}),
     [(Kind.SETTINGS, EVE)]),
    ("no administrator", with_fields(administrators=frozenset()),
     [(Kind.SETTINGS, f"{ROLE}/mesh-deployer")]),
    ("one auditor more", with_fields(auditors=frozenset({EVE})), [(Kind.SETTINGS, EVE)]),
    ("a policy of the catalog", with_fields(catalog_policy=True), [(Kind.CATALOG_POLICY, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("tamper", "expected"), [w[1:] for w in WAYS], ids=[w[0] for w in WAYS])
def test_tampering_is_found(agreed: Assessment, tamper: Any, expected: Any) -> None:
    found = proof(agreed, tamper(in_force(agreed)), frozenset({f"{ROLE}/mesh/gone"}))

    assert sorted(codes(found)) == sorted((k.value, w.rpartition("/")[2]) for k, w in expected)


def test_what_is_as_agreed_is_no_difference(agreed: Assessment) -> None:
    found = proof(agreed, in_force(agreed))

    assert found.differences == ()
    assert found.decisions > 50
    assert found.tables == 4


def test_what_is_elsewhere_in_the_account_is_nobodys_business(agreed: Assessment) -> None:
    theirs = (
        grant(EVE, {"Table": {"DatabaseName": "other", "Name": "t"}}, "ALL"),
        grant(EVE, {"Database": {"Name": "other"}}, "ALL"),
        grant(EVE, {"Catalog": {}}, "CREATE_DATABASE"),
        grant(EVE, {"DataLocation": {"ResourceArn": "arn:aws:s3:::other"}}, "DATA_LOCATION_ACCESS"),
        grant(EVE, {"LFTag": {"TagKey": "other", "TagValues": ["x"]}}, "ASSOCIATE"),
        grant(EVERYBODY, {"Database": {"Name": "other"}}, "ALL"),
        grant(EVE, {**CELLS, "DataCellsFilter": {**CELLS["DataCellsFilter"], "DatabaseName": "o"}},
              "SELECT"),
    )  # fmt: skip
    state = added(*theirs)(in_force(agreed))
    more = replace(
        state,
        locations={**state.locations, "arn:aws:s3:::other": Location(EVE, is_hybrid=True)},
        opted_in=frozenset({(EVE, "other", "t")}),
        tables={**state.tables, ("other", "t"): ("a",)},
    )

    assert proof(agreed, more).differences == ()


def test_a_place_in_a_bucket_of_the_mesh_is_its_business(agreed: Assessment) -> None:
    arn = next(iter(in_force(agreed).locations))
    place = {"DataLocation": {"ResourceArn": f"{arn}/x"}}
    found = proof(agreed, added(grant(EVE, place, "DATA_LOCATION_ACCESS"))(in_force(agreed)))

    assert list(codes(found)) == [("PRV001", "eve")]


def test_administrators_rights_are_known_and_no_difference(agreed: Assessment) -> None:
    deployer = f"{ROLE}/mesh-deployer"
    made = grant(deployer, {"Table": TABLE}, "ALL", again=("ALL",))
    found = proof(agreed, added(made)(in_force(agreed)))

    assert found.differences == ()
    assert any("has rights on 1 things that it made" in said for said in found.known)
    assert any("administers Lake Formation" in said for said in found.known)


def test_auditors_are_known(mesh_of: MeshOf) -> None:
    agreed = assessed(mesh_of(), environment(auditors=[AUDIT]))
    found = proof(agreed, in_force(agreed))

    assert found.differences == ()
    assert f"{AUDIT} sees every grant and every table as a read-only administrator" in found.known


def test_settings_that_are_not_the_meshs_are_left_alone(mesh_of: MeshOf) -> None:
    agreed = assessed(mesh_of(), environment(accountSettings=False))
    other = with_fields(administrators=frozenset({EVE}), defaults=(EVERYBODY,), catalog_policy=True)

    assert proof(agreed, other(in_force(agreed))).differences == ()


@pytest.mark.parametrize(
    ("tamper", "calls", "is_ours"),
    [
        (added(grant(EVE, {"Table": TABLE}, "SELECT")), ["revoke_permissions"], False),
        (without(REPORTING, '"orders"'), ["grant_permissions"], True),
        (added(grant(REPORTING, {"Table": TABLE}, "INSERT")), ["revoke_permissions"], True),
        (at_location(lambda _a, _found: {}), ["register_resource"], True),
        (at_location(lambda a, found: {a: replace(found, role=EVE)}),
         ["deregister_resource", "register_resource"], True),
        (with_fields(catalog_policy=True), ["delete_resource_policy"], False),
        (added(grant(EVERYBODY, {"Table": TABLE}, "ALL")), ["revoke_permissions"], True),
        (added(grant("111122223333:IAMPrincipals", {"Table": TABLE}, "SELECT")),
         ["revoke_permissions"], False),
        (without(AUDIT, "LFTagPolicy"), ["grant_permissions"], True),
    ],
)  # fmt: skip
def test_what_puts_it_right_is_told(
    agreed: Assessment, tamper: Any, calls: list[str], is_ours: bool
) -> None:
    first = proof(agreed, tamper(in_force(agreed))).differences[0]

    assert [call.operation for call in first.remedies] == calls
    assert first.is_ours is is_ours


def test_a_difference_names_the_product_and_says_what_it_is(agreed: Assessment) -> None:
    state = added(grant(EVE, columns("order_id"), "SELECT"))(in_force(agreed))
    (found,) = proof(agreed, state).differences

    assert found.subject == "sales.orders"
    assert found.said == (
        f"{EVE} has SELECT of order_id on table sales__orders.orders, and nothing gives it that"
    )
