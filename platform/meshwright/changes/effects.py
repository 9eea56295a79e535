"""All that a change does, environment by environment, as one value for every report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from meshwright.changes.planned import planned_change
from meshwright.changes.products import EnvironmentChange
from meshwright.gate.assessment import Assessment
from meshwright.plan.difference import Fate
from meshwright.specs.models import DataProduct, Mesh


@dataclass(frozen=True, order=True, slots=True)
class Edge:
    """That a product, a domain's people or a principal reads a product."""

    product: str
    reader: str


@dataclass(frozen=True, slots=True)
class Effects:
    """What specifications change, and before it what the platform's code alone changes."""

    specs: tuple[EnvironmentChange, ...] = ()
    code: tuple[EnvironmentChange, ...] = ()
    """The base's specifications, planned by the base's code and then by the head's."""
    code_fault: str = ""
    """Why nobody can say what the code changes; empty where it is told, or none differs."""
    edges: tuple[Edge, ...] = ()
    """Who reads what is touched, before or after."""
    fates: Mapping[str, Fate] = field(default_factory=dict[str, Fate])
    """What becomes of each product that is touched, in any environment."""


def effects(
    base: Mapping[str, Assessment],
    heads: Iterable[Assessment],
    code: tuple[EnvironmentChange, ...] = (),
    code_fault: str = "",
) -> Effects:
    """What a change does, in the environments that both sides have."""
    both = [(base[h.environment.name], h) for h in heads if h.environment.name in base]
    specs = tuple(planned_change(before, after) for before, after in both)
    fates = {product.id: product.fate for change in specs for product in change.products}
    edges: set[Edge] = set()
    for mesh in (each.mesh for pair in both[:1] for each in pair):
        edges |= set(_edges(mesh, fates))
    return Effects(specs, code, code_fault, tuple(sorted(edges)), fates)


def _edges(mesh: Mesh, touched: Mapping[str, Fate]) -> Iterator[Edge]:
    for product in mesh.products.values():
        yield from (Edge(i, product.id) for i in product.spec.inputs if i in touched)
        if product.id in touched:
            yield from (Edge(product.id, consumer) for consumer in _consumers(product))


def _consumers(product: DataProduct) -> Iterator[str]:
    return (agreement.consumer for agreement in product.agreements)
