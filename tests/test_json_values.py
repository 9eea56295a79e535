"""The walk over JSON values."""

from types import MappingProxyType

from meshwright.json_values import with_leaves


def doubled(leaf: object) -> object:
    return leaf * 2 if isinstance(leaf, int) else leaf


def test_leaves_are_changed_wherever_they_lie_and_texts_never() -> None:
    value = {"a": 1, "b": [2, {"c": "3"}], "d": None}

    assert with_leaves(value, doubled) == {"a": 2, "b": [4, {"c": "3"}], "d": None}
    assert with_leaves(5, doubled) == 10


def test_what_comes_out_is_made_of_plain_mappings_and_lists() -> None:
    value = MappingProxyType({"a": (1, MappingProxyType({}))})

    found = with_leaves(value, doubled)

    assert found == {"a": [2, {}]}
    assert [type(found), type(found["a"]), type(found["a"][1])] == [dict, list, dict]


def test_what_was_given_stays_as_it_was() -> None:
    value = {"a": [1]}

    assert with_leaves(value, doubled) is not value
    assert value == {"a": [1]}
