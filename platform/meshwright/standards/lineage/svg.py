"""Lineage as a picture: one SVG file that stands alone, without script, style or outside address.

What a spec says is text there and nothing else. Every part has a class by which a page that holds
the picture can dress it, and its ink is `currentColor`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from meshwright.lineage.graph import DECIDES, INPUT, Edge
from meshwright.standards.lineage.graph import Box, Graph, Level, box_of, row_of
from meshwright.standards.lineage.layers import Layers, Spot, layered
from meshwright.visible import one_line

MARGIN, GAP, BETWEEN = 16, 12, 64
"""Around the picture, between boxes of a layer, and between layers."""
LINE, PADDING, LETTER = 20, 10, 7.3
"""A line's height, the space beside a text, and the width of a letter of the font in use."""
LONGEST = 48
"""Letters of a name that are shown; a pointer's rest shows all."""
SETTLING = 6
"""How often boxes are moved towards what they are joined to."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a box stands: its left upper corner and its size."""

    box: Box
    x: float
    y: float
    width: float
    height: float

    def beside(self, row: str | None, *, left: bool) -> Point:
        """Where an edge of a row begins or ends; that of the whole is at its title."""
        line = self.box.rows.index(row) + 1 if row is not None else 0
        return (self.x if left else self.x + self.width, self.y + LINE * (line + 0.5))


def svg(graph: Graph, level: Level, *, title: str = "Lineage") -> str:
    """The picture of a graph."""
    pairs = [(box_of(e.source, level), box_of(e.target, level)) for e in graph.edges]
    layers, ways = layered([box.id for box in graph.boxes], pairs)
    spots, placed = _placed(graph, layers)
    width = max((p.x + p.width for p in placed.values()), default=0) + MARGIN
    height = max((p.y + p.height for p in placed.values()), default=0) + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}" role="img" font-size="12"'
        ' font-family="ui-monospace, Menlo, Consolas, monospace" color="#1f2933">',
        f"<title>{_text(title)}</title>",
        *(
            _edge(edge, placed, _passed(spots, ways.get(pair, ())), level)
            for edge, pair in zip(graph.edges, pairs, strict=True)
        ),
        *(line for spot in placed.values() for line in _box(spot)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _placed(
    graph: Graph, layers: Layers
) -> tuple[Mapping[Spot, tuple[Point, Point]], Mapping[str, Placed]]:
    boxes = {box.id: box for box in graph.boxes}
    heights = {spot: _height(boxes, spot) for row in layers.rows for spot in row}
    tops = _settled(layers, heights)
    spots: dict[Spot, tuple[Point, Point]] = {}
    placed: dict[str, Placed] = {}
    x = float(MARGIN)
    for row in layers.rows:
        width = max(_width(boxes[s[0]]) for s in row if len(s) == 1)
        for spot in row:
            spots[spot] = ((x, tops[spot]), (x + width, tops[spot]))
            if len(spot) == 1:
                placed[spot[0]] = Placed(boxes[spot[0]], x, tops[spot], width, heights[spot])
        x += width + BETWEEN
    return spots, placed


def _height(boxes: Mapping[str, Box], spot: Spot) -> float:
    """A passing edge takes little room."""
    return LINE * (1 + len(boxes[spot[0]].rows)) if len(spot) == 1 else 0


def _width(box: Box) -> float:
    longest = max(len(_short(text)) for text in (box.id, *box.rows))
    return longest * LETTER + 2 * PADDING


def _settled(layers: Layers, heights: Mapping[Spot, float]) -> Mapping[Spot, float]:
    """The tops of all spots: as near to what they are joined to as their order leaves them."""
    tops: dict[Spot, float] = {}
    for row in layers.rows:
        tops |= _spread(row, heights, dict.fromkeys(row, float(MARGIN)))
    for turn in range(SETTLING):
        neighbours = layers.before if turn % 2 == 0 else layers.after
        for row in layers.rows if turn % 2 == 0 else layers.rows[::-1]:
            wished = {spot: _beside(spot, neighbours, tops, heights) for spot in row}
            tops |= _spread(row, heights, wished)
    lowest = min(tops.values(), default=0.0)
    return {spot: top - lowest + MARGIN for spot, top in tops.items()}


def _beside(
    spot: Spot,
    neighbours: Mapping[Spot, Sequence[Spot]],
    tops: Mapping[Spot, float],
    heights: Mapping[Spot, float],
) -> float:
    found = [tops[other] + heights[other] / 2 for other in neighbours.get(spot, ())]
    return sum(found) / len(found) - heights[spot] / 2 if found else tops[spot]


def _spread(
    row: Sequence[Spot], heights: Mapping[Spot, float], wished: Mapping[Spot, float]
) -> Mapping[Spot, float]:
    """Spots in their order without touching: midway between pushed down and pushed up."""
    down: list[float] = []
    for at, spot in enumerate(row):
        free = down[-1] + heights[row[at - 1]] + GAP if down else wished[spot]
        down.append(max(wished[spot], free))
    up: list[float] = []
    for spot in reversed(row):
        free = up[-1] - heights[spot] - GAP if up else wished[spot]
        up.append(min(wished[spot], free))
    middles = zip(down, reversed(up), strict=True)
    return {spot: (low + high) / 2 for spot, (low, high) in zip(row, middles, strict=True)}


def _passed(spots: Mapping[Spot, tuple[Point, Point]], way: Sequence[Spot]) -> list[Point]:
    """Where a long edge enters and leaves the layers between its ends."""
    is_backward = len(way) > 1 and spots[way[0]][0] > spots[way[-1]][0]
    return [p for s in way[1:-1] for p in (spots[s][::-1] if is_backward else spots[s])]


def _edge(edge: Edge, placed: Mapping[str, Placed], passed: Sequence[Point], level: Level) -> str:
    one, other = placed[box_of(edge.source, level)], placed[box_of(edge.target, level)]
    start = one.beside(row_of(edge.source), left=False)
    end = other.beside(row_of(edge.target), left=True)
    dashes = ' stroke-dasharray="4 3"' if edge.how in (DECIDES, INPUT) else ""
    return (
        f'<path class="edge {edge.how}" d="{_curve((start, *passed, end))}" fill="none"'
        f' stroke="currentColor" stroke-opacity="0.45"{dashes}>'
        f"<title>{_text(f'{edge.source} → {edge.target} ({edge.how})')}</title></path>"
    )


def _curve(points: Sequence[Point]) -> str:
    said = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (x + to_x) / 2
        said.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
    return "".join(said)


def _box(placed: Placed) -> Iterator[str]:
    box, x, y = placed.box, placed.x, placed.y
    size = f'width="{placed.width:.1f}" height="{placed.height:.1f}"'
    yield f'<g class="box"><title>{_text(box.id)}</title>'
    yield (
        f'<rect class="frame" x="{x:.1f}" y="{y:.1f}" {size} rx="4" fill="#f5f7fa"'
        ' stroke="currentColor" stroke-opacity="0.6"/>'
    )
    for line, text in enumerate((box.id, *box.rows)):
        weight = ' font-weight="600"' if line == 0 and box.rows else ""
        at = f'x="{x + PADDING:.1f}" y="{y + LINE * (line + 0.5) + 4:.1f}"'
        yield f'<text {at} fill="currentColor"{weight}>{_text(_short(text))}</text>'
    yield "</g>"


def _short(text: str) -> str:
    seen = one_line(text)
    return seen if len(seen) <= LONGEST else f"{seen[: LONGEST - 1]}…"


def _text(text: str) -> str:
    """A text as XML has it; one line, in characters that can be seen."""
    return escape(one_line(text))
