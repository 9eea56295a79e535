"""A layered layout: edges go rightwards, one layer at a time, and boxes never touch."""

import random
from itertools import pairwise

from meshwright.standards.lineage.layers import layered


def places(layers) -> dict[str, int]:
    return {spot[0]: at for at, row in enumerate(layers.rows) for spot in row if len(spot) == 1}


def test_sources_stand_left_of_what_is_made_of_them() -> None:
    layers, ways = layered("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")])

    assert places(layers) == {"a": 0, "b": 1, "c": 2, "d": 1}
    assert ways["a", "c"] == [("a",), ("a", "c", "1"), ("c",)]


def test_a_circle_has_one_edge_that_goes_back() -> None:
    layers, ways = layered("abc", [("a", "b"), ("b", "c"), ("c", "a"), ("b", "b")])

    assert places(layers) == {"a": 0, "b": 1, "c": 2}
    assert ways["c", "a"] == [("c",), ("a", "c", "1"), ("a",)]
    assert ("b", "b") not in ways


def test_nothing_has_no_layer() -> None:
    assert layered("", [])[0].rows == []


def test_every_edge_of_a_random_graph_goes_one_layer_at_a_time() -> None:
    chance = random.Random(7)  # noqa: S311 - a drawing
    nodes = [f"n{i}" for i in range(60)]
    edges = [(chance.choice(nodes), chance.choice(nodes)) for _ in range(150)]

    layers, ways = layered(nodes, edges)

    at = {spot: layer for layer, row in enumerate(layers.rows) for spot in row}
    assert {*places(layers)} == {*nodes}
    for (source, target), way in ways.items():
        assert (way[0], way[-1]) == ((source,), (target,))
        steps = {at[b] - at[a] for a, b in pairwise(way)}
        assert steps in ({1}, {-1})


def test_layers_are_put_in_an_order_that_crosses_less() -> None:
    layers, _ = layered("abcxyz", [("a", "z"), ("b", "y"), ("c", "x")])

    left, right = ([spot[0] for spot in row] for row in layers.rows)
    assert [{"z": "a", "y": "b", "x": "c"}[one] for one in right] == left
