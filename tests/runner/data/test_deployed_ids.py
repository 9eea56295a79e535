"""A run touches no table whose fields would get other ids than those that it is deployed with."""

from collections.abc import Callable

import pytest

import states
from meshwright.plan import plan
from meshwright.runner.data.deployed_ids import refusals
from meshwright.runner.state.checkpoint import Checkpoint
from meshwright.specs.models import Mesh

from meshes import TODAY, environment

pytestmark = pytest.mark.usefixtures("recorded_shape")
STACK = "dev.sales.orders"
SPEC = "sales/orders/product.yaml"
LOCK = "sales/orders/product.lock.yaml"
MeshOf = Callable[..., Mesh]
BEFORE = (
    "{id: string, to: 'struct<city:string,zip:int>', tags: 'array<struct<name:string>>',"
    " by: 'map<string,int>', paid: boolean}"
)


def spec(columns: str, table_format: str = "iceberg") -> dict[str, str]:
    text = (
        f"description: x\ntables:\n  orders:\n    format: {table_format}\n    columns: {columns}\n"
    )
    return {SPEC: text, "sales/orders/access/finance.reporting.yaml": ""}


def mesh(mesh_of: MeshOf, columns: str, lock: str = "", table_format: str = "iceberg") -> Mesh:
    readers = {
        "sales/orders/access/finance.reporting.yaml": None,
        "finance/reporting/product.yaml": None,
        "sales/invoices/product.yaml": None,
    }
    files = {**spec(columns, table_format), **readers, **({LOCK: lock} if lock else {})}
    return mesh_of(files)


@pytest.fixture
def deployed(mesh_of: MeshOf) -> Callable[..., Checkpoint]:
    """The state of the product as it is brought up with some columns."""

    def state(columns: str = BEFORE, table_format: str = "iceberg") -> Checkpoint:
        before = mesh(mesh_of, columns, table_format=table_format)
        stack = plan(before, environment(), as_of=TODAY).stacks[STACK]
        entries = [states.entry(d, STACK) for d in stack.declarations]
        return Checkpoint(3, {"resources": [*states.engines_own(STACK), *entries]})

    return state


def said(mesh_of: MeshOf, before: Checkpoint | None, columns: str, **more: str) -> list[str]:
    after = mesh(mesh_of, columns, **more)
    stack = plan(after, environment(), as_of=TODAY).stacks[STACK]
    return [reason.message.partition("fields: ")[2] for reason in refusals(before, stack, after)]


@pytest.mark.parametrize(
    "columns",
    [
        BEFORE,
        BEFORE.replace("paid: boolean", "paid: {type: boolean, description: Whether}"),
        BEFORE.replace("zip:int", "zip:bigint"),
    ],
)
def test_ids_that_stay_are_left_in_peace(
    mesh_of: MeshOf, deployed: Callable[..., Checkpoint], columns: str
) -> None:
    assert said(mesh_of, deployed(), columns) == []


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (BEFORE.replace("id: string, ", ""), "'to' is due 2, and would get 1, "),
        (BEFORE.replace(", paid: boolean", ""), "'to.city' is due 6, and would get 5, "),
        (BEFORE.replace("city:string,zip:int", "zip:int"), "'to.zip' is due 7, and would get 6, "),
        (
            BEFORE.replace("<name:string>", "<no:int,name:string>"),
            "'tags.element.no' is due 12, and would get 9, ",
        ),
        (
            BEFORE.replace("paid: boolean", "done: {type: boolean, renamedFrom: paid}, at: date"),
            "'at' is due 12, and would get 6, ",
        ),
    ],
)
def test_a_table_whose_ids_would_change_is_not_touched(
    mesh_of: MeshOf, deployed: Callable[..., Checkpoint], columns: str, told: str
) -> None:
    (message,) = said(mesh_of, deployed(), columns)

    assert message == f"{told}so that old rows would show under other names"


def test_what_the_lock_knows_is_taken_from_there(
    mesh_of: MeshOf, deployed: Callable[..., Checkpoint]
) -> None:
    lock = (
        "fields: {orders: {to: 2, to.city: 6}}\nretired: {orders: [1, 3, 4, 5, 7, 8, 9, 10, 11]}\n"
    )

    assert said(mesh_of, deployed(), "{to: 'struct<city:string>'}", lock=lock) == []


def test_nothing_is_said_of_what_is_not_deployed_as_iceberg(
    mesh_of: MeshOf, deployed: Callable[..., Checkpoint]
) -> None:
    assert said(mesh_of, None, "{paid: boolean}") == []
    assert said(mesh_of, deployed("{a: int, b: int}", "parquet"), "{b: int}") == []
    assert said(mesh_of, Checkpoint(3, {}), "{paid: boolean}") == []


def test_a_stack_that_is_no_products_has_no_fields(
    mesh_of: MeshOf, deployed: Callable[..., Checkpoint]
) -> None:
    after = mesh(mesh_of, "{paid: boolean}")
    domain = plan(after, environment(), as_of=TODAY).stacks["dev.sales"]

    assert refusals(deployed(), domain, after) == ()
