"""What a terminal says of tables and readers."""

from meshwright.changes.access import AccessChange, Reader, Who
from meshwright.changes.products import ProductChange
from meshwright.changes.tables import Column, ColumnChange, ColumnFate, TableChange, TableFate
from meshwright.plan.declaration import ResourceKey
from meshwright.plan.difference import Fate, Operation, ResourceChange
from meshwright.reports.change_lines import product_lines
from meshwright.reports.change_words import column_words, listed, loss_words

PEOPLE = Reader("sales", Who.PEOPLE)
COLUMNS = (
    ColumnChange("a", ColumnFate.ADDED, None, Column("a", "int")),
    ColumnChange("b", ColumnFate.DROPPED, Column("b", "date", partition=True)),
    ColumnChange("c", ColumnFate.RETYPED, Column("c", "int"), Column("c", "bigint")),
    ColumnChange("e", ColumnFate.RENAMED, Column("e", "int"), Column("f", "bigint")),
    ColumnChange("g", ColumnFate.RENAMED, Column("g", "int"), Column("h", "int")),
    ColumnChange(
        "d",
        ColumnFate.RECLASSIFIED,
        Column("d", "int", "internal", pii=True),
        Column("d", "int", ""),
    ),
)
TABLES = (
    TableChange("changed", TableFate.CHANGED, COLUMNS),
    TableChange("fresh", TableFate.ADDED, COLUMNS[:1]),
    TableChange("gone", TableFate.REMOVED),
    TableChange("told", TableFate.CHANGED, (), ("description",)),
)
ACCESS = (
    AccessChange("changed", PEOPLE, ("a",), ("b", "c")),
    AccessChange("fresh", PEOPLE, ("a",)),
    AccessChange("gone", Reader("audit", Who.PLATFORM), (), ("x",)),
)


def test_tables_come_before_readers() -> None:
    product = ProductChange("sales.orders", Fate.CHANGED, (), TABLES, ACCESS)

    assert list(product_lines(product)) == [
        "~ table changed",
        "    + a: int",
        "    - b: date, partition key",
        "    ~ c: int -> bigint",
        "    > e: f, int -> bigint",
        "    > g: h, int",
        "    ~ d: internal, personal -> unclassified",
        "+ table fresh: 1 column",
        "- table gone",
        "~ table told: description",
        "+ people of sales can read a of changed",
        "- people of sales can no longer read b, c of changed",
        "+ people of sales can read a of fresh",
        "- audit (all domains) can no longer read x of gone",
    ]


def test_of_many_names_the_first_are_listed() -> None:
    assert listed([str(n) for n in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"


def test_a_column_without_sides_says_nothing() -> None:
    assert column_words(ColumnChange("a", ColumnFate.ADDED)) == ""


def test_data_that_goes_is_named_with_why() -> None:
    key = ResourceKey("aws:s3/bucket:Bucket", "data")

    assert loss_words(ResourceChange(key, Operation.DELETE)) == "bucket data is deleted"
    replaced = ResourceChange(key, Operation.REPLACE, ("bucket",), ("bucket",), "mesh-b")
    assert loss_words(replaced) == "bucket mesh-b is replaced by an empty one: bucket"
