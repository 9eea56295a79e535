"""What would be missing if a product went away, and to whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from meshwright.catalog.model import Catalog, Product
from meshwright.ids import domain_of
from meshwright.lineage.graph import Edge


@dataclass(frozen=True, slots=True)
class Impact:
    """Who rests on a product."""

    products: tuple[str, ...]
    """All that are made of it, however many steps away, the nearest first."""
    consumers: tuple[str, ...]
    """Who reads it, or one of these, by an agreement, and is none of these."""


def audience(product: Product, day: date) -> str:
    """Who rests on a product on a day, but for its own domain's people: in words."""
    readers = {each.name for each in product.consumers if each.expires >= day}
    domains = {domain_of(name) for name in (*readers, *product.read_by)}
    if domains - {product.domain}:
        return "other domains"
    return "own domain" if domains else "nobody"


def impact(catalog: Catalog, below: Mapping[str, tuple[str, ...]], product: str) -> Impact:
    """Who rests on one product; `below` says what each product goes into."""
    products = _reached(below, product)
    hit = {product, *products}
    readers = {
        consumer.name
        for each in hit & catalog.products.keys()
        for consumer in catalog.products[each].consumers
        if consumer.expires >= catalog.as_of
    }
    return Impact(products, tuple(sorted(readers - hit)))


def neighbours(edges: Iterable[Edge], *, up: bool) -> Mapping[str, tuple[str, ...]]:
    """Of each product what it is made of, or what it goes into."""
    found: dict[str, set[str]] = {}
    for edge in edges:
        near, far = (edge.target, edge.source) if up else (edge.source, edge.target)
        found.setdefault(near, set()).add(far)
    return {name: tuple(sorted(others)) for name, others in found.items()}


def _reached(below: Mapping[str, tuple[str, ...]], start: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = [start]
    for name in waiting:
        for other in below.get(name, ()):
            if other != start and other not in found:
                found[other] = None
                waiting.append(other)
    return tuple(found)
