"""Words as they are searched: plurals, hyphens, slips of the pen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwright.catalog.words import Likeness, alike, asked, is_slip, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("customer_email", {"customer", "email"}),
        ("The customer's E-Mail addresses", {"the", "customer", "email", "address"}),
        ("Countries, cities & status", {"country", "city", "statu"}),
        ("sign-up", {"signup", "sign", "up"}),
        ("\x1b[31m émail \u202e🎉", {"31m", "émail"}),
        ("", set()),
    ],
)
def test_a_text_is_cut_into_its_words(text: str, words: set[str]) -> None:
    assert words <= words_of(text)


def test_a_word_with_a_hyphen_is_one_word_and_its_parts() -> None:
    assert words_of("e-mail") == {"email", "e", "mail"}


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("who owns delays?",), ("delay",)),
        (("where", "is", "the", "e-mail"), ("email",)),
        (("sales.orders",), ("sale", "order")),
        (("who",), ("who",)),
        (("flights", "flight"), ("flight",)),
        (("🎉",), ()),
    ],
)
def test_a_question_is_asked_by_the_words_that_tell_something(texts, words) -> None:
    assert asked(texts) == words


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("wether", "weather"),
        ("weahter", "weather"),
        ("ordesr", "orders"),
        ("costumer", "customer"),
        ("custommerr", "customer"),
    ],
)
def test_a_slip_of_the_pen_is_forgiven(word: str, known: str) -> None:
    assert is_slip(word, known)


@pytest.mark.parametrize(
    ("word", "known"), [("age", "tag"), ("order", "older_"), ("plan", "flight"), ("a" * 9, "b" * 9)]
)
def test_another_word_is_no_slip(word: str, known: str) -> None:
    assert not is_slip(word, known)


def test_words_that_fit_keep_out_those_with_a_slip() -> None:
    known = {"weather", "weathers", "bad weather", "whether"}

    assert alike("weather", known) == {
        "weather": Likeness.SAME,
        "weathers": Likeness.BEGINS,
        "bad weather": Likeness.HOLDS,
    }
    assert alike("wheather", known) == {"weather": Likeness.SLIP, "whether": Likeness.SLIP} | {
        "weathers": Likeness.SLIP
    }
    assert alike("xy", {"oxygen", "xyz"}) == {"xyz": Likeness.BEGINS}


@given(st.text(max_size=12), st.text(max_size=12))
def test_slips_are_the_same_from_both_sides_and_none_is_needed_for_the_word_itself(
    one: str, other: str
) -> None:
    if len(one) == len(other):
        assert is_slip(one, other) == is_slip(other, one)
    assert is_slip(one, one) == (len(one) >= 4)
