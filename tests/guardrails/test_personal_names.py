"""How well names of columns of public schemas are told apart, each with its right answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from guardrails.pii_names import signs

NAMES = yaml.safe_load(Path(__file__).with_name("columns.yaml").read_text(encoding="utf-8"))
LEAST_FOUND = 0.92
MOST_FALSE = 0.015


def listed(answer: str) -> list[str]:
    return [name for schema in NAMES.values() for name in schema.get(answer, ())]


def looks_personal(name: str, **fields: tuple[str, ...]) -> bool:
    return any(signs(name, "string", fields, ()))


def certain(name: str) -> Iterator[bool]:
    return (sign.is_certain for _, sign in signs(name, "string", {}, ()))


def test_the_collection_is_large_enough_to_measure_with() -> None:
    assert len(listed("personal")) >= 200
    assert len(listed("other")) >= 300
    assert len(NAMES) >= 12


def test_most_personal_names_are_found() -> None:
    missed = [name for name in listed("personal") if not looks_personal(name)]

    assert 1 - len(missed) / len(listed("personal")) >= LEAST_FOUND, missed


def test_few_other_names_are_called_personal() -> None:
    called = [name for name in listed("other") if looks_personal(name)]

    assert len(called) / len(listed("other")) <= MOST_FALSE, called


def test_nothing_else_is_called_personal_with_certainty() -> None:
    sure = [name for name in listed("other") if any(certain(name))]

    # Of a boolean, the type says that it holds no address.
    assert sure == ["verified_email"]
    assert not any(signs("verified_email", "boolean", {}, ()))


JOINED = """
    emailaddress useremail email2 phone1 mobilenumber nationalidnumber socialsecuritynumber
    passportnumber creditcardnumber ipaddress homeaddress emailAddress homePhone2
"""
APART = """
    streetcar telephony sextant phoneme emailcount addressid hasphone q1 street_tree_id
"""


@pytest.mark.parametrize("name", JOINED.split())
def test_joined_and_numbered_names_are_read_as_their_words(name: str) -> None:
    assert any(certain(name))


@pytest.mark.parametrize("name", APART.split())
def test_parts_of_other_words_are_no_words(name: str) -> None:
    assert not looks_personal(name)


def test_a_field_is_read_in_the_same_way() -> None:
    assert looks_personal("customer", emailAddress=("string",))
    assert looks_personal("contact", phone1=("string",))
    assert not looks_personal("engine", phonemodel=("string",))
