import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrails.cases import SCOPE
from guardrails.documents import (
    Condition,
    MalformedDocumentError,
    Principal,
    Statement,
    has_wildcard,
    matches,
    statements,
)
from guardrails.props import Props

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def only(statement: Mapping[str, Any]) -> Statement:
    (found,) = statements(json.dumps({"Version": "2012-10-17", "Statement": statement}))
    return found


def test_text_a_mapping_and_properties_are_read_alike() -> None:
    document = {"Version": "2012-10-17", "Statement": [READ]}

    expected = statements(json.dumps(document))
    assert statements(document) == expected
    assert statements(Props(document, SCOPE)) == expected
    assert expected == (Statement(0, is_allow=True, actions=("s3:GetObject",), resources=("*",)),)


def test_a_statement_alone_is_a_list_of_one() -> None:
    assert statements({"Statement": READ}) == statements({"Statement": [READ]})


def test_element_names_have_no_case() -> None:
    assert only({name.upper(): value for name, value in READ.items()}) == only(READ)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("*", [("aws", "*")]),
        ({"AWS": "*"}, [("aws", "*")]),
        ({"aws": ["1", "2"]}, [("aws", "1"), ("aws", "2")]),
        ({"Service": "glue.amazonaws.com"}, [("service", "glue.amazonaws.com")]),
        ({"AWS": "1", "Federated": "f"}, [("aws", "1"), ("federated", "f")]),
        ({"CanonicalUser": "c"}, [("canonicaluser", "c")]),
    ],
)
def test_principals_of_every_form(written: Any, expected: list[tuple[str, str]]) -> None:
    principals = tuple(Principal(*pair) for pair in expected)

    assert only({**READ, "Principal": written}).principals == principals
    assert only({**READ, "NotPrincipal": written}).not_principals == principals


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", ("stringequals", "", False)),
        ("StringEqualsIfExists", ("stringequals", "", True)),
        ("ForAnyValue:StringLike", ("stringlike", "foranyvalue", False)),
        ("forallvalues:arnlikeIFEXISTS", ("arnlike", "forallvalues", True)),
        ("Null", ("null", "", False)),
        ("NumericLessThanEquals", ("numericlessthanequals", "", False)),
    ],
)
def test_operators_are_taken_apart(operator: str, expected: tuple[str, str, bool]) -> None:
    name, qualifier, if_exists = expected

    assert only({**READ, "Condition": {operator: {"aws:PrincipalOrgID": "o"}}}).conditions == (
        Condition(name, "aws:principalorgid", ("o",), qualifier, if_exists),
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [(True, ("true",)), (False, ("false",)), (3, ("3",)), (["a", 1], ("a", "1")), ([], ())],
)
def test_condition_values_are_text_as_aws_takes_them(written: Any, expected: Any) -> None:
    (condition,) = only({**READ, "Condition": {"Bool": {"k": written}}}).conditions

    assert condition.values == expected


def test_the_exceptions_are_kept_apart_from_what_is_named() -> None:
    statement = only({"Effect": "Deny", "NotAction": ["a:B"], "NotResource": "r"})

    assert (statement.actions, statement.not_actions) == ((), ("a:B",))
    assert (statement.resources, statement.not_resources) == ((), ("r",))
    assert not statement.is_allow


def test_statements_are_named_by_their_place() -> None:
    assert [str(s) for s in statements({"Statement": [READ, READ]})] == [
        "Statement[0]",
        "Statement[1]",
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("s3:GetObject", "S3:getobject", True),
        ("s3:Get*", "s3:GetObject", True),
        ("s3:Get*", "s3:PutObject", False),
        ("s3:*Object", "s3:GetObject", True),
        ("s3:*Object", "s3:GetObjectAcl", False),
        ("s3:G*t*c*", "s3:GetObject", True),
        ("s3:G*c*t*c", "s3:GetObject", False),
        ("s3:GetObjec?", "s3:GetObject", True),
        ("s3:GetObjec?", "s3:GetObjec", False),
        ("*", "s3:GetObject", True),
        ("s3:[G]etObject", "s3:GetObject", False),
    ],
)
def test_patterns_know_stars_and_question_marks_alone(
    pattern: str, text: str, expected: bool
) -> None:
    assert matches(pattern, text) is expected


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_a_pattern_matches_as_a_shells_does(pattern: str, text: str) -> None:
    assert matches(pattern, text) is fnmatchcase(text, pattern)


def test_a_hostile_pattern_comes_to_an_end() -> None:
    # A search that goes back would not end in years.
    assert not matches("*a" * 60 + "b", "a" * 2_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", False), ("a*", True), ("?", True), ("a${*}", False), ("${*}*", True), ("${?}", False)],
)
def test_an_escaped_wildcard_stands_for_itself(text: str, expected: bool) -> None:
    assert has_wildcard(text) is expected


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ({"Action": "s3:Get*"}, True),
        ({"Action": ["glue:*", "S3:GETOBJECT"]}, True),
        ({"Action": "s3:Put*"}, False),
        ({"NotAction": "s3:Put*"}, True),
        ({"NotAction": ["glue:*", "s3:Get*"]}, False),
    ],
)
def test_a_statement_speaks_of_actions_by_pattern_and_by_exception(
    actions: Mapping[str, Any], expected: bool
) -> None:
    assert only({"Effect": "Deny", **actions}).speaks_of("s3:GetObject") is expected


MALFORMED: Mapping[str, Any] = {
    "not JSON": "{",
    "too deep for anyone": "[" * 100_000,
    "a number": 3,
    "a list": [READ],
    "nothing": {},
    "no statement": {"Statement": []},
    "a text for a statement": {"Statement": "Allow"},
    "an unknown version": {"Version": "2020-01-01", "Statement": READ},
    "an unknown element at the top": {"Statement": READ, "Statements": READ},
    "an unknown element": {"Statement": {**READ, "Actions": "*"}},
    "one element in two spellings": {"Statement": {**READ, "action": "*"}},
    "one element twice": '{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*"}}',
    "one key twice in a condition": '{"Statement": {"Effect": "Deny", "Action": "*", "Condition":'
    ' {"Bool": {"aws:SecureTransport": "true", "AWS:SecureTransport": "false"}}}}',
    "no effect": {"Statement": {"Action": "*"}},
    "an effect in other letters": {"Statement": {**READ, "Effect": "allow"}},
    "no action": {"Statement": {"Effect": "Allow", "Resource": "*"}},
    "action and its opposite": {"Statement": {**READ, "NotAction": "*"}},
    "resource and its opposite": {"Statement": {**READ, "NotResource": "*"}},
    "principal and its opposite": {"Statement": {**READ, "Principal": "*", "NotPrincipal": "*"}},
    "two statements of one Sid": {"Statement": [{**READ, "Sid": "s"}, {**READ, "Sid": "s"}]},
    "a Sid that is no text": {"Statement": {**READ, "Sid": ["s"]}},
    "no actions at all": {"Statement": {**READ, "Action": []}},
    "an action of blanks": {"Statement": {**READ, "Action": ""}},
    "an action without a service": {"Statement": {**READ, "Action": ":GetObject"}},
    "an action without a name": {"Statement": {**READ, "Action": "s3:"}},
    "an action of three parts": {"Statement": {**READ, "Action": "aws:s3:GetObject"}},
    "no exceptions at all": {"Statement": {"Effect": "Allow", "NotAction": [], "Resource": "*"}},
    "no resources at all": {"Statement": {**READ, "Resource": []}},
    "no principals at all": {"Statement": {**READ, "Principal": {}}},
    "no principals of a kind": {"Statement": {**READ, "Principal": {"AWS": []}}},
    "a null principal": {"Statement": {**READ, "Principal": None}},
    "a null that may be missing": {"Statement": {**READ, "Condition": {"NullIfExists": {"k": 1}}}},
    "an action that is no text": {"Statement": {**READ, "Action": [3]}},
    "a principal of an unknown kind": {"Statement": {**READ, "Principal": {"Azure": "*"}}},
    "a principal that is a name": {"Statement": {**READ, "Principal": "111122223333"}},
    "a condition that is a list": {"Statement": {**READ, "Condition": []}},
    "an operator without keys": {"Statement": {**READ, "Condition": {"Bool": "true"}}},
    "an unknown operator": {"Statement": {**READ, "Condition": {"StringSounds": {"k": "v"}}}},
    "an unknown qualifier": {"Statement": {**READ, "Condition": {"ForNone:Bool": {"k": "v"}}}},
    "a condition value that is an object": {
        "Statement": {**READ, "Condition": {"Bool": {"k": {}}}}
    },
    "a null condition value": {"Statement": {**READ, "Condition": {"Bool": {"k": [None]}}}},
}


@pytest.mark.parametrize("document", MALFORMED.values(), ids=MALFORMED)
def test_what_aws_would_refuse_or_read_in_two_ways_is_malformed(document: Any) -> None:
    with pytest.raises(MalformedDocumentError):
        statements(document)


def test_an_error_quotes_nothing_of_the_document() -> None:
    with pytest.raises(MalformedDocumentError) as raised:
        statements('{"Statement": "canary')

    assert raised.value.__cause__ is None
    assert "canary" not in str(raised.value)
