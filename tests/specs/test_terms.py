"""What a reader has to know before asking."""

import pytest

from meshwright.specs.models import ProductSpec
from meshwright.specs.parse import no_check, parse

PRODUCT = "description: d\ntables: {t: {columns: {a: string}}}\nterms: "


@pytest.mark.parametrize(
    ("price", "text"),
    [
        ("{amount: 9.95, currency: USD, unit: megabyte}", "9.95 USD per megabyte"),
        ("{amount: 10, currency: EUR}", "10 EUR"),
        ("{amount: 0, currency: EUR, unit: month}", "0 EUR per month"),
    ],
)
def test_a_price_is_said_as_people_write_it(price: str, text: str) -> None:
    spec = parse(f"{PRODUCT}{{price: {price}}}".encode(), "p", ProductSpec, no_check).spec

    assert spec is not None
    assert spec.terms.price is not None
    assert spec.terms.price.text == text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{usages: x}", "3:9: error SPEC012 unknown field 'usages', did you mean 'usage'?"),
        ("{price: {amount: -1, currency: EUR}}", "error SPEC021 'amount' has to be at least 0"),
        ("{price: {amount: 1, currency: euro}}", "'euro' is not the code of a currency, such as"),
        ("{price: {amount: 1}}", "error SPEC003 missing required field 'currency'"),
        ("{price: {amount: ten, currency: EUR}}", "'amount' has to be a number, not the text"),
    ],
)
def test_what_is_no_term_is_said_where_it_stands(said: str, told: str) -> None:
    found = parse(f"{PRODUCT}{said}".encode(), "p", ProductSpec, no_check).findings

    assert any(told in str(each) for each in found), [*map(str, found)]
