"""A graph as it is drawn: boxes with names, and curves between them; pure figures, no SVG.

The browser draws parts of a graph by the same measures (`assets/lineage.js`), from `document`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meshwright.standards.lineage.layers import layered

WIDTH, HEIGHT = 208, 40
"""Of a box."""
ACROSS, DOWN = 72, 14
"""Between boxes."""
PASSING = 10
"""What a line takes of a layer that it passes."""
MARGIN = 12
LONGEST = 27
"""Characters of a name that a box has room for."""
LONGEST_ABOVE = 29


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A layer, from the left, and the place in it, from the top."""

    layer: int
    order: int


@dataclass(frozen=True, slots=True)
class Line:
    """An edge, and the places through which it passes on its way."""

    source: str
    target: str
    through: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """What a box says and where it leads."""

    id: str
    label: str
    above: str = ""
    """What is said in small letters above the label."""
    href: str = ""
    """Empty for what has no page."""
    is_focus: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A node where it is drawn."""

    node: Node
    x: int
    y: int

    @property
    def label(self) -> str:
        return shortened(self.node.label)

    @property
    def above(self) -> str:
        return shortened(self.node.above, LONGEST_ABOVE)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line where it is drawn: a path of SVG."""

    source: str
    target: str
    how: str
    path: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn, and how large that is."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes, what leads from one to another and how, and where all of it stands."""

    nodes: Mapping[str, Node]
    hows: Mapping[tuple[str, str], str]
    places: Mapping[str, Place]
    lines: tuple[Line, ...]


def graph(nodes: Iterable[Node], edges: Mapping[tuple[str, str], str]) -> Graph:
    """A graph laid out; nodes that no edge names are left out."""
    layers, ways = layered(sorted({name for pair in edges for name in pair}), sorted(edges))
    at = {spot: Place(x, y) for x, row in enumerate(layers.rows) for y, spot in enumerate(row)}
    places = {spot[0]: place for spot, place in at.items() if len(spot) == 1}
    known = {node.id: node for node in nodes}
    return Graph(
        {name: known.get(name, Node(name, name)) for name in places},
        edges,
        places,
        tuple(Line(*pair, tuple(at[spot] for spot in way[1:-1])) for pair, way in ways.items()),
    )


def picture(drawn: Graph) -> Picture:
    """The whole graph as it is drawn."""
    passed = [place for line in drawn.lines for place in line.through]
    boxed = {*drawn.places.values()}
    ys, height = _heights((*boxed, *passed), boxed)
    boxes = {
        name: Box(drawn.nodes[name], _x(place), ys[place]) for name, place in drawn.places.items()
    }
    curves = tuple(
        Curve(
            line.source,
            line.target,
            drawn.hows[line.source, line.target],
            _path(boxes[line.source], [(_x(p), ys[p]) for p in line.through], boxes[line.target]),
        )
        for line in drawn.lines
    )
    width = max((box.x + WIDTH for box in boxes.values()), default=0) + MARGIN
    return Picture(width, height, tuple(boxes.values()), curves)


def document(drawn: Graph) -> dict[str, Any]:
    """What the browser draws parts of: nodes and lines, with their places."""
    at = {name: index for index, name in enumerate(drawn.nodes)}
    return {
        "nodes": [
            [node.id, node.label, node.above, node.href, *_pair(drawn.places[name])]
            for name, node in drawn.nodes.items()
        ],
        "lines": [
            [
                at[line.source],
                at[line.target],
                drawn.hows[line.source, line.target],
                [_pair(place) for place in line.through],
            ]
            for line in drawn.lines
        ],
    }


def shortened(text: str, most: int = LONGEST) -> str:
    """A name as far as a box has room for it."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _pair(place: Place) -> list[int]:
    return [place.layer, place.order]


def _x(place: Place) -> int:
    return MARGIN + place.layer * (WIDTH + ACROSS)


def _heights(places: Iterable[Place], boxed: set[Place]) -> tuple[Mapping[Place, int], int]:
    """How far down each place is, every layer around the same middle; and how high all is."""
    ys: dict[Place, int] = {}
    layers: dict[int, int] = {}
    for place in sorted(places):
        ys[place] = layers.get(place.layer, 0)
        layers[place.layer] = ys[place] + (HEIGHT if place in boxed else PASSING) + DOWN
    most = max(layers.values(), default=0)
    shifted = {p: y + MARGIN + (most - layers[p.layer]) // 2 for p, y in ys.items()}
    return shifted, most - DOWN + 2 * MARGIN if most else 0


def _path(source: Box, through: Sequence[tuple[int, int]], target: Box) -> str:
    x, y = source.x + WIDTH, source.y + HEIGHT // 2
    said = [f"M{x} {y}"]
    for left, top in through:
        said += [_bend(x, y, left, top + PASSING // 2), f"H{left + WIDTH}"]
        x, y = left + WIDTH, top + PASSING // 2
    said.append(_bend(x, y, target.x, target.y + HEIGHT // 2))
    return "".join(said)


def _bend(x: int, y: int, to_x: int, to_y: int) -> str:
    """A curve that leaves and arrives level."""
    middle = (x + to_x) // 2
    return f"C{middle} {y} {middle} {to_y} {to_x} {to_y}"
