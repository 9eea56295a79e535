import json
from collections.abc import Mapping
from typing import Any

import pytest

from guardrails.cases import SCOPE
from guardrails.documents import (
    Condition,
    MalformedDocumentError,
    Principal,
    Statement,
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
