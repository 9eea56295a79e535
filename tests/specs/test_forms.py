"""Lengths and patterns of texts, and what of them does not fit."""

import pytest

from meshwright.specs.consistency import check_product
from meshwright.specs.models import ProductSpec
from meshwright.specs.parse import parse


def told(column: str) -> list[str]:
    text = f"description: d\ntables:\n  t:\n    columns:\n      c: {column}\n"
    return [*map(str, parse(text.encode(), "p", ProductSpec, check_product).findings)]


@pytest.mark.parametrize(
    "column",
    [
        "{type: string, minLength: 2, maxLength: 2}",
        "{type: string, maxLength: 0}",
        '{type: string, pattern: "^[A-Z]+$"}',
    ],
)
def test_a_text_may_have_a_form(column: str) -> None:
    assert told(column) == []


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("{type: int, maxLength: 2}", "5:33: error SPEC124 a column of type int cannot have a max"),
        (
            "{type: uuid, pattern: a}",
            "5:32: error SPEC124 a column of type uuid cannot have a patt",
        ),
        (
            "{type: string, minLength: 3, maxLength: 2}",
            "5:50: error SPEC124 no text has at least 3",
        ),
        ("{type: string, pattern: a(?=b)}", "5:34: error SPEC125 'a(?=b)' at character 2: '(?='"),
        ("{type: string, minLength: -1}", "error SPEC021 'minLength' has to be at least 0"),
        ("{type: string, minLength: few}", "'minLength' has to be a whole number"),
        ('{type: string, pattern: ""}', "'pattern' is empty"),
    ],
)
def test_what_is_no_form_of_a_text_is_said_where_it_stands(column: str, said: str) -> None:
    assert any(said in each for each in told(column)), told(column)
