"""What is found first for words that people look for, over the example mesh and others."""

from dataclasses import replace
from datetime import date

import pytest

from meshwright.catalog.model import Catalog, Product
from meshwright.catalog.search import Answer, Field, everything, search

from .test_view import seen
from meshes import MeshOf

QUESTIONS = [
    ("operations.flights", "operations.flights"),
    ("flights", "operations.flights"),
    ("fligths", "operations.flights"),
    ("who owns delays?", "planning.delay_causes"),
    ("delay causes", "planning.delay_causes"),
    ("weather", "weather.observations"),
    ("wether", "weather.observations"),
    ("temperature", "weather.observations"),
    ("wind speed", "weather.observations"),
    ("tail number", "fleet.aircraft"),
    ("aircraft", "fleet.aircraft"),
    ("seats", "planning.capacity"),
    ("airport time zone", "network.airports"),
    ("airline codes", "network.carriers"),
    ("punctuality carriers", "punctuality.carriers"),
    ("kpi", "punctuality.carriers"),
    ("maintenance", "fleet.utilization"),
    ("routes", "network.routes"),
    ("team-weather", "weather.observations"),
    ("hourly departures", "operations.departures"),
]


@pytest.mark.parametrize(("question", "first"), QUESTIONS)
def test_a_question_has_its_product_first(example: Catalog, question: str, first: str) -> None:
    answer = search(example.products.values(), question.split())

    assert answer.hits[0].product.id == first
    assert answer.missing == ()


@pytest.fixture
def products(mesh_of: MeshOf) -> tuple[Product, ...]:
    return tuple(seen(mesh_of()).products.values())


def ids(answer: Answer) -> list[str]:
    return [hit.product.id for hit in answer.hits]


def test_where_a_word_is_found_is_told_with_protection(products) -> None:
    (hit,) = search(products, ["e-mail"]).hits

    (place,) = hit.found
    assert (hit.product.id, place.field, place.name) == (
        "sales.orders",
        Field.COLUMN,
        "orders.customer_email",
    )
    assert place.protected


def test_every_word_has_to_fit_where_some_product_has_them_all(products) -> None:
    assert ids(search(products, ["sales", "margin"])) == ["sales.orders"]
    assert ids(search(products, ["sales"])) == ["sales.invoices", "sales.orders"]


def test_where_none_has_them_all_those_with_most_are_told_and_what_is_missing(products) -> None:
    answer = search(products, ["margin", "zeppelin", "quasar"])

    assert ids(answer) == ["sales.orders"]
    assert answer.missing == ("zeppelin", "quasar")
    apart = search(products, ["revenue", "sku"])
    assert ids(apart) == ["finance.reporting", "sales.orders"]
    assert apart.missing == ("revenue", "sku")


def test_what_a_slip_was_taken_for_is_told(products) -> None:
    answer = search(products, ["margni"])

    assert ids(answer) == ["sales.orders"]
    assert answer.read_as == {"margni": "margin"}
    assert search(products, ["margin"]).read_as == {}


def test_words_that_stand_together_weigh_more(products) -> None:
    orders = next(p for p in products if p.id == "sales.orders")
    apart = replace(orders, id="sales.apart", name="apart", tags=("customer", "email"), tables=())
    both = search([apart, orders], ["customer", "email"])

    assert ids(both) == ["sales.orders", "sales.apart"]


def test_what_ends_comes_after_what_stays(products) -> None:
    orders = next(p for p in products if p.id == "sales.orders")
    ending = replace(orders, id="sales.a", sunset=date(2026, 12, 31))

    assert ids(search([ending, orders], ["orders"])) == ["sales.orders", "sales.a"]


def test_without_words_or_with_none_that_fit(products) -> None:
    assert ids(everything(reversed(products))) == sorted(p.id for p in products)
    nothing = search(products, ["zeppelin"])
    assert (nothing.hits, nothing.missing) == ((), ("zeppelin",))
    assert search(products, ["🎉"]) == Answer(())
    assert search((), ["orders"]).hits == ()


def test_each_product_is_looked_at_once_however_many_there_are(
    products, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice as many products are twice the work: counted, not timed."""
    from meshwright.catalog import search as module

    cut: list[str] = []
    words_of = module.words_of
    monkeypatch.setattr(module, "words_of", lambda text: cut.append(text) or words_of(text))

    def work(times: int) -> int:
        cut.clear()
        many = [replace(p, id=f"{p.id}_{n}") for n in range(times) for p in products]
        assert len(search(many, ["margin", "sales"]).hits) == times
        return len(cut)

    assert work(20) == 2 * work(10)
