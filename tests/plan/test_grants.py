import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from meshwright.aws.resource_types import PERMISSIONS
from meshwright.plan import names, plan
from meshwright.plan.declaration import Declaration
from meshwright.plan.difference import Operation, resource_changes
from meshwright.plan.grants import THE_DATABASE
from meshwright.specs.environment import Environment

from meshes import FILES, TODAY, MeshOf, environment, pick

ORDERS = "dev.sales.orders"
AGREEMENT = "sales/orders/access/finance.reporting.yaml"


def permissions(
    mesh_of: MeshOf,
    env: Environment,
    changes: Mapping[str, str | None] | None = None,
    *,
    as_of: date = TODAY,
) -> dict[str, Declaration]:
    return by_name(plan(mesh_of(changes), env, as_of=as_of).stacks[ORDERS].declarations)


def by_name(declarations: tuple[Declaration, ...]) -> dict[str, Declaration]:
    return {d.name: d for d in declarations if d.type == PERMISSIONS}


def columns(declaration: Declaration) -> list[str]:
    return declaration.inputs["tableWithColumns"]["columnNames"]


def test_without_an_agreement_only_the_own_domain_reads_and_nothing_protected(
    mesh_of: MeshOf, dev: Environment
) -> None:
    found = permissions(mesh_of, dev, as_of=date(2025, 1, 1))

    assert set(found) == {
        f"{table}:{who}"
        for table in ("orders", "lines", "the-database")
        for who in ("runtime", "reader", "sales.invoices")
    }
    assert columns(found["orders:reader"]) == ["order_id", "ordered_on"]
    assert columns(found["orders:sales.invoices"]) == ["order_id", "ordered_on"]


def test_a_products_own_jobs_write_the_whole_table(mesh_of: MeshOf, dev: Environment) -> None:
    own = permissions(mesh_of, dev)["orders:runtime"]

    assert own.inputs["principal"] == names.runtime_role_arn("sales.orders", dev.place_of("sales"))
    assert own.inputs["permissions"] == ["ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT"]
    assert own.inputs["table"]["name"] == "orders"


def test_an_agreement_opens_exactly_its_columns_and_tables(
    mesh_of: MeshOf, dev: Environment
) -> None:
    found = permissions(mesh_of, dev)

    assert columns(found["orders:finance.reporting"]) == ["order_id", "margin"]
    assert found["orders:finance.reporting"].inputs["permissions"] == ["SELECT"]
    assert "lines:finance.reporting" not in found


def test_an_agreement_holds_on_its_first_and_last_day_and_no_longer(
    mesh_of: MeshOf, dev: Environment
) -> None:
    days = ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")
    held = [
        "orders:finance.reporting" in permissions(mesh_of, dev, as_of=date.fromisoformat(day))
        for day in days
    ]

    assert held == [False, True, True, False]


def test_a_stack_says_when_time_alone_changes_it(mesh_of: MeshOf, dev: Environment) -> None:
    mesh = mesh_of()
    turns = [
        plan(mesh, dev, as_of=date.fromisoformat(day)).stacks[ORDERS].next_change
        for day in ("2025-06-01", "2026-06-01", "2027-06-01")
    ]

    assert turns == [date(2026, 1, 1), date(2027, 1, 1), None]


WAIVER = """\
waivers:
  - rule: S3-001
    finding: storage
    reason: The importer is replaced in August.
    ticket: T-1
    granted: 2026-05-01
    expires: 2026-07-15
"""


def test_a_waiver_that_begins_or_ends_is_such_a_time(mesh_of: MeshOf, dev: Environment) -> None:
    mesh = mesh_of({"sales/orders/waivers.yaml": WAIVER})
    turns = [
        plan(mesh, dev, as_of=date.fromisoformat(day)).stacks[ORDERS].next_change
        for day in ("2026-04-01", "2026-05-01", "2026-07-16")
    ]

    assert turns == [date(2026, 5, 1), date(2026, 7, 16), date(2027, 1, 1)]


def test_an_agreement_for_all_grants_the_whole_table(mesh_of: MeshOf, dev: Environment) -> None:
    text = "purpose: p\nlegalBasis: contract\ntables: {orders: {columns: all}}\nexpires: 2099-12-31"
    found = permissions(mesh_of, dev, {AGREEMENT: text})

    assert "tableWithColumns" not in found["orders:finance.reporting"].inputs
    assert found["orders:finance.reporting"].inputs["table"]["name"] == "orders"


def test_an_agreement_without_columns_opens_the_unprotected_ones(
    mesh_of: MeshOf, dev: Environment
) -> None:
    found = permissions(
        mesh_of, dev, {AGREEMENT: "purpose: p\ntables: {orders: {}}\nexpires: 2099-12-31"}
    )

    assert columns(found["orders:finance.reporting"]) == ["order_id", "ordered_on"]


def test_an_agreement_replaces_the_default_of_its_own_tables_only(
    mesh_of: MeshOf, dev: Environment
) -> None:
    text = "purpose: p\ntables: {orders: {columns: [order_id]}}\nexpires: 2099-12-31"
    found = permissions(mesh_of, dev, {"sales/orders/access/sales.invoices.yaml": text})

    assert columns(found["orders:sales.invoices"]) == ["order_id"]
    assert columns(found["lines:sales.invoices"]) == ["order_id", "sku"]


def test_a_table_with_nothing_unprotected_is_granted_to_nobody_by_default(
    mesh_of: MeshOf, dev: Environment
) -> None:
    text = (
        "description: d\ntables: {orders: {columns: {email: {type: string, pii: true}}},"
        " lines: {columns: {a: string}}}"
    )
    changes = {"sales/orders/product.yaml": text, AGREEMENT: None}
    mesh_of_files = plan(
        mesh_of({**changes, AGREEMENT: "purpose: p\ntables: {lines: {}}\nexpires: 2099-12-31"}),
        dev,
        as_of=TODAY,
    )
    found = by_name(mesh_of_files.stacks[ORDERS].declarations)

    assert "orders:reader" not in found
    assert "orders:runtime" in found


def test_a_consumer_may_be_a_domains_people_or_a_named_principal(mesh_of: MeshOf) -> None:
    arn = "arn:aws:iam::999988887777:role/auditor"
    text = "purpose: p\ntables: {lines: {}}\nexpires: 2099-12-31"
    env = environment(principals={"auditor": arn})
    found = permissions(
        mesh_of,
        env,
        {
            "sales/orders/access/finance.yaml": text,
            "sales/orders/access/auditor.yaml": text,
            "sales/orders/access/nobody.yaml": text,
        },
    )

    assert found["lines:auditor"].inputs["principal"] == arn
    assert found["lines:finance"].inputs["principal"] == names.reader_role_arn(
        "finance", env.place_of("finance")
    )
    assert "lines:nobody" not in found


def test_there_is_exactly_one_permission_for_a_principal_and_a_table(
    mesh_of: MeshOf, dev: Environment
) -> None:
    found = permissions(mesh_of, dev)
    pairs = [
        (d.inputs["principal"], (d.inputs.get("table") or d.inputs["tableWithColumns"])["name"])
        for name, d in found.items()
        if not name.startswith(THE_DATABASE)
    ]

    assert len(pairs) == len(set(pairs))


def on_the_database(found: Mapping[str, Declaration]) -> dict[str, Declaration]:
    return {name: d for name, d in found.items() if name.startswith(THE_DATABASE)}


def test_whoever_reads_a_table_sees_its_database_by_one_permission(
    mesh_of: MeshOf, dev: Environment
) -> None:
    found = permissions(mesh_of, dev)
    shown = on_the_database(found)
    principals = [d.inputs["principal"] for d in shown.values()]

    assert len(principals) == len(set(principals))
    assert set(principals) == {d.inputs["principal"] for d in found.values()}
    for declared in shown.values():
        assert declared.inputs["permissions"] == ["DESCRIBE"]
        assert declared.inputs["database"]["name"] == "sales__orders"
        assert declared.delete_first


def test_the_database_is_seen_no_longer_than_its_tables(mesh_of: MeshOf, dev: Environment) -> None:
    name = "the-database:finance.reporting"

    assert name in permissions(mesh_of, dev, as_of=date(2026, 12, 31))
    assert name not in permissions(mesh_of, dev, as_of=date(2027, 1, 1))


def test_an_agreement_that_comes_or_goes_leaves_the_database_shown_as_it_was(
    mesh_of: MeshOf, dev: Environment
) -> None:
    text = "purpose: p\ntables: {orders: {columns: [order_id]}}\nexpires: 2099-12-31"
    name = "the-database:sales.invoices"
    with_agreement = permissions(mesh_of, dev, {"sales/orders/access/sales.invoices.yaml": text})

    declared = permissions(mesh_of, dev)[name]
    assert (declared.key, declared.component) == (
        with_agreement[name].key,
        with_agreement[name].component,
    )
    assert declared.inputs == with_agreement[name].inputs


def test_a_stack_of_before_only_gets_more_of_them(mesh_of: MeshOf, dev: Environment) -> None:
    after = plan(mesh_of(), dev, as_of=TODAY).stacks[ORDERS]
    shown = on_the_database(by_name(after.declarations))
    kept = tuple(d for d in after.declarations if d.type != PERMISSIONS or d.name not in shown)
    before = replace(after, declarations=kept)

    changes = resource_changes(before, after)

    assert {change.key.name for change in changes} == set(shown)
    assert {change.operation for change in changes} == {Operation.CREATE}


def test_a_consumer_that_cannot_be_read_keeps_its_grants(mesh_of: MeshOf, dev: Environment) -> None:
    broken = "description: d\ninputs: [sales.orders]\ntables: {t: {columns: {a: nonsense}}}"
    found = permissions(
        mesh_of,
        dev,
        {"sales/invoices/product.yaml": broken, "finance/reporting/product.yaml": broken},
    )

    assert "orders:sales.invoices" in found
    assert "orders:finance.reporting" in found


def test_a_stack_is_uncertain_where_a_neighbours_inputs_cannot_be_read(
    mesh_of: MeshOf, dev: Environment
) -> None:
    planned = plan(mesh_of({"sales/invoices/product.yaml": "a: [\n"}), dev, as_of=TODAY)

    assert planned.stacks[ORDERS].uncertain
    assert not planned.stacks["dev.finance.reporting"].uncertain


def test_a_grant_comes_from_the_line_of_its_agreement(mesh_of: MeshOf, dev: Environment) -> None:
    planned = plan(mesh_of(), dev, as_of=TODAY)
    grant = pick(planned, ORDERS, "Permissions", "orders:finance.reporting")

    assert str(grant.spec) == "domains/sales/orders/access/finance.reporting.yaml:3:3"
    assert [c.kind for c in grant.component] == ["DataProduct", "Agreement"]


def test_an_agreement_for_a_table_that_is_not_there_grants_nothing(
    mesh_of: MeshOf, dev: Environment
) -> None:
    text = "purpose: p\ntables: {missing: {}}\nexpires: 9999-12-31"
    planned = plan(mesh_of({AGREEMENT: text}), dev, as_of=TODAY)

    assert not any("finance" in name for name in by_name(planned.stacks[ORDERS].declarations))
    assert planned.stacks[ORDERS].next_change is None


def test_a_product_that_reads_itself_keeps_its_own_rights(
    mesh_of: MeshOf, dev: Environment
) -> None:
    text = "description: d\ninputs: [sales.orders]\ntables: {orders: {columns: {a: string}}}"
    found = permissions(mesh_of, dev, {"sales/orders/product.yaml": text, AGREEMENT: None})

    assert "SELECT" in found["orders:runtime"].inputs["permissions"]
    assert "orders:sales.orders" not in found


def test_an_agreement_of_a_product_with_itself_takes_nothing_from_its_jobs(
    mesh_of: MeshOf, dev: Environment
) -> None:
    text = "purpose: Ours\ntables: {orders: {columns: [order_id]}}\nexpires: 2026-12-31\n"
    found = permissions(mesh_of, dev, {"sales/orders/access/sales.orders.yaml": text})

    assert found["orders:runtime"] == permissions(mesh_of, dev)["orders:runtime"]
    assert "orders:sales.orders" not in found


KEPT = "purpose: x\ntables:\n  orders:\n  lines:\nexpires: 2027-05-31\n"
"""An agreement as `mesh move` writes it for who read a product without one."""


def test_no_move_of_a_product_renames_a_grant_of_who_read_it_before(
    mesh_of: MeshOf, dev: Environment, tmp_path: Path
) -> None:
    invoices = FILES["sales/invoices/product.yaml"].replace("sales.orders", "finance.orders")
    reporting = FILES["finance/reporting/product.yaml"].replace("sales.orders", "finance.orders")
    moved = {
        "sales/orders/product.yaml": None,
        AGREEMENT: None,
        "sales/invoices/product.yaml": invoices,
        "finance/reporting/product.yaml": reporting,
        "finance/orders/product.yaml": FILES["sales/orders/product.yaml"],
        "finance/orders/product.lock.yaml": "origin: sales.orders\n",
        "finance/orders/access/finance.reporting.yaml": FILES[AGREEMENT],
        "finance/orders/access/sales.invoices.yaml": KEPT,
        "finance/orders/access/sales.yaml": KEPT,
    }
    before = permissions(mesh_of, dev)
    shutil.rmtree(tmp_path / "domains")
    after = by_name(
        plan(mesh_of(moved), dev, as_of=TODAY).stacks["dev.finance.orders"].declarations
    )

    assert {name: after[name].inputs for name in before} == {
        name: declared.inputs for name, declared in before.items()
    }
    assert after.keys() - before.keys() == {
        "orders:finance",
        "lines:finance",
        "lines:finance.reporting",  # of its own domain now
        "the-database:finance",
    }


def test_no_move_of_a_reader_renames_its_grant(
    mesh_of: MeshOf, dev: Environment, tmp_path: Path
) -> None:
    moved = {
        "finance/reporting/product.yaml": None,
        AGREEMENT: None,
        "sales/revenue/product.yaml": FILES["finance/reporting/product.yaml"],
        "sales/revenue/product.lock.yaml": "origin: finance.reporting\n",
        "sales/orders/access/sales.revenue.yaml": FILES[AGREEMENT],
    }
    name = "orders:finance.reporting"
    before = permissions(mesh_of, dev)[name]
    shutil.rmtree(tmp_path / "domains")

    assert permissions(mesh_of, dev, moved)[name].inputs == before.inputs
