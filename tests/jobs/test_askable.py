"""Quality rules that can be asked, and those that cannot."""

from typing import Any

import pytest

from meshwright.jobs.askable import problems
from meshwright.specs.models import QualityRule
from meshwright.specs.types import parse_type


def said(metric: str, kind: str, arguments: dict[str, Any]) -> list[str]:
    written = {"metric": metric, "mustBe": 0, "arguments": arguments}
    rule = QualityRule.model_validate(written)
    return [*problems(rule, parse_type(kind) if kind else None, ["k", "v"])]


@pytest.mark.parametrize(
    ("metric", "kind", "arguments"),
    [
        ("nullValues", "array<string>", {}),
        ("missingValues", "double", {}),
        ("missingValues", "string", {"missingValues": ["", None]}),
        ("invalidValues", "bigint", {"minimum": 0, "maximum": 9.5}),
        ("invalidValues", "date", {"validValues": ["2026-01-31"]}),
        ("invalidValues", "string", {"pattern": "^[a-z]+$"}),
        ("duplicateValues", "string", {}),
        ("duplicateValues", "", {"properties": ["k", "v"]}),
        ("rowCount", "", {}),
    ],
)
def test_a_rule_that_says_what_it_measures_can_be_asked(
    metric: str, kind: str, arguments: dict[str, Any]
) -> None:
    assert said(metric, kind, arguments) == []


@pytest.mark.parametrize(
    ("metric", "kind", "arguments", "message"),
    [
        ("rowCount", "", {"query": "x"}, "rowCount knows no argument 'query'"),
        ("duplicateValues", "int", {"properties": ["k"]}, "knows no argument 'properties'"),
        ("duplicateValues", "", {}, "names columns in `properties`"),
        ("duplicateValues", "", {"properties": ["k", "x"]}, "the table has no column 'x'"),
        ("duplicateValues", "map<string,int>", {}, "cannot be asked of a column of type map"),
        ("invalidValues", "string", {}, "does not say which values are valid"),
        ("invalidValues", "string", {"validValues": "a"}, "validValues is a list of values"),
        ("invalidValues", "double", {"validValues": [1]}, "column of type double"),
        ("invalidValues", "string", {"minimum": 1}, "minimum cannot be asked of a column of type"),
        ("invalidValues", "int", {"maximum": "9"}, "maximum is a number"),
        ("invalidValues", "string", {"pattern": 5}, "pattern is a text"),
        ("invalidValues", "string", {"pattern": "(?=a)"}, "which not every engine knows"),
        ("invalidValues", "string", {"pattern": "("}, "the pattern cannot be read"),
        ("invalidValues", "timestamp", {"pattern": "a"}, "column of type timestamp"),
        ("missingValues", "timestamp", {"missingValues": ["-"]}, "column of type timestamp"),
    ],
)
def test_a_rule_that_cannot_be_asked_says_why(
    metric: str, kind: str, arguments: dict[str, Any], message: str
) -> None:
    (found,) = said(metric, kind, arguments)

    assert message in found
