"""Who rests on a product: what is made of it, step by step, and who reads it by agreement."""

from dataclasses import replace
from datetime import date

from meshwright.catalog.impact import audience, impact, neighbours
from meshwright.lineage.graph import Edge


def test_all_that_is_made_of_a_product_is_told_nearest_first(example):
    below = neighbours(example.product_edges, up=False)

    hit = impact(example, below, "operations.flights")

    assert hit.products[:2] == ("fleet.utilization", "network.routes")
    assert set(hit.products) == {
        "fleet.utilization",
        "network.routes",
        "operations.departures",
        "planning.capacity",
        "planning.delay_causes",
        "punctuality.carriers",
    }
    # The people who read it, or what is made of it; products that are made of it stand above.
    assert hit.consumers == ("fleet", "operations", "planning")


def test_an_agreement_that_has_ended_is_missed_by_nobody(example):
    below = neighbours(example.product_edges, up=False)
    later = replace(example, as_of=date(2100, 1, 1))

    assert impact(later, below, "operations.flights").consumers == ()


def test_who_rests_on_a_product_is_said_in_words(example):
    flights = example.products["operations.flights"]
    day, past = example.as_of, date(2100, 1, 1)
    alone = replace(flights, consumers=(), read_by=())

    assert audience(flights, day) == "other domains"
    assert audience(replace(flights, read_by=()), past) == "nobody"
    assert audience(replace(alone, read_by=("operations.departures",)), day) == "own domain"
    assert audience(alone, day) == "nobody"


def test_a_circle_has_an_end(example):
    edges = (Edge("a.a", "b.b", "input"), Edge("b.b", "a.a", "input"))

    assert impact(example, neighbours(edges, up=False), "a.a").products == ("b.b",)
    assert neighbours(edges, up=True)["a.a"] == ("b.b",)
