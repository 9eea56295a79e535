"""A product's kind, queries and origin fit the rest of the mesh."""

from collections.abc import Iterator

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.specs.models import DataProduct, Kind, Mesh


def check_products(mesh: Mesh) -> Iterator[Finding]:
    for product in mesh.products.values():
        yield from _kind(product)
        yield from _queries(product)
    yield from _origins(mesh)


def _kind(product: DataProduct) -> Iterator[Finding]:
    is_source = product.kind is Kind.SOURCE_ALIGNED
    if is_source == (not product.spec.inputs):
        return
    inputs = "it reads other products" if is_source else "it reads no product"
    message = f"the kind is {product.kind}, and {inputs}"
    at = product.source.at_value("kind")
    yield codes.KIND_CONTRADICTS.at(at, message, subject=product.id, where="kind")


def _queries(product: DataProduct) -> Iterator[Finding]:
    takes_files = any(table.source is not None for table in product.spec.tables.values())
    if product.spec.inputs or takes_files:
        return
    for name, table in product.spec.tables.items():
        if table.query is not None:
            message = f"{table.query} derives '{name}' from inputs, and the product has none"
            at = product.source.at_value("tables", name, "query")
            where = f"tables.{name}.query"
            yield codes.QUERY_WITHOUT_INPUTS.at(at, message, subject=product.id, where=where)


def _origins(mesh: Mesh) -> Iterator[Finding]:
    """A finding for each product that shares its origin, at its lock file if it has one.

    Also with one that cannot be read: its bucket is there all the same.
    """
    by_origin: dict[str, list[str]] = {}
    for product in (*mesh.products.values(), *mesh.unreadable.values()):
        by_origin.setdefault(product.origin, []).append(product.id)
    for product in mesh.products.values():
        others = [other for other in by_origin[product.origin][:3] if other != product.id]
        if others:
            source = product.lock if product.lock and product.locked.origin else product.source
            names = " and ".join(others)
            message = f"its AWS names derive from {product.origin}, and so do those of {names}"
            yield codes.SAME_ORIGIN.at(
                source.at_value("origin"), message, subject=product.id, where="origin"
            )
