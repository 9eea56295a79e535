"""Athena's texts as JSON has them."""

from datetime import datetime
from decimal import Decimal

import pytest

from meshwright.sample.values import value, values
from meshwright.specs.types import parse_type


@pytest.mark.parametrize(
    ("declared", "text", "read"),
    [
        ("string", "7", "7"),
        ("int", "7", 7),
        ("bigint", "-7", -7),
        ("double", "1.5E9", 1.5e9),
        ("float", "0.5", 0.5),
        ("decimal(5,2)", "1.50", Decimal("1.50")),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("date", "2013-01-31", "2013-01-31"),
        ("timestamp", "2013-01-31 05:17:00.000", datetime(2013, 1, 31, 5, 17)),  # noqa: DTZ001 - it has no zone
        ("binary", "0a ff", "0aff"),
        ("array<int>", "[]", []),
        ("array<int>", "[1, null, 3]", [1, None, 3]),
        ("map<string,int>", "{}", {}),
        ("map<string,int>", "{late=3, weather=null}", {"late": 3, "weather": None}),
        ("struct<a:int,b:string>", "{a=1, b=x=y}", {"a": 1, "b": "x=y"}),
        (
            "array<struct<carrier:string,flights:array<int>>>",
            "[{carrier=UA, flights=[1, 2]}, {carrier=null, flights=null}]",
            [{"carrier": "UA", "flights": [1, 2]}, {"carrier": None, "flights": None}],
        ),
    ],
)
def test_a_text_is_a_value_of_its_declared_type(declared: str, text: str, read: object) -> None:
    assert value(parse_type(declared), text) == read


def test_a_row_has_a_value_for_each_column_and_none_for_null() -> None:
    types = [parse_type("int"), parse_type("string"), parse_type("int")]

    assert values(types, ("1", "", None)) == [1, "", None]
