"""What a product reads exists, is another product, and is agreed upon across domains."""

from collections.abc import Iterator
from datetime import date

from meshwright.checks import codes
from meshwright.errors import Code, Finding
from meshwright.specs.models import Agreement, DataProduct, Mesh
from meshwright.wording import Suggestions


def check_inputs(mesh: Mesh, as_of: date) -> Iterator[Finding]:
    suggestions = Suggestions(mesh.products)
    agreed = mesh.agreements()
    for product in mesh.products.values():
        for index, input_id in enumerate(product.spec.inputs):
            producer = mesh.products.get(input_id)
            if producer is not None:
                yield from _known(
                    product, producer, index, agreed.get((producer.id, product.id)), as_of
                )
            elif not mesh.is_unreadable(input_id):
                message = f"there is no product '{input_id}'{suggestions.of(input_id)}"
                yield _at(codes.NO_SUCH_INPUT, product, index, message)


def _known(
    product: DataProduct,
    producer: DataProduct,
    index: int,
    agreement: Agreement | None,
    as_of: date,
) -> Iterator[Finding]:
    if producer is product:
        yield _at(codes.OWN_INPUT, product, index, f"{product.id} is its own input")
        return
    if producer.is_retired and not product.is_retired:
        yield _at(codes.INPUT_RETIRED, product, index, f"{producer.id} is retired")
    if producer.domain.id != product.domain.id:
        yield from _foreign(product, producer, index, agreement, as_of)


def _foreign(
    product: DataProduct,
    producer: DataProduct,
    index: int,
    agreement: Agreement | None,
    as_of: date,
) -> Iterator[Finding]:
    if agreement is None:
        file = f"domains/{producer.domain.id}/{producer.name}/access/{product.id}.yaml"
        message = f"{producer.id} belongs to another domain, and no agreement allows reading it"
        fix = f"propose the agreement: {file}"
        yield _at(codes.NO_AGREEMENT, product, index, message, fix=fix)
        return
    starts, expires = agreement.spec.starts or date.min, agreement.spec.expires
    # An agreement that ends before it starts has its own finding.
    if starts <= expires < as_of:
        message = f"the agreement to read {producer.id} expired on {expires}"
        yield _at(codes.INPUT_EXPIRED, product, index, message)
    elif as_of < starts <= expires:
        message = f"the agreement to read {producer.id} does not start before {starts}"
        yield _at(codes.INPUT_NOT_STARTED, product, index, message)


def _at(code: Code, product: DataProduct, index: int, message: str, *, fix: str = "") -> Finding:
    position = product.source.at("inputs", index)
    return code.at(position, message, fix=fix, subject=product.id, where=f"inputs.{index}")
