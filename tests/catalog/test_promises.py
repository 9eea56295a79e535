"""Quality rules and durations in words."""

import pytest

from meshwright.catalog.model import Column
from meshwright.catalog.promises import form, measure, promise, promises, span


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"metric": "rowCount", "mustBeGreaterThan": 0}, "rows: more than 0"),
        (
            {"metric": "nullValues", "unit": "percent", "mustBeLessThan": 5, "severity": "warning"},
            "null values: less than 5 percent (warning)",
        ),
        ({"metric": "rowCount", "mustBeBetween": [1, 9]}, "rows: from 1 to 9"),
    ],
)
def test_a_rule_is_said_in_words(rule, said):
    assert promise(rule) == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("rowCount mustBeGreaterThan 10", "rows: more than 10"),
        (
            "nullValues delay mustBeLessThan 5 percent",
            "null values of delay: less than 5 percent",
        ),
        ("duplicateValues a, b mustBe 0", "duplicate values of a, b: 0"),
        ("rowCount mustBeBetween 1 and 9", "rows: from 1 to 9"),
        ("required order_id", "required order_id"),
        ("rowCount", "rowCount"),
        ("rowCount mustBeBetween 1", "rowCount mustBeBetween 1"),
    ],
)
def test_a_rule_of_a_run_is_said_in_the_words_of_promises(rule, said):
    assert measure(rule) == said


def test_all_that_is_promised_of_a_column_is_said():
    column = Column(
        name="a",
        type="string",
        athena_type="varchar",
        classification="internal",
        protected=False,
        required=True,
        unique=True,
        enum=("x", 1),
        max_length=3,
        pattern="^x",
        quality=({"metric": "invalidValues", "mustBe": 0},),
    )

    assert [*promises(column)] == [
        "always there",
        "no value twice",
        "one of x, 1",
        "at most 3 characters",
        "fits ^x",
        "invalid values: 0",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (86_400, "1 day"),
        (90_000, "25 hours"),
        (172_800, "2 days"),
        (1800, "30 minutes"),
        (1, "1 second"),
        (315_360_000, "10 years"),
    ],
)
def test_a_duration_is_said_in_the_largest_unit_that_counts_it(seconds, said):
    assert span(seconds) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, []),
        (2, None, ["at least 2 characters"]),
        (None, 1, ["at most 1 character"]),
        (2, 5, ["2 to 5 characters"]),
        (3, 3, ["3 characters"]),
    ],
)
def test_lengths_are_said_in_words(low, high, said):
    column = Column(
        name="a",
        type="string",
        athena_type="varchar",
        classification="internal",
        protected=False,
        min_length=low,
        max_length=high,
    )

    assert [*form(column)] == said
