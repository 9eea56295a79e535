"""The products that names speak of: their own, and those of the tables and columns named."""

from collections.abc import Sequence

from meshwright.ids import product_in
from meshwright.specs.models import DataProduct, Mesh


def products_of(mesh: Mesh, names: Sequence[str]) -> tuple[DataProduct, ...]:
    """In the order of their ids; all where nothing is named."""
    wanted = {product_in(name) for name in names}
    return tuple(p for p in mesh.products.values() if not names or p.id in wanted)
