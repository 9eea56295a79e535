"""The agreements that keep what was read without one while both belonged to one domain.

Inside a domain its people and its products read each other's unprotected columns as a matter of
course; across domains only an agreement opens them. So a product that leaves takes its readers
along, and keeps what it reads, by agreements that open the same columns. They lie in the folders of
who gives, so that their reviewers approve them.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from meshwright.ids import domain_of
from meshwright.specs.agreement_file import AgreementFile, Opened
from meshwright.specs.models import DataProduct, Mesh

HOLDS_FOR = timedelta(days=365)


def carried_over(
    mesh: Mesh, product: DataProduct, old: str, new: str, *, as_of: date
) -> Iterator[AgreementFile]:
    """What has to be agreed upon once a product lies in another domain; nothing inside of one.

    Whoever has an agreement already keeps that one.
    """
    home = domain_of(old)
    if domain_of(new) == home:
        return
    agreed = {agreement.consumer for agreement in product.agreements}
    for reader in (*_readers(mesh, old, new), home):
        if reader not in agreed:
            yield from _agreement(mesh, product, new, reader, as_of)
    for producer in (mesh.products.get(i) for i in product.spec.inputs):
        if producer is None or producer.domain.id != home:
            continue
        if not {old, new} & {agreement.consumer for agreement in producer.agreements}:
            yield from _agreement(mesh, producer, producer.id, new, as_of)


def left_out(mesh: Mesh, product: DataProduct, old: str, new: str) -> Iterator[str]:
    """What an agreement that is there already does not open, and its consumer read without one."""
    home = domain_of(old)
    if domain_of(new) == home:
        return
    by_default = {*_readers(mesh, old, new), home}
    for agreement in product.agreements:
        open_until_now = {n for n, t in product.tables.items() if product.unprotected_columns(t)}
        lost = sorted(open_until_now - agreement.spec.tables.keys())
        if agreement.consumer in by_default and lost:
            yield (
                f"{agreement.consumer} no longer reads {', '.join(lost)}: its agreement does not"
                f" name what it read without one; add it there if that is to go on"
            )


def _readers(mesh: Mesh, old: str, new: str) -> Iterator[str]:
    """The products of the domain it leaves that name it as an input."""
    for reader in mesh.products.values():
        is_neighbour = reader.domain.id == domain_of(old) and reader.id not in (old, new)
        if is_neighbour and {old, new} & {*reader.spec.inputs}:
            yield reader.id


def _agreement(
    mesh: Mesh, giver: DataProduct, producer: str, consumer: str, as_of: date
) -> Iterator[AgreementFile]:
    # An agreement on a table of which nothing is unprotected would open nothing.
    opened = {name: Opened() for name, t in giver.tables.items() if giver.unprotected_columns(t)}
    if opened:
        yield AgreementFile(
            producer,
            consumer,
            "Goes on reading what it read before the product moved to another domain",
            opened,
            as_of + HOLDS_FOR,
            contact=mesh.owner_of(consumer),
            remark="Written by `mesh move`: read without an agreement while both were of one"
            " domain.",
        )
