"""What the audit of staged rows answers."""

from typing import Any

import pytest

from jobs.lake import Lake, job


def test_each_rule_says_what_it_measured() -> None:
    columns = {
        "k": "bigint",
        "u": {"type": "string", "unique": True},
        "e": {"type": "string", "enum": ["it's", 'say "no"']},
        "n": {"type": "int", "required": True},
    }
    lake = Lake(job("SELECT * FROM src.given", columns))
    lake.given(
        "(1, 'a', 'it''s', 1), (1, 'a', 'x', NULL), (2, 'b', 'say \"no\"', 3),"
        " (3, NULL, NULL, 4), (4, NULL, NULL, 4)) t(k, u, e, n)"
    )

    answer = lake.run()

    measured = {rule["rule"]: (rule["measured"], rule["passed"]) for rule in answer["rules"]}
    assert measured == {
        "primaryKey k": (1, False),
        "required k": (0, True),
        "unique u": (1, False),
        "enum e": (1, False),
        "required n": (1, False),
    }
    assert answer["failed"] == (
        "primaryKey k: measured 1; unique u: measured 1; enum e: measured 1; required n: measured 1"
    )


def test_texts_are_held_to_their_lengths_and_their_pattern() -> None:
    column = {"type": "string", "minLength": 2, "maxLength": 3, "pattern": r"^[a-z']+\.?$"}
    lake = Lake(job("SELECT * FROM src.given", {"k": "bigint", "v": column}))
    lake.given(
        "(1, 'ab'), (2, 'it''s'), (3, 'a'), (4, NULL), (5, 'ab' || chr(10)), (6, 'a.'),"
        " (7, '\N{EARTH GLOBE EUROPE-AFRICA}a'), (8, 'abcd.')) t(k, v)"
    )

    measured = {rule["rule"]: rule["measured"] for rule in lake.run()["rules"]}

    # A sign beyond the first 65,536 is one character, and a line's end is none of the pattern.
    assert (measured["minLength v"], measured["maxLength v"], measured["pattern v"]) == (1, 2, 2)


def test_a_table_without_a_broken_rule_fails_nothing() -> None:
    lake = Lake(job("SELECT 1 AS k", {"k": "bigint"}))

    assert lake.run()["failed"] == ""


@pytest.mark.parametrize(
    ("column", "rule", "measured", "is_met"),
    [
        ("v", {"metric": "nullValues", "mustBe": 1}, 1, True),
        ("v", {"metric": "nullValues", "unit": "percent", "mustBeLessThan": 20}, 20, False),
        ("v", {"metric": "missingValues", "mustBeLessOrEqualTo": 1}, 1, True),
        (
            "v",
            {"metric": "missingValues", "mustBe": 3, "arguments": {"missingValues": ["", "n/a"]}},
            3,
            True,
        ),
        (
            "v",
            {"metric": "invalidValues", "mustBe": 0, "arguments": {"pattern": "^[a-z/]*$"}},
            1,
            False,
        ),
        (
            "n",
            {"metric": "invalidValues", "mustBe": 1, "arguments": {"validValues": [1, 2]}},
            1,
            True,
        ),
        (
            "n",
            {"metric": "invalidValues", "mustBe": 0, "arguments": {"minimum": 1.5, "maximum": 2}},
            4,
            False,
        ),
        ("n", {"metric": "duplicateValues", "mustNotBe": 2}, 2, False),
        (
            "n",
            {"metric": "duplicateValues", "unit": "percent", "mustBeBetween": [39, 41]},
            40,
            True,
        ),
        ("", {"metric": "rowCount", "mustNotBeBetween": [1, 4]}, 5, True),
        ("", {"metric": "rowCount", "mustBeGreaterOrEqualTo": 6}, 5, False),
        ("", {"metric": "rowCount", "mustBeGreaterThan": 4.5}, 5, True),
        (
            "",
            {"metric": "duplicateValues", "mustBe": 0, "arguments": {"properties": ["n", "v"]}},
            0,
            True,
        ),
    ],
)
def test_a_metric_is_measured_over_the_staged_rows(
    column: str, rule: dict[str, Any], measured: float, *, is_met: bool
) -> None:
    columns: dict[str, dict[str, Any]] = {
        "k": {"type": "bigint"},
        "v": {"type": "string"},
        "n": {"type": "int"},
    }
    if column:
        columns[column]["quality"] = [rule]
    lake = Lake(job("SELECT * FROM src.given", columns, quality=[] if column else [rule]))
    lake.given("(1,'',1), (2,'n/a',1), (3,NULL,2), (4,'X',1), (5,'x',3)) t(k, v, n)")

    told = lake.run()["rules"][-1]

    assert (told["measured"], told["passed"]) == (measured, is_met)
    assert told["rule"].startswith(rule["metric"])


def test_percentages_of_no_rows_are_zero() -> None:
    rule = {"metric": "nullValues", "unit": "percent", "mustBeLessThan": 1}
    lake = Lake(job("SELECT 1 AS k WHERE FALSE", {"k": {"type": "int", "quality": [rule]}}))

    assert lake.run()["rules"][-1]["measured"] == 0
