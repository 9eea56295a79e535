"""A mesh as it would be with one file written otherwise: nothing is written for that."""

from dataclasses import replace

from meshwright.errors import Finding
from meshwright.ids import folder_of
from meshwright.specs.agreement_file import agreement_path
from meshwright.specs.consistency import check_agreement, check_product
from meshwright.specs.models import Agreement, AgreementSpec, DataProduct, Mesh, ProductSpec
from meshwright.specs.parse import parse
from meshwright.specs.product_folder import PRODUCT_FILE


def with_agreement(
    mesh: Mesh, producer: str, consumer: str, content: bytes
) -> Mesh | tuple[Finding, ...]:
    """The mesh in which two agree as a text says, or what is wrong with the text."""
    path = agreement_path(producer, consumer)
    parsed = parse(content, path, AgreementSpec, check_agreement)
    if parsed.spec is None:
        return parsed.findings
    product = mesh.products[producer]
    agreed = {a.consumer: a for a in product.agreements}
    agreed[consumer] = Agreement(producer, consumer, parsed.spec, parsed.source)
    agreements = tuple(agreement for _, agreement in sorted(agreed.items()))
    return _with(mesh, replace(product, agreements=agreements))


def without_agreement(mesh: Mesh, producer: str, consumer: str) -> Mesh:
    """The mesh in which two agree on nothing."""
    product = mesh.products[producer]
    kept = tuple(a for a in product.agreements if a.consumer != consumer)
    return _with(mesh, replace(product, agreements=kept))


def with_product(mesh: Mesh, product: str, content: bytes) -> Mesh | tuple[Finding, ...]:
    """The mesh in which a product's spec is this text, or what is wrong with the text."""
    path = f"{folder_of(product)}/{PRODUCT_FILE}"
    parsed = parse(content, path, ProductSpec, check_product)
    if parsed.spec is None:
        return parsed.findings
    return _with(mesh, replace(mesh.products[product], spec=parsed.spec, source=parsed.source))


def _with(mesh: Mesh, product: DataProduct) -> Mesh:
    return replace(mesh, products={**mesh.products, product.id: product})
