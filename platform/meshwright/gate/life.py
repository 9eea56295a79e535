"""A product or table is retired when its readers have gone, or the day that they were told has."""

from collections.abc import Iterator, Sequence
from datetime import date

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.gate.readers import readers_of_product, readers_of_table
from meshwright.specs.life import Living
from meshwright.specs.models import DataProduct, Mesh
from meshwright.specs.source import Path


def retired_early(mesh: Mesh, as_of: date) -> Iterator[Finding]:
    """An error for each retired product and table that is read while no sunset has passed."""
    for product in mesh.products.values():
        if product.is_retired:
            readers = readers_of_product(mesh, product, as_of)
            yield from _early(product, product.id, product.spec, (), readers, as_of)
            continue
        for name, table in product.spec.tables.items():
            if table.is_retired:
                readers = readers_of_table(mesh, product, name, as_of)
                what, path = f"table {name} of {product.id}", ("tables", name)
                yield from _early(product, what, table, path, readers, as_of)


def _early(
    product: DataProduct,
    what: str,
    living: Living,
    path: Path,
    readers: Sequence[str],
    as_of: date,
) -> Iterator[Finding]:
    if not readers or living.is_past_sunset(as_of):
        return
    told = "no sunset was told"
    if (left := living.days_left(as_of)) is not None:
        told = f"its sunset is {living.sunset}, {left} days away"
    path = (*path, "status")
    message = f"{what} is retired, {told}, and it is read by {', '.join(readers)}"
    at, where = product.source.at(*path), ".".join(map(str, path))
    yield codes.RETIRED_EARLY.at(at, message, subject=product.id, where=where)
