"""Conditions, by the tables and examples of the IAM user guide's pages on them."""

from typing import Any

import pytest

from aws.authorization.asking import allowed, decide, deny, document
from meshwright.aws.authorization.conditions import UnknownOperatorError

OPERATORS: list[tuple[str, Any, str, bool]] = [
    ("StringEquals", "queue", "queue", True),
    ("StringEquals", "queue", "Queue", False),
    ("StringEquals", "que*", "queue", False),
    ("StringEquals", ["one", "two"], "two", True),
    ("StringNotEquals", "queue", "stack", True),
    ("StringNotEquals", ["one", "two"], "two", False),
    ("StringNotEquals", ["one", "two"], "three", True),
    ("StringEqualsIgnoreCase", "Queue", "qUEUE", True),
    ("StringNotEqualsIgnoreCase", "Queue", "qUEUE", False),
    ("StringLike", "projects/*/x", "projects/a/b/x", True),
    ("StringLike", "a?c", "abc", True),
    ("StringLike", "a?c", "ac", False),
    ("StringEquals", True, "true", True),
    ("StringLike", "a.c", "abc", False),
    ("StringLike", "a?*", "a\n\n", True),
    ("StringNotLike", "a*", "abc", False),
    ("StringNotLike", "a*", "cba", True),
    ("NumericEquals", "10", "10.0", True),
    ("NumericEquals", 10, "11", False),
    ("NumericEquals", 10, "ten", False),
    ("NumericEquals", 10, "nan", False),
    ("NumericNotEquals", 10, "11", True),
    ("NumericNotEquals", 10, "10", False),
    ("NumericLessThan", 10, "9", True),
    ("NumericLessThan", 10, "10", False),
    ("NumericLessThanEquals", 10, "10", True),
    ("NumericLessThanEquals", 10, "11", False),
    ("NumericGreaterThan", 10, "11", True),
    ("NumericGreaterThan", 10, "10", False),
    ("NumericGreaterThanEquals", 10, "10", True),
    ("NumericGreaterThanEquals", 10, "9", False),
    ("DateEquals", "2026-06-01T00:00:00Z", "2026-06-01T02:00:00+02:00", True),
    ("DateEquals", "2026-06-01", "2026-06-01T00:00:00Z", True),
    ("DateNotEquals", "2026-06-01T00:00:00Z", "2026-06-01T00:00:01Z", True),
    ("DateLessThan", "2026-06-30T00:00:00Z", "2026-06-29T23:59:59Z", True),
    ("DateLessThan", "2026-06-30T00:00:00Z", "2026-06-30T00:00:00Z", False),
    ("DateLessThanEquals", "2026-06-30T00:00:00Z", "2026-06-30T00:00:00Z", True),
    ("DateGreaterThan", "2026-06-30T00:00:00Z", "2026-07-01T00:00:00Z", True),
    ("DateGreaterThan", "2026-06-30T00:00:00Z", "2026-06-30T00:00:00Z", False),
    ("DateGreaterThanEquals", "2026-06-30T00:00:00Z", "2026-06-30T00:00:00Z", True),
    ("DateGreaterThan", "0", "1970-01-01T00:00:01Z", True),
    ("DateGreaterThan", "yesterday", "2026-06-30T00:00:00Z", False),
    ("Bool", True, "true", True),
    ("Bool", "true", "True", True),
    ("Bool", "false", "true", False),
    ("Bool", "true", "1", False),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", True),
    ("BinaryEquals", "QQ==", "Qg==", False),
    ("BinaryEquals", "QQ==", "no base64", False),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9", True),
    ("IpAddress", "203.0.113.0/24", "203.0.114.9", False),
    ("IpAddress", ["198.51.100.1", "203.0.113.0/24"], "198.51.100.1", True),
    ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", True),
    ("IpAddress", "203.0.113.0/24", "here", False),
    ("NotIpAddress", "203.0.113.0/24", "203.0.113.9", False),
    ("NotIpAddress", "203.0.113.0/24", "198.51.100.1", True),
    ("ArnEquals", "arn:aws:sns:*:111122223333:T*", "arn:aws:sns:eu-west-1:111122223333:Tx", True),
    ("ArnLike", "arn:aws:sns:*:111122223333:T*", "arn:aws:sns:eu-west-1:444455556666:Tx", False),
    ("ArnLike", "arn:aws:sns:*:T*", "arn:aws:sns:eu-west-1:111122223333:Tx", False),
    ("ArnLike", "arn:aws:iam::*:role/*", "arn:aws:iam::1:role/a/b:c", True),
    ("ArnNotEquals", "arn:aws:sns:*:1:a", "arn:aws:sns:x:1:a", False),
    ("ArnNotLike", "arn:aws:sns:*:1:a", "arn:aws:sns:x:1:b", True),
]


@pytest.mark.parametrize(("operator", "wanted", "value", "holds"), OPERATORS)
def test_an_operator_compares_as_awss_tables_say(
    operator: str, wanted: Any, value: str, holds: bool
) -> None:
    assert allowed({operator: {"key": wanted}}, key=value) is holds


MISSING = [
    ("StringEquals", False),
    ("StringLike", False),
    ("NumericLessThan", False),
    ("DateLessThan", False),
    ("Bool", False),
    ("IpAddress", False),
    ("ArnLike", False),
    ("StringNotEquals", True),
    ("StringNotLike", True),
    ("NumericNotEquals", True),
    ("NotIpAddress", True),
    ("ArnNotLike", True),
    ("StringEqualsIfExists", True),
    ("BoolIfExists", True),
    ("ArnLikeIfExists", True),
    ("StringNotEqualsIfExists", True),
    ("ForAllValues:StringEquals", True),
    ("ForAllValues:StringNotEquals", True),
    ("ForAnyValue:StringEquals", False),
    ("ForAnyValue:StringNotEquals", False),
    ("ForAnyValue:StringEqualsIfExists", False),
]


@pytest.mark.parametrize(("operator", "holds"), MISSING)
@pytest.mark.parametrize("context", [{}, {"key": ()}])
def test_a_key_that_is_missing_or_empty_meets_only_what_rules_something_out(
    operator: str, holds: bool, context: dict[str, Any]
) -> None:
    assert allowed({operator: {"key": "1"}}, **context) is holds


@pytest.mark.parametrize("operator", ["StringEqualsIfExists", "StringLikeIfExists"])
def test_if_exists_still_compares_a_key_that_is_there(operator: str) -> None:
    assert allowed({operator: {"key": "a"}}, key="a")
    assert not allowed({operator: {"key": "a"}}, key="b")


@pytest.mark.parametrize(
    ("wanted", "context", "holds"),
    [
        ("true", {}, True),
        (True, {"key": ()}, True),
        ("true", {"key": "x"}, False),
        ("false", {}, False),
        (False, {"key": "x"}, True),
    ],
)
def test_null_asks_whether_a_key_is_missing(
    wanted: Any, context: dict[str, Any], holds: bool
) -> None:
    assert allowed({"Null": {"key": wanted}}, **context) is holds


SETS = [
    ("ForAllValues:StringEquals", ("ID", "UserName"), True),
    ("ForAllValues:StringEquals", ("ID", "Password"), False),
    ("ForAnyValue:StringEquals", ("ID", "Password"), True),
    ("ForAnyValue:StringEquals", ("Password", "Birth"), False),
    ("ForAllValues:StringNotEquals", ("Password", "Birth"), True),
    ("ForAllValues:StringNotEquals", ("ID", "Password"), False),
    ("ForAnyValue:StringNotEquals", ("ID", "Password"), True),
    ("ForAnyValue:StringNotEquals", ("ID",), False),
    ("StringEquals", ("ID", "Password"), True),
    ("StringNotEquals", ("ID", "Password"), False),
]


@pytest.mark.parametrize(("operator", "values", "holds"), SETS)
def test_a_set_operator_asks_all_values_of_a_key_or_any(
    operator: str, values: tuple[str, ...], holds: bool
) -> None:
    assert allowed({operator: {"key": ["ID", "UserName"]}}, key=values) is holds


def test_every_operator_and_every_key_has_to_hold() -> None:
    both = {"StringEquals": {"a": "1", "b": "2"}, "Bool": {"c": "true"}}

    assert allowed(both, a="1", b="2", c="true")
    assert not allowed(both, a="1", b="x", c="true")
    assert not allowed(both, a="1", b="2", c="false")


def test_the_name_of_a_key_knows_no_case() -> None:
    assert allowed(
        {"StringEquals": {"aws:ResourceTag/Team": "x"}}, **{"aws__resourcetag/team": "x"}
    )


@pytest.mark.parametrize("operator", ["StringMatches", "ForSomeValues:StringEquals", "Arn"])
def test_an_operator_that_aws_has_not_is_no_guess(operator: str) -> None:
    with pytest.raises(UnknownOperatorError):
        allowed({operator: {"key": "a"}}, key="a")


VARIABLES: list[tuple[str, Any, str, Any, bool]] = [
    ("StringEquals", "${aws:username}", "Carlos", {}, True),
    ("StringEquals", "${AWS:UserName}", "Carlos", {}, True),
    ("StringEquals", "${aws:username}/x", "Carlos/x", {}, True),
    ("StringEquals", "${other}", "Carlos", {}, False),
    ("StringEquals", "${other, 'guest'}", "guest", {}, True),
    ("StringEquals", "${other, 'guest'}", "known", {"other": "known"}, True),
    ("StringEquals", "${other, 'guest'}", "guest", {"other": "known"}, False),
    ("StringNotEquals", "${other}", "Carlos", {}, True),
    ("StringLike", "${other}*", "teams/x", {"other": "teams"}, True),
    ("StringLike", "${other}", "abc", {"other": "a*"}, False),
    ("StringLike", "${other}", "a*", {"other": "a*"}, True),
    ("StringLike", "a${*}c", "abc", {}, False),
    ("StringLike", "a${*}c", "a*c", {}, True),
    ("StringLike", "a${?}*", "a?c", {}, True),
    ("StringEquals", "${$}{x}", "${x}", {}, True),
    ("StringEquals", "a*${other}", "a*b", {"other": "b"}, True),
    ("StringEquals", "a*${other}", "axb", {"other": "b"}, False),
    ("StringEquals", "${other}", "ab", {"other": ("a", "b")}, False),
    ("ArnLike", "arn:aws:iam::1:role/${other}", "arn:aws:iam::1:role/a", {"other": "a"}, True),
    ("NumericEquals", "${other}", "1", {"other": "1"}, False),
]


@pytest.mark.parametrize(("operator", "wanted", "value", "context", "holds"), VARIABLES)
def test_a_variable_stands_for_a_keys_one_value(
    operator: str, wanted: str, value: str, context: dict[str, Any], holds: bool
) -> None:
    assert allowed({operator: {"key": wanted}}, key=value, **context) is holds


def test_the_older_version_of_the_language_has_no_variables() -> None:
    statement = deny(Condition={"StringEquals": {"key": "${aws:username}"}})

    for version, text in (("2008-10-17", "${aws:username}"), ("2012-10-17", "Carlos")):
        old = document(statement, version=version)
        assert decide(identity=old, context={"key": text}).is_explicit
