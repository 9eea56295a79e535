"""Lineage as lines for people: a tree from one start, else a list of edges."""

from collections.abc import Iterator, Mapping, Sequence

from meshwright.ids import covers, words
from meshwright.lineage.graph import Edge, Step, walked
from meshwright.specs.models import Mesh
from meshwright.standards.lineage.graph import Graph, Level, edges_at

Tree = Mapping[str, Sequence[Step]]
"""The steps `up` to what something is made of, and `down` to what is made of it, as asked for."""
_WORDS = {"decides": "decides its rows", "input": "named under inputs"}


def is_start(names: Sequence[str], level: Level) -> bool:
    """Whether one thing is named whose own edges are shown: then they make a tree."""
    return len(names) == 1 and len(words(names[0])) == level


def tree(mesh: Mesh, name: str, *, up: bool, down: bool) -> Tree:
    """What one name is made of and goes into, by edges as fine as it."""
    edges = edges_at(mesh, Level(len(words(name))))
    wanted = (("up", up), ("down", down))
    return {way: [*walked(edges, name, up=way == "up")] for way, is_asked in wanted if is_asked}


def tree_lines(name: str, found: Tree) -> Iterator[str]:
    """A tree each way."""
    yield name
    for way, steps in found.items():
        made = {"up": "made of", "down": "goes into"}[way]
        if not steps:
            nothing = "nothing that a query names" if way == "up" else "nothing"
            yield f"  {made}: {nothing}"
            continue
        yield f"  {made}:"
        for step in steps:
            far = step.edge.source if way == "up" else step.edge.target
            yield f"  {'  ' * step.depth}{far}  ({_how(step.edge)})"


def edge_lines(found: Graph) -> Iterator[str]:
    """What each box is made of, under its name; those that are made of nothing by their name."""
    of: dict[str, list[Edge]] = {box.id: [] for box in found.boxes}
    for edge in found.edges:
        of.setdefault(edge.target, []).append(edge)
    made = {target: edges for target, edges in of.items() if edges}
    sources = {edge.source for edge in found.edges}
    for target, edges in sorted(made.items()):
        yield target
        yield from (f"  {edge.source}  ({_how(edge)})" for edge in edges)
    yield from (box for box, edges in of.items() if not edges and not _takes_part(box, sources))


def _takes_part(box: str, sources: set[str]) -> bool:
    return any(covers(box, source) for source in sources)


def _how(edge: Edge) -> str:
    return _WORDS.get(edge.how, edge.how)
