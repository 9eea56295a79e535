"""Every right to read a table: to whom, what, by which words, and that it is what is deployed."""

from dataclasses import replace
from typing import Any

import pytest

from meshwright.aws.resource_types import ACCESS_POINT, PERMISSIONS
from meshwright.changes.access import Who
from meshwright.entitlements.asked import Target, consumer, of_consumer, of_target, target
from meshwright.entitlements.entitlement import Basis, Entitlement, entitlements
from meshwright.errors import UsageError
from meshwright.plan import plan
from meshwright.specs.models import Mesh

from meshes import TODAY, MeshOf, environment

ROLE = "arn:aws:iam::111122223333:role"
PEOPLE, GLUE = f"{ROLE}/sso/sales", "glue.amazonaws.com"
FIELDS: dict[str, Any] = {
    "principals": {"bi": f"{ROLE}/bi"},
    "readers": {"audit": {"principal": f"{ROLE}/audit", "classifications": ["internal"]}},
    "assume": {
        "sales": {"reader": [PEOPLE], "runtime": {"services": [GLUE], "principals": [PEOPLE]}}
    },
}
PLACE = environment(**FIELDS)
BI = "purpose: Dashboards\nlegalBasis: contract\ntables:\n  orders: {columns: all}\n"


@pytest.fixture
def mesh(mesh_of: MeshOf) -> Mesh:
    return mesh_of({"sales/orders/access/bi.yaml": f"{BI}expires: 2026-12-31\n"})


@pytest.fixture
def rights(mesh: Mesh) -> tuple[Entitlement, ...]:
    return entitlements(mesh, PLACE, plan(mesh, PLACE, as_of=TODAY))


def test_everybody_who_reads_a_table_is_named_with_why(rights):
    found = of_target(rights, target_of("sales.orders", "orders"))

    assert [(e.reader.name, e.reader.who, e.basis) for e in found] == [
        ("audit", Who.PLATFORM, Basis.PLATFORM),
        ("bi", Who.PRINCIPAL, Basis.AGREEMENT),
        ("finance.reporting", Who.PRODUCT, Basis.AGREEMENT),
        ("sales", Who.PEOPLE, Basis.PEOPLE),
        ("sales.invoices", Who.PRODUCT, Basis.INPUT),
        ("sales.orders", Who.PRODUCT, Basis.OWN),
    ]


def target_of(product: str, table: str = "", column: str = "") -> Target:
    return Target(product, table, column)


def test_columns_and_the_line_that_says_it_are_told(rights):
    by = {e.reader.name: e for e in of_target(rights, target_of("sales.orders", "orders"))}

    assert by["audit"].columns == ("order_id", "ordered_on")
    assert by["audit"].spec.path == "env.yaml"
    assert by["finance.reporting"].columns == ("order_id", "margin")
    assert str(by["finance.reporting"].spec).startswith(
        "domains/sales/orders/access/finance.reporting.yaml:3:"
    )
    assert by["bi"].whole
    assert by["bi"].columns == ("order_id", "customer_email", "margin", "ordered_on")
    assert by["sales"].spec.path == "domains/sales/orders/product.yaml"
    assert [name for name, e in by.items() if e.writes] == ["sales.orders"]


def test_people_behind_a_role_are_those_of_the_environment_file(rights):
    by = {e.reader.name: e.people for e in rights}

    assert by["sales"] == (PEOPLE,)
    assert by["sales.invoices"] == (GLUE, PEOPLE)
    assert by["finance.reporting"] == by["bi"] == by["audit"] == ()


def test_a_protected_column_has_fewer_readers(rights):
    found = of_target(rights, target_of("sales.orders", "orders", "customer_email"))

    assert [e.reader.name for e in found] == ["bi", "sales.orders"]


def test_an_agreement_counts_on_the_days_that_it_names(mesh, rights):
    later = TODAY.replace(year=2027)
    then = entitlements(mesh, PLACE, plan(mesh, PLACE, as_of=later))

    assert {"bi", "finance.reporting"} <= {e.reader.name for e in rights}
    assert not {"bi", "finance.reporting"} & {e.reader.name for e in then if e.table == "orders"}


def test_the_rows_that_an_agreement_opens_are_those_of_its_filter(mesh_of):
    opened = """  orders: {columns: all, rows: "not order_id = 'x'"}"""
    text = BI.replace("  orders: {columns: all}", opened)
    mesh = mesh_of({"sales/orders/access/bi.yaml": f"{text}expires: 2026-12-31\n"})

    found = entitlements(mesh, PLACE, plan(mesh, PLACE, as_of=TODAY))

    by = {e.reader.name: e for e in of_target(found, target_of("sales.orders", "orders"))}
    assert by["bi"].rows == "order_id <> 'x'"
    # A filter names its columns: who reads through it reads none that is added later.
    assert not by["bi"].whole
    assert by["bi"].columns == ("order_id", "customer_email", "margin", "ordered_on")
    assert by["finance.reporting"].rows == by["sales.orders"].rows == ""


def test_a_consumer_is_told_all_that_it_reads(rights):
    found = of_consumer(rights, "finance.reporting")

    assert [(e.product, e.table) for e in found] == [
        ("finance.reporting", "revenue"),
        ("sales.orders", "orders"),
    ]


def test_what_is_told_by_name_is_what_the_plan_grants(mesh, rights):
    planned = plan(mesh, PLACE, as_of=TODAY)
    granted = {
        (d.inputs["principal"], (d.inputs.get("table") or d.inputs["tableWithColumns"])["name"])
        for stack in planned.stacks.values()
        for d in stack.declarations
        if d.type == PERMISSIONS and "lfTagPolicy" not in d.inputs and "database" not in d.inputs
    }

    assert granted == {(e.principal, e.table) for e in rights if e.basis is not Basis.PLATFORM}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("sales.order", "'sales.order' is no product, did you mean 'sales.orders'"),
        (
            "sales.orders.order",
            "'order' is no table or column of sales.orders, did you mean 'orders'",
        ),
        ("sales.orders.orders.x", "'x' is no column of sales.orders.orders"),
        ("sales", "'sales' is no product"),
    ],
)
def test_what_is_not_there_is_said_with_what_was_meant(mesh, name, message):
    with pytest.raises(UsageError, match=message):
        target(mesh, name)


def test_what_is_there_is_found(mesh):
    assert target(mesh, "sales.orders") == target_of("sales.orders")
    assert target(mesh, "sales.orders.lines") == target_of("sales.orders", "lines")
    assert target(mesh, "sales.orders.sku") == target_of("sales.orders", column="sku")
    assert target(mesh, "sales.orders.lines.sku") == target_of("sales.orders", "lines", "sku")
    for name in ("sales", "sales.orders", "bi", "audit"):
        assert consumer(mesh, PLACE, name) == name
    with pytest.raises(UsageError, match="nobody is called 'audits', did you mean 'audit'"):
        consumer(mesh, PLACE, "audits")


def test_a_product_with_errors_is_not_answered_for(mesh_of):
    broken = mesh_of({"sales/orders/product.yaml": "description: 3\n"})

    with pytest.raises(UsageError, match="cannot be read"):
        target(broken, "sales.orders")


def test_a_product_that_is_not_planned_has_no_readers_by_tags(mesh):
    planned = plan(mesh, PLACE, as_of=TODAY)
    stacks = {n: s for n, s in planned.stacks.items() if s.subject != "sales.orders"}
    found = entitlements(mesh, PLACE, replace(planned, stacks=stacks))

    assert not [e for e in found if e.product == "sales.orders" and e.basis is Basis.PLATFORM]


def test_what_runs_need_beside_a_table_is_nobodys_to_read(mesh_of):
    mesh = mesh_of(
        {
            "sales/invoices/product.yaml": """\
description: Invoices.
inputs: [sales.orders]
tables:
  invoices: {format: iceberg, query: q.sql, primaryKey: [id], columns: {id: string}}
""",
            "sales/invoices/q.sql": "select order_id as id from sales__orders.lines",
        }
    )

    found = entitlements(mesh, PLACE, plan(mesh, PLACE, as_of=TODAY))

    assert {e.table for e in found if e.product == "sales.invoices"} == {"invoices"}


def test_whole_files_are_told_with_the_access_point_that_is_planned(mesh_of: MeshOf) -> None:
    text = "purpose: Dashboards\ntables: {lines: {columns: all}}\nfiles: true\n"
    mesh = mesh_of({"sales/orders/access/bi.yaml": f"{text}expires: 2026-12-31\n"})
    planned = plan(mesh, PLACE, as_of=TODAY)

    by = {e.reader.name: e for e in entitlements(mesh, PLACE, planned) if e.table == "lines"}

    (point,) = [
        d for d in planned.stacks["dev.sales.orders"].declarations if d.type == ACCESS_POINT
    ]
    assert by["bi"].files.rpartition("/")[2] == point.inputs["name"]
    assert by["sales"].files == ""
