"""What is made of the same is made once, where somebody wants that."""

from collections.abc import Sequence

import pytest

from meshwright.specs.made_before import making_once, once, one

MADE: list[int] = []


def made(*parts: object) -> Sequence[object]:
    MADE.append(len(parts))
    return [*parts]


@pytest.fixture(autouse=True)
def nothing_made() -> None:
    MADE.clear()


def test_what_is_made_of_the_same_is_made_once() -> None:
    with making_once():
        first = once(made, "a", "x", ("y",))

        assert once(made, "a", "x", ("y",)) is first
        assert once(made, "b", "x", ("y",)) is not first
    assert MADE == [2, 2]


def test_only_the_last_of_each_is_kept() -> None:
    with making_once():
        for word in ("x", "y", "y", "x"):
            assert once(made, "a", word) == [word]

    assert MADE == [1, 1, 1]


def test_what_is_made_of_something_else_is_made_anew() -> None:
    with making_once():
        for part in (1, True, {"a": 1, "b": 2}, {"b": 2, "a": 1}):
            assert once(made, "a", part) == [part]

    assert len(MADE) == 4


def test_a_value_that_is_the_same_is_one_object() -> None:
    with making_once():
        first = one("list", "a", ["x"])

        assert one("list", "a", ["x"]) is first
        assert one("list", "a", ["y"]) == ["y"]
        assert one("list", "b", ["x"]) is not first


def test_nothing_is_kept_otherwise() -> None:
    with making_once():
        first, value = once(made, "a", "x"), one("list", "a", ["x"])

    assert once(made, "a", "x") is not first
    assert one("list", "a", ["x"]) is not value
