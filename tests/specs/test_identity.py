"""What is the same is one object, or of one kind and the same in all parts, in their order."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from meshwright.specs.frozen import Frozen
from meshwright.specs.identity import is_same
from meshwright.specs.models import Classification


class Said(Frozen):
    word: str


@dataclass(frozen=True)
class Place:
    name: str
    inside: tuple[str, ...] = ()
    spec: Said | None = None


SPEC = Said(word="a")
PLACE = Place("a", ("b", "c"), SPEC)


@pytest.mark.parametrize(
    "value",
    [
        "word",
        None,
        Classification.PUBLIC,
        12,
        True,
        b"bytes",
        date(2026, 1, 1),
        ["a", ("b",)],
        {"a": "b", "c": ("d",)},
        PLACE,
        {"a": (PLACE, {"b": SPEC})},
    ],
)
def test_what_is_read_twice_is_the_same(value):
    again = replace(value) if isinstance(value, Place) else value
    again = type(value)(value) if isinstance(value, dict | list) else again
    again = date.fromordinal(value.toordinal()) if isinstance(value, date) else again

    assert is_same(value, again)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("a", "b"),
        ("a", None),
        (1, True),
        (1, 1.0),
        (Decimal("1.0"), Decimal("1.00")),
        (date(2026, 1, 1), datetime(2026, 1, 1)),  # noqa: DTZ001 - no zone is meant
        (("a", "b"), ("b", "a")),
        (("a",), ("a", "b")),
        ({"a": "x", "b": "y"}, {"b": "y", "a": "x"}),
        (SPEC, Said(word="a")),
        (PLACE, replace(PLACE, inside=("c", "b"))),
        (PLACE, replace(PLACE, spec=Said(word="a"))),
        (Classification.PUBLIC, "public"),
    ],
)
def test_what_is_equal_alone_is_another(before, now):
    assert not is_same(before, now)
