"""What a state records, read for what it says."""

import pytest

from meshwright import recorded
from meshwright.recorded import declared, in_common, sent

import shapes

SECRET = {recorded.SIGNATURE: recorded.SECRET, "ciphertext": "v1:x"}
PLAIN = {recorded.SIGNATURE: recorded.SECRET, "value": "x"}
INPUTS = {
    "name": "n",
    "tags": {"a": "b"},
    "list": [{"x": 1}, "text"],
    "tableWithColumns": {"name": "t", "columnNames": ["a"]},
}


@pytest.mark.parametrize("type_", shapes.DEFAULTS)
def test_what_the_bridge_records_was_declared_as_it_was(type_):
    assert declared(shapes.in_bridges_shape(type_, INPUTS)) == INPUTS


@pytest.mark.parametrize("type_", shapes.DEFAULTS)
def test_what_was_sent_has_the_defaults_and_no_notes(type_):
    found = sent(shapes.in_bridges_shape(type_, INPUTS))

    assert "__" not in str(found)
    assert found == {**found, **INPUTS, **found}
    assert found.keys() >= shapes.DEFAULTS[type_].get("", {}).keys()


@pytest.mark.parametrize("secret", [SECRET, PLAIN])
def test_a_secret_is_told_from_what_holds_notes_and_stays_as_it_is(secret):
    value = {"password": secret, "__defaults": []}

    assert sent(value) == declared(value) == {"password": secret}
    assert recorded.kind_of(secret) == recorded.SECRET


@pytest.mark.parametrize("value", [{}, {"a": "b"}, [], "text", None, 1, True])
def test_what_is_no_mapping_of_a_kind_has_none(value):
    assert recorded.kind_of(value) is None
    assert sent(value) == declared(value) == value


def test_a_default_that_the_program_declares_itself_was_declared():
    value = {"__defaults": [], "wildcard": False}

    assert declared(value) == {"wildcard": False}


@pytest.mark.parametrize(
    ("old", "new", "common"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"a": 1}),
        ({"a": 1, "b": 2}, {"a": 1}, {"a": 1}),
        ({"a": {"b": 1, "__defaults": []}}, {"a": {"b": 1}}, {"a": {"b": 1, "__defaults": []}}),
        (
            {"a": 1, "d": 2, "__defaults": ["d"]},
            {"a": 1, "d": 2, "__defaults": ["d"]},
            {"a": 1, "d": 2, "__defaults": ["d"]},
        ),
        ({"d": 2, "__defaults": ["d"]}, {"d": 2, "__defaults": []}, {"d": 2, "__defaults": []}),
        ({"d": 2, "__defaults": ["d"]}, {"d": 3, "__defaults": ["d"]}, {"__defaults": []}),
        ({"d": 2, "__defaults": ["d"]}, {"d": 2}, {"d": 2, "__defaults": []}),
    ],
)
def test_what_two_records_have_in_common_keeps_its_notes(old, new, common):
    assert in_common(old, new) == common


def test_names_of_notes_are_no_names_of_properties():
    assert recorded.without_notes(("tags", "__defaults", "__meta", "__x")) == ("tags", "__x")
