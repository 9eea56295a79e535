"""Readers that come to what its owner has said will end: by a new agreement, or a new input."""

from collections.abc import Iterator

from meshwright.contracts import codes
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.ids import domain_of
from meshwright.specs.models import DataProduct, Mesh


def new_readers_of_ending(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """An error for each table that an agreement newly opens, and each input that is new."""
    for product in head.mesh.products.values():
        yield from _agreements(base.mesh, product)
        yield from _inputs(base.mesh, head.mesh, product)


def _agreements(base: Mesh, product: DataProduct) -> Iterator[Finding]:
    before = base.products.get(product.id)
    known = {(a.consumer, t) for a in (before.agreements if before else ()) for t in a.spec.tables}
    for agreement in product.agreements:
        for name in agreement.spec.tables:
            ends = _end(product, name)
            if ends and (agreement.consumer, name) not in known:
                message = f"{agreement.consumer} newly reads {ends}"
                at, where = agreement.source.at("tables", name), f"tables.{name}"
                yield codes.NEW_READER.at(at, message, subject=product.id, where=where)


def _end(product: DataProduct, table: str) -> str:
    """What ends of a product where a table is read; empty where nothing does."""
    if product.spec.is_ending:
        return f"{product.id}, which ends on {product.spec.sunset}"
    known = product.tables.get(table)
    if known is None or not known.is_ending:
        return ""
    return f"table {table} of {product.id}, which ends on {known.sunset}"


def _inputs(base: Mesh, head: Mesh, product: DataProduct) -> Iterator[Finding]:
    """Of the own domain: from another one a reader comes by an agreement."""
    before = base.products.get(product.id)
    for index, name in enumerate(product.spec.inputs):
        read = head.products.get(name)
        is_known = before is not None and name in before.spec.inputs
        if read is None or is_known or domain_of(name) != product.domain.id:
            continue
        if read.spec.is_ending:
            message = f"{product.id} newly reads {name}, which ends on {read.spec.sunset}"
            at, where = product.source.at("inputs", index), f"inputs.{index}"
            yield codes.NEW_READER.at(at, message, subject=product.id, where=where)
