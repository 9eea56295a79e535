"""The products that names speak of: their own, and those of the tables and columns named."""

from collections.abc import Sequence

from meshwright.ids import joined, words
from meshwright.specs.models import DataProduct, Mesh

PRODUCT = 2
"""The parts of a product's name, with which those of its tables and columns begin."""


def products_of(mesh: Mesh, names: Sequence[str]) -> tuple[DataProduct, ...]:
    """In the order of their ids; all where nothing is named."""
    wanted = {joined(words(name)[:PRODUCT]) for name in names}
    return tuple(p for p in mesh.products.values() if not names or p.id in wanted)
