"""The part of a mesh's lineage that was asked for: boxes, their rows, and edges between them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from meshwright.ids import covers, joined, words
from meshwright.lineage.graph import Edge, column_edges, input_edges, rolled_up, walked
from meshwright.specs.models import Mesh


class Level(IntEnum):
    """How fine edges are, by the parts of the names that they join."""

    PRODUCTS = 2
    TABLES = 3
    COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A product or a table; where columns are followed, a table with those that take part."""

    id: str
    rows: tuple[str, ...] = ()
    """The columns' own names, in the order of the spec."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes in the order of their ids, and every edge between them or their rows."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def finest(names: Sequence[str]) -> Level:
    """As fine as the finest of what is named; the whole mesh is asked for by its products."""
    return max((Level(len(words(name))) for name in names), default=Level.PRODUCTS)


def edges_at(mesh: Mesh, level: Level) -> tuple[Edge, ...]:
    """All edges of a mesh; those of products also say which are only named under inputs."""
    if level is Level.PRODUCTS:
        return rolled_up((*column_edges(mesh), *input_edges(mesh)), level)
    edges = column_edges(mesh)
    return edges if level is Level.COLUMNS else rolled_up(edges, level)


def graph(
    mesh: Mesh, names: Sequence[str], level: Level, *, up: bool = True, down: bool = True
) -> Graph:
    """What leads to the named products, tables or columns and what they lead to; all if empty."""
    edges = edges_at(mesh, level)
    if names:
        edges = _reached(edges, names, up=up, down=down)
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    return Graph(tuple(_boxes(mesh, ends | _asked(mesh, names, level), level)), edges)


def box_of(end: str, level: Level) -> str:
    """The box that an end of an edge is, or is a row of."""
    return joined(words(end)[: min(level, Level.TABLES)])


def row_of(end: str) -> str | None:
    """The column that an end of an edge is; None for a whole table or product."""
    return joined(words(end)[Level.TABLES :]) or None


def _reached(
    edges: tuple[Edge, ...], names: Sequence[str], *, up: bool, down: bool
) -> tuple[Edge, ...]:
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    starts = sorted({end for end in ends if any(covers(name, end) for name in names)} | {*names})
    ways = [way for way, wanted in ((True, up), (False, down)) if wanted]
    return tuple(sorted({s.edge for way in ways for s in walked(edges, *starts, up=way)}))


def _asked(mesh: Mesh, names: Sequence[str], level: Level) -> set[str]:
    """What is shown whether or not an edge ends there: what was asked for by its name."""
    known = {*mesh.products, *(i for i in mesh.unreadable if len(words(i)) == Level.PRODUCTS)}
    if level is Level.PRODUCTS:
        return {i for i in known if not names or any(covers(name, i) for name in names)}
    return {name for name in names if len(words(name)) >= Level.TABLES}


def _boxes(mesh: Mesh, ends: Iterable[str], level: Level) -> Iterator[Box]:
    rows: dict[str, set[str]] = {}
    for end in ends:
        found = rows.setdefault(box_of(end, level), set())
        if (row := row_of(end)) is not None:
            found.add(row)
    for box in sorted(rows):
        order = _order(mesh, box)
        yield Box(box, tuple(sorted(rows[box], key=lambda row: (order.get(row, len(order)), row))))


def _order(mesh: Mesh, box: str) -> Mapping[str, int]:
    *product, table = words(box)
    known = mesh.products.get(joined(product))
    if known is None or table not in known.spec.tables:
        return {}
    return {name: place for place, name in enumerate(known.spec.tables[table].columns)}
