"""Who reads what: the inputs of all products turned round, once for the whole mesh."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from meshwright.specs.models import Mesh


@dataclass(frozen=True, slots=True)
class Lineage:
    """The products that name each product as an input, in the order of their ids."""

    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def readers_of(self, product_id: str) -> tuple[str, ...]:
        return self.readers.get(product_id, ())


def lineage(mesh: Mesh) -> Lineage:
    """The lineage of a mesh, with what is known of the inputs of products that cannot be read."""
    readers: dict[str, set[str]] = {}
    inputs = {product.id: product.spec.inputs for product in mesh.products.values()}
    unreadable = {entry.id: entry.inputs or () for entry in mesh.unreadable.values()}
    for reader, read in (inputs | unreadable).items():
        for product_id in read:
            readers.setdefault(product_id, set()).add(reader)
    return Lineage({product_id: tuple(sorted(found)) for product_id, found in readers.items()})
