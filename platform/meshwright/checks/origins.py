"""A product's AWS names are its own domain's, or came with it from the domain that it left."""

from collections.abc import Container, Iterator

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.ids import domain_of, folder_of
from meshwright.specs.models import DataProduct, Mesh


def foreign(mesh: Mesh) -> Iterator[DataProduct]:
    """The products whose names are those of another domain."""
    for product in mesh.products.values():
        if domain_of(product.origin) != product.domain.id:
            yield product


def check_origins(mesh: Mesh, moved: Container[str]) -> Iterator[Finding]:
    """A finding for each name of another domain, but for the products that git saw move here.

    Those need the domain that they came from: it has to stay.
    """
    for product in foreign(mesh):
        if product.id not in moved:
            yield refused(product, "git records no move from there")
        elif not _is_there(mesh, domain_of(product.origin)):
            yield _without_home(product)


def _is_there(mesh: Mesh, domain: str) -> bool:
    return domain in mesh.domains or domain in mesh.unreadable


def _without_home(product: DataProduct) -> Finding:
    home = domain_of(product.origin)
    message = (
        f"its files lie under the key of the domain {home}, which has no {folder_of(home)}"
        "/domain.yaml any more"
    )
    source = product.lock or product.source
    at = source.at_value("origin")
    return codes.HOME_GONE.at(at, message, subject=product.id, where="origin")


def refused(product: DataProduct, why: str) -> Finding:
    """The finding about a product whose names belong to another domain."""
    source = product.lock or product.source
    message = f"its AWS names are those of {product.origin}, in another domain, and {why}"
    at = source.at_value("origin")
    return codes.FOREIGN_ORIGIN.at(at, message, subject=product.id, where="origin")
