"""What a job's summary says of a run."""

from dataclasses import replace
from pathlib import Path

from meshwright.aws.resource_types import PERMISSIONS, TABLE
from meshwright.errors import Position
from meshwright.gate.reasons import Reason
from meshwright.plan.declaration import ResourceKey
from meshwright.reports.run_markdown import render
from meshwright.runner.results import Change, Changes, StackResult, Status
from meshwright.runner.run import Run

from meshes import environment

GOLDEN = Path(__file__).parent / "run.md"
ORDERS = ResourceKey(TABLE, "orders")
LINE = Position("domains/sales/orders/product.yaml", 3, 5)


def table(**types: str) -> dict:
    columns = [{"name": name, "type": type_} for name, type_ in types.items()]
    return {ORDERS: {"storageDescriptor": {"columns": columns}}}


DONE = StackResult(
    "dev.sales.orders",
    Status.DONE,
    Changes(update=1, replace=1, delete=1),
    (
        Change("update", str(ORDERS), ("storageDescriptor",), "sales__orders.orders"),
        Change("replace", f"{PERMISSIONS}::orders:reader", ("tableWithColumns",)),
        Change("delete", f"{TABLE}::lines", (), "sales__orders.lines"),
    ),
    before=table(sku="int"),
    after=table(sku="bigint"),
)
FAILED = StackResult(
    "dev.finance",
    Status.FAILED,
    reasons=(Reason("CreateKey: `AccessDenied`\nno", "", LINE, fix="ask for the right"),),
)
HELD = StackResult("dev.finance.reporting", Status.HELD, reasons=(Reason("dev.finance is not up"),))
SKIPPED = StackResult("dev", Status.SKIPPED)


def said(*results: StackResult, orphans: tuple[str, ...] = ()) -> str:
    return render(Run(results, orphans=orphans), environment(), command="mesh up")


def test_a_run_looks_as_it_did() -> None:
    # Where the change is meant: write what is said into the file.
    assert said(DONE, FAILED, HELD, SKIPPED, orphans=("old.gone",)) == GOLDEN.read_text()


def test_a_run_that_changed_nothing_is_short() -> None:
    lines = said(SKIPPED).split("\n")

    assert lines[0] == (
        "✅ **Done** in `dev` (account `111122223333`): 1 stack, 1 up to date, 0 changes"
    )
    assert "Nothing changed in AWS." in lines
    assert lines[-2] == "<!-- meshwright: mesh up -->"


def test_of_many_the_first_are_named() -> None:
    grants = tuple(Change("replace", f"{PERMISSIONS}::t{n}:reader") for n in range(30))
    many = [replace(HELD, stack=f"dev.sales.p{n}") for n in range(40)]
    text = said(replace(DONE, changed=grants), *many, orphans=tuple(f"a.b{n}" for n in range(30)))

    assert "- and 10 more\n" in text
    assert "- and 10 more readers" in text
    assert "`a.b19` and 10 more." in text


def test_what_looks_like_a_secret_is_masked() -> None:
    reason = Reason(
        "no: AKIAABCDEFGHIJKLMNOP at https://u:p@example.com -----BEGIN PRIVATE KEY----- x"
    )

    text = said(replace(FAILED, reasons=(reason,)))

    assert "`no: *** at *** ***`" in text
