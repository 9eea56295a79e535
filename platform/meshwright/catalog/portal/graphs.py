"""What of the lineage is drawn: the whole mesh, a product's neighbours, its columns."""

from collections.abc import Iterable, Mapping, Sequence

from meshwright.catalog.model import Catalog, Product
from meshwright.catalog.picture import Graph, Node, Picture, graph, picture
from meshwright.ids import covers, joined, product_in, words
from meshwright.lineage.graph import Edge

__all__ = ["Graph", "by_end", "near", "of_columns", "of_products", "picture"]
STEPS = 4
"""How far the lineage of a product's columns is followed each way."""
MOST = 12
"""Neighbours on each side of a product that its page draws; the rest is listed beside."""


def of_products(catalog: Catalog) -> Graph:
    """Which products go into which."""
    named = {name for edge in catalog.product_edges for name in (edge.source, edge.target)}
    return graph((_node(catalog, name) for name in named), _hows(catalog.product_edges))


def near(catalog: Catalog, product: str, above: Sequence[str], below: Sequence[str]) -> Picture:
    """A product and what is next to it."""
    edges = {(source, product): "input" for source in above[:MOST]}
    edges |= {(product, target): "input" for target in below[:MOST]}
    names = {product, *above[:MOST], *below[:MOST]}
    return picture(graph((_node(catalog, name, product) for name in names), edges))


Ends = Mapping[str, tuple[Edge, ...]]


def by_end(edges: Iterable[Edge], *, up: bool) -> Ends:
    """Edges by where they arrive, or by where they begin."""
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.target if up else edge.source, []).append(edge)
    return {name: tuple(edges) for name, edges in found.items()}


def of_columns(catalog: Catalog, product: Product, up: Ends, down: Ends) -> Graph:
    """What the columns of a product are made of and go into, some steps each way."""
    starts = [
        joined((product.id, table.name, column.name))
        for table in product.tables
        for column in table.columns
    ]
    edges = {*_followed(up, starts, up=True), *_followed(down, starts, up=False)}
    names = {name for edge in edges for name in (edge.source, edge.target)}
    return graph((_column(catalog, name, product.id) for name in names), _hows(edges))


def _followed(ends: Ends, starts: Iterable[str], *, up: bool) -> set[Edge]:
    found: set[Edge] = set()
    near = {*starts}
    for _ in range(STEPS):
        new = {edge for name in near for edge in ends.get(name, ())} - found
        found |= new
        near = {edge.source if up else edge.target for edge in new}
    return found


def _hows(edges: Iterable[Edge]) -> dict[tuple[str, str], str]:
    """Each pair once, as it tells most."""
    found: dict[tuple[str, str], str] = {}
    for edge in sorted(edges, key=lambda edge: edge.how == "decides"):
        found.setdefault((edge.source, edge.target), edge.how)
    return found


def _node(catalog: Catalog, name: str, focus: str = "") -> Node:
    domain, label = words(name)[0], joined(words(name)[1:])
    href = f"products/{name}.html" if name in catalog.products else ""
    return Node(name, label, domain, href, name == focus)


def _column(catalog: Catalog, name: str, focus: str) -> Node:
    product, rest = product_in(name), words(name)[2:]
    is_table = len(rest) == 1
    is_own = product == focus
    above = joined((None if is_own else product, None if is_table else rest[0]))
    place = f"table-{rest[0]}" if is_table else joined(rest)
    href = f"products/{product}.html#{place}" if product in catalog.products else ""
    label = f"rows of {rest[0]}" if is_table else joined(rest[1:])
    return Node(name, label, above, href, covers(focus, name))
