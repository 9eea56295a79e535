"""Partitions before and after a change of keys, in a catalog that is a list."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from meshwright.gate.data_loss import DataLossPolicy
from meshwright.plan import plan
from meshwright.plan.declaration import StackPlan, as_json
from meshwright.runner.data.partition_fit import Partition
from meshwright.runner.data.rekeying import follow, refusals, rekeyed
from meshwright.runner.state.checkpoint import Checkpoint
from meshwright.specs.models import Mesh

import shapes
from meshes import FILES, TODAY, MeshOf, environment

pytestmark = pytest.mark.usefixtures("recorded_shape")
STACK, PRODUCT = "local.sales.orders", "sales/orders/product.yaml"
TABLE = "aws:glue/catalogTable:CatalogTable"
AT = "s3://mesh-local--sales--orders--111122223333/orders/"
REGION = FILES[PRODUCT].replace(
    "      ordered_on: date\n", "      ordered_on: date\n      region: string\n"
)
MORE = REGION.replace("[ordered_on]", "[region, ordered_on]")
TEXT = FILES[PRODUCT].replace("ordered_on: date", "ordered_on: string")
NONE = FILES[PRODUCT].replace("    partitionBy: [ordered_on]\n", "")
DAY = Partition(("2026-01-01",), f"{AT}ordered_on=2026-01-01/")
FILE = f"{DAY.location}part-0.parquet"


@dataclass
class Catalog:
    """As much of `TableData` as a change needs."""

    registered: list[Partition] = field(default_factory=list)
    there: list[str] = field(default_factory=list)

    def partitions(self, table: Any, *, most: int | None = None) -> tuple[Partition, ...]:
        return tuple(self.registered[:most]) if table.name == "orders" else ()

    def drop(self, _table: Any, partitions: Any) -> None:
        self.registered = [p for p in self.registered if p not in partitions]

    def register(self, _table: Any, partitions: Any) -> None:
        self.registered += partitions

    def files(self, location: str) -> Any:
        return (file for file in self.there if file.startswith(location))


def stack(mesh: Mesh) -> StackPlan:
    return plan(mesh, environment("local"), as_of=TODAY).stacks[STACK]


def state(deployed: StackPlan) -> Checkpoint:
    resources = [
        {
            "urn": f"urn:pulumi:{STACK}::mesh::{d.type}::{d.name}",
            "type": d.type,
            "inputs": shapes.recorded(d.type, as_json(d.inputs)),
        }
        for d in deployed.declarations
    ]
    return Checkpoint(3, {"resources": resources})


@pytest.fixture
def between(mesh_of: MeshOf) -> Any:
    """The state before a change, and the plan after it."""

    def made(before: str, after: str) -> tuple[Checkpoint, StackPlan]:
        old = state(stack(mesh_of({PRODUCT: before})))
        return old, stack(mesh_of({PRODUCT: after}))

    return made


def said(catalog: Catalog, change: Any, *, holds: bool = True) -> list[str]:
    loss_policy = DataLossPolicy(Mesh({}, {}), holds)
    before, after = change
    data: Any = catalog
    return [r.message for r in refusals(data, before, after, loss_policy)]


def followed(catalog: Catalog, change: Any) -> tuple[str, ...]:
    data: Any = catalog
    return follow(data, rekeyed(*change), change[1])


@pytest.mark.parametrize(
    ("before", "after", "registered"),
    [
        (FILES[PRODUCT], MORE, [DAY]),
        (FILES[PRODUCT], NONE, [DAY]),
        (TEXT, FILES[PRODUCT], [Partition(("soon",), f"{AT}ordered_on=soon/")]),
        (REGION, REGION.replace("[ordered_on]", "[region]"), [DAY]),
        (
            MORE,
            MORE.replace("[region, ordered_on]", "[ordered_on, region]"),
            [Partition(("x", "2026-01-01"), f"{AT}region=x/ordered_on=2026-01-01/")],
        ),
    ],
    ids=["one key more", "no keys", "another type", "another key", "another order"],
)
def test_partitions_that_would_not_fit_are_kept_or_go(between, before, after, registered) -> None:
    catalog, change = Catalog([*registered]), between(before, after)

    (message,) = said(catalog, change)
    assert message.startswith("LCY-001 1 partition, such as ")
    assert "of table sales__orders.orders would become unreadable" in message
    assert (said(catalog, change, holds=False), catalog.registered) == ([], registered)

    (note,) = followed(catalog, change)
    assert note == "sales__orders.orders: 1 partition left the catalog with the old keys"
    assert catalog.registered == []


def test_files_of_a_table_without_keys_would_be_nobodys(between) -> None:
    catalog, change = Catalog([], [f"{AT}part-0.parquet"]), between(NONE, FILES[PRODUCT])

    (message,) = said(catalog, change)

    assert message.startswith(f"LCY-001 files, such as {AT}part-0.parquet, of table")


@pytest.mark.parametrize(
    ("before", "after"),
    [(FILES[PRODUCT], REGION), (FILES[PRODUCT], TEXT), (FILES[PRODUCT], FILES[PRODUCT])],
    ids=["a column more", "a type that holds the values", "nothing"],
)
def test_a_change_that_leaves_partitions_readable_is_let_through(between, before, after) -> None:
    catalog, change = Catalog([DAY]), between(before, after)

    assert said(catalog, change) == []
    assert followed(catalog, change) == ()
    assert catalog.registered == [DAY]


def test_other_keys_of_a_table_without_rows_are_let_through(between) -> None:
    assert said(Catalog(), between(FILES[PRODUCT], MORE)) == []


def test_a_table_that_is_taken_back_has_its_partitions_again(between) -> None:
    retired = FILES[PRODUCT].replace("  orders:\n", "  orders:\n    status: retired\n")
    catalog, change = Catalog([], [FILE, f"{AT}notes.txt"]), between(retired, FILES[PRODUCT])

    (note,) = followed(catalog, change)

    assert note == "sales__orders.orders: 1 partition entered the catalog again, by the files there"
    assert catalog.registered == [DAY]


def test_a_table_with_partitions_keeps_those_it_has(between) -> None:
    catalog, change = Catalog([DAY], [FILE, FILE.replace("2026", "2025")]), between(MORE, MORE)

    assert followed(catalog, change) == ()


def test_a_stack_that_is_not_there_yet_has_no_keys_to_change(mesh_of: MeshOf) -> None:
    assert rekeyed(None, stack(mesh_of())) == ()
