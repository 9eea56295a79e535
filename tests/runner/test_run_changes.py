"""A run's changes have the shape that two plans' have."""

from meshwright.aws.resource_types import BUCKET, PERMISSIONS, TABLE
from meshwright.plan.declaration import ResourceKey
from meshwright.plan.difference import Fate, Operation
from meshwright.plan.paths import Paths
from meshwright.runner.interruptions import interruptions
from meshwright.runner.results import Change, StackResult, Status
from meshwright.runner.run_changes import run_change, stack_difference

ORDERS = ResourceKey(TABLE, "orders")


def table(**types: str) -> dict:
    columns = [{"name": name, "type": type_} for name, type_ in types.items()]
    return {ORDERS: {"storageDescriptor": {"columns": columns}}}


def result(*changed: Change, **sides) -> StackResult:
    return StackResult("dev.sales.orders", Status.DONE, changed=changed, **sides)


def test_a_runs_tables_and_readers_are_told_as_those_of_plans() -> None:
    update = Change("update", str(ORDERS), ("storageDescriptor",), "sales__orders.orders")
    done = result(update, before=table(a="int", b="int"), after=table(a="bigint"))

    change = run_change("dev", [done, StackResult("dev", Status.SKIPPED)], {})
    (product,) = change.products
    (changed,) = product.tables

    assert (product.id, product.fate) == ("sales.orders", Fate.CHANGED)
    assert [(c.name, c.fate) for c in changed.columns] == [("a", "retyped"), ("b", "dropped")]
    assert change.stacks[0].changes[0].identity == "sales__orders.orders"


def test_a_stack_that_is_made_is_new() -> None:
    assert stack_difference(result(Change("create", str(ORDERS)))).fate is Fate.NEW


def test_a_stack_that_had_something_is_none_that_is_new() -> None:
    added = result(Change("create", str(ORDERS)), before=table(a="int"))

    assert stack_difference(added).fate is Fate.CHANGED


def test_data_that_a_run_deletes_is_a_loss() -> None:
    gone = Change("delete", f"{BUCKET}::data", (), "mesh-dev--b")

    (lost,) = run_change("dev", [result(gone)], {}).losses

    assert (lost[1].operation, lost[1].identity) == (Operation.DELETE, "mesh-dev--b")


def test_access_that_was_taken_back_is_no_resource_of_a_stack() -> None:
    taken = Change("delete", "access::somebody"), Change("same", str(ORDERS))

    assert stack_difference(result(*taken)).changes == ()


def test_a_run_names_a_reader_by_where_it_lies() -> None:
    paths = Paths({"finance.bills": "sales.invoices"})
    granted = ResourceKey(PERMISSIONS, "orders:sales.invoices")
    grant = {granted: {"permissions": ["SELECT"], "tableWithColumns": {"columnNames": ["a"]}}}
    opened = result(
        Change("create", str(granted)), before=table(a="int"), after=table(a="int") | grant
    )
    again = result(Change("replace", str(granted)))

    (product,) = run_change("dev", [opened], {}, paths).products
    (without,) = interruptions(again, paths)

    assert [str(change.reader) for change in product.access] == ["finance.bills"]
    assert without.reader == "finance.bills"
