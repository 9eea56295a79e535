"""Rules of quality and levels of service, both ways."""

import pytest

from meshwright.specs.models import QualityRule, ServiceLevel
from meshwright.standards.odcs.quality import enum_of, level_of, levels, rule, rule_of
from meshwright.standards.odcs.words import as_id, duration_of

RANGE = {"type": "library", "metric": "rowCount", "mustBeBetween": [1, 9]}


def test_a_rule_is_the_same_both_ways() -> None:
    spec = QualityRule.model_validate(rule_of(RANGE, is_column=False))

    assert rule(spec) == RANGE


@pytest.mark.parametrize(
    "said",
    [
        {"type": "sql", "query": "select 1", "mustBe": 0},
        {"metric": "rowCount"},
        {"metric": "rowCount", "mustBe": 1, "mustNotBe": 2},
        {"metric": "freshness", "mustBe": 1},
        {"metric": "rowCount", "mustBe": "many"},
        {"metric": "nullValues", "mustBe": 0},
    ],
)
def test_a_rule_that_no_table_can_have_is_none(said) -> None:
    assert rule_of(said, is_column=False) is None


def test_levels_of_service_are_the_same_both_ways() -> None:
    sla = ServiceLevel.model_validate(
        {"freshness": "90m", "availability": "99.5%", "retention": "2d"}
    )
    said = levels(sla)

    assert [(each["property"], each["value"], each["unit"]) for each in said] == [
        ("latency", 90, "m"),
        ("retention", 2, "d"),
        ("availability", 99.5, "percent"),
    ]
    found = dict(level for each in said if (level := level_of(each)))
    assert ServiceLevel.model_validate(found) == sla


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({"property": "availability", "value": "99%"}, ("availability", "99%")),
        ({"property": "availability", "value": 101, "unit": "percent"}, None),
        ({"property": "availability", "value": "most", "unit": "percent"}, None),
        ({"property": "availability", "value": 99}, None),
        ({"property": "freshness", "value": "1", "unit": "Days"}, ("freshness", "1d")),
        ({"property": "frequency", "value": 1, "unit": "d"}, None),
        ({"property": "latency", "value": 1.5, "unit": "d"}, None),
        ({"property": "latency", "value": 1, "unit": "parsec"}, None),
    ],
)
def test_a_level_is_one_that_a_spec_has(said, level) -> None:
    assert level_of(said) == level


@pytest.mark.parametrize(
    ("values", "type_", "found"),
    [
        (["a", "b"], "string", ["a", "b"]),
        ([1, 2], "bigint", [1, 2]),
        ([1, True], "bigint", None),
        (["a", "a"], "string", None),
        (["a", None], "string", None),
        (["a"], "date", None),
        ([], "string", None),
        ("a", "string", None),
    ],
)
def test_valid_values_alone_are_an_enum(values, type_, found) -> None:
    said = {"metric": "invalidValues", "mustBe": 0, "arguments": {"validValues": values}}

    assert enum_of(said, type_) == found
    assert enum_of({**said, "severity": "warning"}, type_) is None
    assert enum_of({**said, "arguments": {"pattern": "x"}}, type_) is None


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("UniqueID", "unique_id"),
        ("Air_Quality", "air_quality"),
        ("HTTPServer2Log", "http_server2_log"),
        ("my-data  set!", "my_data_set"),
        ("Größe", "groe"),
        ("__", ""),
        ("2023", "n2023"),
    ],
)
def test_a_name_comes_to_an_id(name, id_) -> None:
    assert as_id(name) == id_


def test_a_duration_has_a_whole_number() -> None:
    assert duration_of(0, "d") is None
