"""A product's AWS names are its own domain's, or came with it from the domain that it left."""

from collections.abc import Container, Iterator

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.ids import domain_of
from meshwright.specs.models import DataProduct, Mesh


def foreign(mesh: Mesh) -> Iterator[DataProduct]:
    """The products whose names are those of another domain."""
    for product in mesh.products.values():
        if domain_of(product.origin) != product.domain.id:
            yield product


def check_origins(mesh: Mesh, moved: Container[str]) -> Iterator[Finding]:
    """A finding for each name of another domain, but for the products that git saw move here."""
    for product in foreign(mesh):
        if product.id not in moved:
            yield refused(product, "git records no move from there")


def refused(product: DataProduct, why: str) -> Finding:
    """The finding about a product whose names belong to another domain."""
    source = product.lock or product.source
    message = f"its AWS names are those of {product.origin}, in another domain, and {why}"
    at = source.at_value("origin")
    return codes.FOREIGN_ORIGIN.at(at, message, subject=product.id, where="origin")
