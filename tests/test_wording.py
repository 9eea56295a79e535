import pytest

from meshwright.wording import Suggestions, did_you_mean, nearest, one_of, shown


def test_a_users_text_is_safe_to_show() -> None:
    assert shown("a\n\x1b[31m\u202e") == "'a\\u000a\\u001b[31m\\u202e'"
    assert len(shown("x" * 1000)) == 62


@pytest.mark.parametrize(
    ("word", "found"), [("ordrs", "orders"), ("ORDERS", "orders"), ("x", None)]
)
def test_the_nearest_word_is_found(word: str, found: str | None) -> None:
    assert nearest(word, ["orders", "lines"]) == found


def test_a_very_long_word_resembles_nothing() -> None:
    assert did_you_mean("o" * 100, ["o" * 99]) == ""


def test_choices_are_listed() -> None:
    assert one_of(["a", "b", "c"]) == "a, b or c"
    assert one_of(["a"]) == "a"


def test_only_so_many_words_get_a_suggestion() -> None:
    suggestions = Suggestions(["orders"])

    hints = [suggestions.of(f"order{number}") for number in range(100)]

    assert hints[0] == suggestions.of("order0") == ", did you mean 'orders'?"
    assert hints[-1] == ""


def test_among_very_many_choices_nothing_is_looked_for() -> None:
    assert Suggestions([f"order_{number}" for number in range(5_000)]).of("order_x") == ""
