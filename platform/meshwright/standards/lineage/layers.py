"""A layered layout of a directed graph: which column a node stands in, and in which order there.

Sources stand left of what is made of them. Every edge goes from one layer to the next: a long one
passes through a place of its own in each layer between, so that it is not drawn across boxes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import pairwise

Pair = tuple[str, str]
Spot = tuple[str, ...]
"""A node by its id; a place that a long edge passes by source, target and layer."""
SWEEPS = 8


@dataclass(slots=True)
class Layers:
    """Layers from left to right, each with its spots from top to bottom."""

    rows: list[list[Spot]]
    before: dict[Spot, list[Spot]] = field(default_factory=dict[Spot, list[Spot]])
    after: dict[Spot, list[Spot]] = field(default_factory=dict[Spot, list[Spot]])

    def join(self, one: Spot, other: Spot) -> None:
        self.after.setdefault(one, []).append(other)
        self.before.setdefault(other, []).append(one)


def layered(
    nodes: Sequence[str], edges: Iterable[Pair]
) -> tuple[Layers, Mapping[Pair, list[Spot]]]:
    """The layout of a graph, and the way of each edge through it; of a circle one goes back."""
    forward = [*dict.fromkeys(edge for edge in edges if edge[0] != edge[1])]
    backward = _closing(nodes, forward)
    straight = [(b, a) if (a, b) in backward else (a, b) for a, b in forward]
    depth = _depths(nodes, straight)
    layers = Layers([[] for _ in range(max(depth.values(), default=-1) + 1)])
    for node in nodes:
        layers.rows[depth[node]].append((node,))
    ways = {
        edge: _way(layers, depth, way, is_backward=edge in backward)
        for edge, way in zip(forward, straight, strict=True)
    }
    _sorted_by_neighbours(layers)
    return layers, ways


def _closing(nodes: Sequence[str], edges: Sequence[Pair]) -> set[Pair]:
    """The edges that would close a circle, as a walk in depth meets them."""
    after: dict[str, list[str]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
    found: set[Pair] = set()
    open_, done = set[str](), set[str]()
    for start in nodes:
        waiting = [(start, iter(after.get(start, ())))] if start not in done else []
        open_ |= {node for node, _ in waiting}
        while waiting:
            node, following = waiting[-1]
            target = next(following, None)
            if target is None:
                waiting.pop()
                open_.discard(node)
                done.add(node)
            elif target in open_:
                found.add((node, target))
            elif target not in done:
                open_.add(target)
                waiting.append((target, iter(after.get(target, ()))))
    return found


def _depths(nodes: Sequence[str], edges: Sequence[Pair]) -> Mapping[str, int]:
    """One more than that of the deepest source; a node without sources stands near its targets."""
    before: dict[str, list[str]] = {node: [] for node in nodes}
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    depth: dict[str, int] = {}
    for node in TopologicalSorter(before).static_order():
        depth[node] = max((depth[source] + 1 for source in before[node]), default=0)
    for node in nodes:
        if not before[node] and after[node]:
            depth[node] = min(depth[target] for target in after[node]) - 1
    return depth


def _way(layers: Layers, depth: Mapping[str, int], edge: Pair, *, is_backward: bool) -> list[Spot]:
    source, target = edge
    between = range(depth[source] + 1, depth[target])
    passed: list[Spot] = [(source, target, str(layer)) for layer in between]
    for layer, spot in zip(between, passed, strict=True):
        layers.rows[layer].append(spot)
    way: list[Spot] = [(source,), *passed, (target,)]
    for one, other in pairwise(way):
        layers.join(one, other)
    return way[::-1] if is_backward else way


def _sorted_by_neighbours(layers: Layers) -> None:
    """Each layer in the order of the middles of what its spots are joined to, left, then right."""
    for sweep in range(SWEEPS):
        rightwards = sweep % 2 == 0
        neighbours = layers.before if rightwards else layers.after
        order = layers.rows if rightwards else layers.rows[::-1]
        for known, row in pairwise(order):
            place = {spot: at for at, spot in enumerate(known)}
            row.sort(key=lambda spot: _middle(spot, neighbours, place, len(known)))


def _middle(
    spot: Spot, neighbours: Mapping[Spot, list[Spot]], place: Mapping[Spot, int], end: int
) -> float:
    found = [place[other] for other in neighbours.get(spot, ())]
    return sum(found) / len(found) if found else end
