"""What is said of a document that cannot be read: which statement, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any

import pytest

from guardrails.documents import MalformedDocumentError, statements

GOOD: Mapping[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def said(document: Any) -> str:
    with pytest.raises(MalformedDocumentError) as raised:
        statements(document)
    return str(raised.value)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "it is not JSON"),
        ('{"Statement": [], "statement": []}', "an element is written twice"),
        ([], "the document is not an object"),
        ({"Statement": [GOOD], "Verzion": 1}, "the document has an element that AWS does not know"),
        ({"Statement": [GOOD], "Version": "2013-10-17"}, "its Version is none of AWS's"),
        ({"Version": "2012-10-17"}, "it has no Statement"),
        ({"Statement": []}, "it has no Statement"),
    ],
)
def test_what_is_wrong_with_the_whole_is_said(document: Any, words: str) -> None:
    assert said(document) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"Effect": "allow"}, "has an Effect other than Allow and Deny"),
        ({"NotAction": "*"}, "has both action and notaction"),
        ({"NotResource": "*"}, "has both resource and notresource"),
        ({"Principal": "*", "NotPrincipal": "*"}, "has both principal and notprincipal"),
        ({"Actions": "*"}, "has an element that AWS does not know"),
        ({"Action": 1}, "has a value that is no text"),
        ({"Resource": [None]}, "has a value that is no text"),
        ({"Principal": {"AWS": [1]}}, "has a value that is no text"),
        ({"NotPrincipal": {"AWS": [1]}}, "has a value that is no text"),
        ({"Condition": {"Bool": {"a": [{}]}}}, "has a value that is no text"),
        ({"Condition": {"Boole": {"a": "b"}}}, "has a condition operator that AWS does not know"),
    ],
)
def test_what_is_wrong_with_a_statement_is_said_with_its_place(
    change: Mapping[str, Any], words: str
) -> None:
    assert said({"Statement": [GOOD, {**GOOD, **change}]}) == f"Statement[1] {words}"


@pytest.mark.parametrize("element", ["NotAction", "NotResource"])
def test_an_exception_that_is_no_text_is_said_with_its_place(element: str) -> None:
    without = {name: value for name, value in GOOD.items() if name != element.removeprefix("Not")}

    assert said({"Statement": {**without, element: [1]}}) == (
        "Statement[0] has a value that is no text"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"Principal": 1}, "the principal of Statement[0] is not an object"),
        ({"NotPrincipal": 1}, "the notprincipal of Statement[0] is not an object"),
        (
            {"Principal": {"Aws2": "*"}},
            "the principal of Statement[0] has an element that AWS does not know",
        ),
        ({"Condition": 1}, "the condition of Statement[0] is not an object"),
        ({"Condition": {"Bool": 1}}, "a condition of Statement[0] is not an object"),
    ],
)
def test_what_is_wrong_inside_of_a_statement_is_said_with_its_place(
    change: Mapping[str, Any], words: str
) -> None:
    assert said({"Statement": {**GOOD, **change}}) == words


def test_a_statement_without_an_action_is_said_with_its_place() -> None:
    assert said({"Statement": {"Effect": "Allow"}}) == "Statement[0] names no action"
