"""Where products lie now, by where they began: what AWS has of a moved product is named by that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from meshwright.specs.models import Mesh


@dataclass(frozen=True)
class Paths:
    """Products that lie elsewhere than where they began, each with its origin."""

    origins: Mapping[str, str] = field(default_factory=dict[str, str])

    def origin(self, product: str) -> str:
        """Where a product began."""
        return self.origins.get(product, product)

    def path(self, origin: str) -> str:
        """Where what began somewhere lies now; what is no product, or has gone, stays itself."""
        return self._paths.get(origin, origin)

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        return {origin: product for product, origin in self.origins.items()}


AT_HOME = Paths()
"""Every product lies where it began."""


def paths_of(*meshes: Mesh) -> Paths:
    """Where the products of a mesh lie; of several, the last one that has a product says it."""
    products = (p for mesh in meshes for p in (*mesh.products.values(), *mesh.unreadable.values()))
    lying = {product.origin: product.id for product in products}
    return Paths({path: origin for origin, path in lying.items() if path != origin})
