"""Filters as people may write them: taken and written anew, or refused at a character."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from meshwright.access.row_filters.fitting import Columns, unfit, unsupported
from meshwright.access.row_filters.reading import compared, known, read
from meshwright.access.row_filters.tree import Fault, columns
from meshwright.access.row_filters.writing import partiql
from meshwright.athena.column_type import ColumnType as Type

WRITTEN: Any = yaml.safe_load(Path(__file__).with_name("filters.yaml").read_text("utf-8"))
ADDRESS = Type(
    "struct",
    arguments=(Type("string"), Type("int"), Type("date")),
    fields=("city", "zip", "since"),
)
TABLE = Columns(
    {
        **{name: Type("string") for name in ("country", "order", "part")},
        **{name: Type("int") for name in ("small", "year", "value", "_odd", "in_", "row")},
        **{name: Type("bigint") for name in ("id", "oid")},
        "price": Type("decimal", 6, 2),
        "share": Type("double"),
        "ratio": Type("float"),
        "paid": Type("boolean"),
        "missing": Type("boolean"),
        "day": Type("date"),
        "at": Type("timestamp"),
        "tags": Type("array", arguments=(Type("string"),)),
        "code": Type("uuid"),
        "raw": Type("binary"),
        "address": ADDRESS,
    },
    ("part",),
)


@pytest.mark.parametrize(("text", "written"), WRITTEN["taken"])
def test_what_is_taken_is_written_in_one_form(text: str, written: str) -> None:
    tree = known(text)

    assert list(unfit(tree, TABLE)) == []
    assert partiql(tree) == written
    assert known(written) == tree


@pytest.mark.parametrize(("text", "kind", "offset", "message"), WRITTEN["refused"])
def test_what_is_refused_says_where_and_why(
    text: str, kind: str, offset: int, message: str
) -> None:
    tree = read(text)
    found, *_ = (tree,) if isinstance(tree, Fault) else [*unfit(tree, TABLE)]

    assert (found.kind, found.offset, found.message) == (kind, offset, message)


def test_the_corpus_is_large_enough() -> None:
    assert len(WRITTEN["taken"]) + len(WRITTEN["refused"]) >= 200


def test_a_filter_names_its_columns_once() -> None:
    assert columns(known("b = 1 AND (a.x = 2 OR b IS NULL)")) == ("b", "a")


def test_partitions_are_not_asked_inside() -> None:
    found = [*unfit(known("address.city = 'x'"), Columns(TABLE.types, ("address",)))]

    assert [fault.message for fault in found] == [
        "'address' is a partition column, and its fields are not compared"
    ]


def test_long_names_are_shown_short() -> None:
    (found,) = unfit(known(f"{'x' * 70} = 1"), TABLE)

    assert found.message == f"the table has no column '{'x' * 59}…'"


def test_types_that_aws_warns_of_are_told() -> None:
    assert [*unsupported(TABLE.types)] == ["day", "at", "tags", "raw", "address"]


def test_what_a_filter_compares_is_nothing_where_it_cannot_be_read() -> None:
    assert [compared(text) for text in (None, "b = ", "b = 1")] == [(), (), ("b",)]
