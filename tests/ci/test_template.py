"""Templates are filled, indented as the place is."""

import pytest

from meshwright.ci.template import filled


def test_a_text_of_several_lines_is_indented_as_its_place() -> None:
    assert filled("a:\n  <<it>>\nb\n", {"it": "one\n\n  two\n"}) == "a:\n  one\n\n    two\nb\n"


def test_a_line_that_is_filled_with_nothing_goes() -> None:
    assert filled("a\n  <<it>>\nb\n", {"it": ""}) == "a\nb\n"


def test_a_word_is_filled_within_a_line_and_what_shells_write_is_left() -> None:
    assert filled("x <<it>> <<'END'\n", {"it": "y"}) == "x y <<'END'\n"


def test_what_nobody_fills_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        filled("<<it>>\n", {})
