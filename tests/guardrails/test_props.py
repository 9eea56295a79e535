import pytest

from guardrails.cases import SCOPE
from guardrails.props import UNKNOWN, Props, UnknownValueError

NESTED = Props(
    {"rules": [{"key": UNKNOWN, "size": 3}], "names": ["a", UNKNOWN], "gone": None}, SCOPE, "data"
)


def test_an_unknown_value_says_where_it_stands() -> None:
    with pytest.raises(UnknownValueError) as raised:
        NESTED["rules"][0]["key"]

    assert raised.value.path == "data.rules[0].key"


def test_an_unknown_value_is_not_swallowed_by_a_default() -> None:
    with pytest.raises(UnknownValueError):
        NESTED["rules"][0].get("key", "a default")


def test_what_stands_beside_an_unknown_value_can_be_read() -> None:
    assert NESTED["rules"][0]["size"] == 3


def test_whether_a_property_is_there_can_be_asked_though_its_value_is_unknown() -> None:
    assert "key" in NESTED["rules"][0]


def test_a_list_with_an_unknown_element_is_unknown() -> None:
    with pytest.raises(UnknownValueError, match=r"data\.names\[1\]"):
        NESTED["names"]


def test_a_null_is_no_value() -> None:
    assert "gone" not in NESTED
    assert list(NESTED) == ["rules", "names"]
    assert len(NESTED) == 2


def test_nested_values_compare_as_plain_ones() -> None:
    assert Props({"a": {"b": [1]}}, SCOPE) == {"a": {"b": (1,)}}


def test_the_scope_reaches_nested_values() -> None:
    assert NESTED["rules"][0].scope is SCOPE


def test_what_is_not_known_counts_as_not_said_where_a_rule_asks_so() -> None:
    asked = Props({"known": 1, "later": UNKNOWN, "list": [UNKNOWN]}, SCOPE)

    assert [asked.known(name) for name in ("known", "later", "list", "missing")] == [
        1,
        None,
        None,
        None,
    ]


def test_a_rules_parameters_leave_everything_else_as_it_is() -> None:
    asked = Props({"size": 3}, SCOPE, is_protected=True).asked_with({"days": 7})

    assert asked.is_protected
    assert (asked["size"], asked.parameters["days"]) == (3, 7)
