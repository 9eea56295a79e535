"""Which columns are made of which, over a whole mesh: edges, walked up or down."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from meshwright.ids import covers, joined, words
from meshwright.lineage.reach import in_reach
from meshwright.lineage.remembered import once_a_mesh
from meshwright.specs.made_before import once
from meshwright.specs.models import DataProduct, Mesh

if TYPE_CHECKING:
    from meshwright.athena.relations import Relation

INPUT, DECIDES = "input", "decides"
"""Beside the ways of `values.How`: a declared input, and a column that decides about rows."""


@dataclass(frozen=True, order=True, slots=True)
class Edge:
    """Something that goes into something else, each as `domain.product[.table[.column]]`."""

    source: str
    target: str
    how: str
    """`copied`, `computed`, `aggregated`, `counted`; `decides` for rows; `input` for products."""


@dataclass(frozen=True, slots=True)
class Step:
    """An edge on the way from a start, and how far from it."""

    edge: Edge
    depth: int


@once_a_mesh
def column_edges(mesh: Mesh) -> tuple[Edge, ...]:
    """What each derived column is made of; a column that decides about rows goes into the table.

    Of a query that cannot be understood as a whole it holds what could be.
    """
    return tuple(
        edge
        for product in mesh.products.values()
        if product.queries
        for edge in once(_of_product, product.id, in_reach(mesh, product), product)
    )


def input_edges(mesh: Mesh) -> tuple[Edge, ...]:
    """What products name as inputs, those that cannot be read included."""
    named = {p.id: p.spec.inputs for p in mesh.products.values()}
    unread = {entry.id: entry.inputs or () for entry in mesh.unreadable.values()}
    return tuple(
        Edge(source, target, INPUT)
        for target, sources in {**named, **unread}.items()
        for source in sources
    )


def rolled_up(edges: Iterable[Edge], parts: int) -> tuple[Edge, ...]:
    """Edges between products (two parts of their names) or tables (three), each once, as it tells
    most.
    """
    found: dict[tuple[str, str], str] = {}
    order = ["copied", "computed", "aggregated", "counted", DECIDES, INPUT]
    for edge in edges:
        pair = _start(edge.source, parts), _start(edge.target, parts)
        if pair[0] != pair[1]:
            known = found.get(pair, edge.how)
            found[pair] = min(known, edge.how, key=order.index)
    return tuple(sorted(Edge(source, target, how) for (source, target), how in found.items()))


def walked(edges: Sequence[Edge], *starts: str, up: bool) -> Iterator[Step]:
    """The edges that lead to starts, or from them, in the order of a tree; each is told once."""
    by_end: dict[str, list[Edge]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.how == DECIDES, edge)):
        by_end.setdefault(edge.target if up else edge.source, []).append(edge)
    seen: set[Edge] = set()
    ends = (end for start in starts for end in _ends(start, up=up))
    first = [edge for end in ends for edge in by_end.get(end, [])]
    waiting = [(edge, 1) for edge in reversed(first)]
    while waiting:
        edge, depth = waiting.pop()
        if edge in seen:
            continue
        seen.add(edge)
        yield Step(edge, depth)
        far = edge.source if up else edge.target
        onwards = [next for end in _ends(far, up=up) for next in by_end.get(end, [])]  # noqa: A001
        waiting += [(following, depth + 1) for following in reversed(onwards)]


def readers_of_column(mesh: Mesh, product: str, table: str, column: str) -> tuple[str, ...]:
    """The columns of others that a column goes into, however many steps away.

    Where it decides which rows of a table there are, without it the whole table is not made.
    """
    start = joined((product, table, column))
    edges = [*column_edges(mesh)]
    for edge in tuple(edges):
        if edge.how == DECIDES:
            edges += (Edge(edge.source, name, DECIDES) for name in _columns(mesh, edge.target))
    found = {step.edge.target for step in walked(edges, start, up=False)}
    others = (name for name in found if not covers(product, name))
    return tuple(sorted(name for name in others if len(words(name)) == len(words(start))))


def _of_product(mesh: Mesh, product: DataProduct) -> tuple[Edge, ...]:
    from meshwright.lineage.derived import derived

    return tuple(
        edge
        for name in product.queries
        if name in product.tables
        for edge in _of_relation(derived(mesh, product, name).relation, joined((product.id, name)))
    )


def _of_relation(relation: "Relation", table: str) -> Iterator[Edge]:
    from meshwright.athena.values import telling

    for column in relation.columns:
        target = joined((table, column.name))
        for ref, how in telling(column.value.uses):
            yield Edge(str(ref), target, how.word)
    for ref, _ in telling(relation.influences):
        yield Edge(str(ref), table, DECIDES)


def _columns(mesh: Mesh, table: str) -> list[str]:
    *above, name = words(table)
    product = joined(above)
    return [joined((table, column)) for column in mesh.products[product].tables[name].columns]


def _start(name: str, parts: int) -> str:
    return joined(words(name)[:parts])


def _ends(name: str, *, up: bool) -> tuple[str, ...]:
    """What to look for edges of: upwards, what decides about a column's table counts too."""
    is_column = len(words(name)) == len(("domain", "product", "table", "column"))
    return (name, joined(words(name)[:-1])) if up and is_column else (name,)
