"""Who still reads what is to go: by agreement, and by default as a product of the same domain.

The domain's own people are no such reader: they may read every product of theirs as long as it is
there, and whoever decides for the domain decides for them.
"""

from collections.abc import Collection, Iterator
from datetime import date

from meshwright.lineage.check import queries_of
from meshwright.plan import names
from meshwright.specs.models import Agreement, DataProduct, Mesh


def readers_of_product(
    mesh: Mesh, product: DataProduct, as_of: date, going: Collection[str] = ()
) -> tuple[str, ...]:
    """Who reads a product on a day and would be left without it, each with why.

    `going` are the ids of domains and products that go in the same run.
    """
    agreed = [a for a in product.agreements if _reads(mesh, a, as_of, going)]
    known = {agreement.consumer for agreement in agreed}
    by_default = (i for i in _inputs(mesh, product.id) if i not in known and i not in going)
    return (*map(_agreed, agreed), *(f"{i} (names it under inputs)" for i in by_default))


def readers_of_table(mesh: Mesh, product: DataProduct, table: str, as_of: date) -> tuple[str, ...]:
    """Who reads a table on a day: whose agreement names it, and whose query does."""
    agreed = [
        a for a in product.agreements if table in a.spec.tables and _reads(mesh, a, as_of, ())
    ]
    known = {agreement.consumer for agreement in agreed}
    asked = _querying(mesh, product, table)
    return (*map(_agreed, agreed), *(f"{i} ({how})" for i, how in asked if i not in known))


def _reads(mesh: Mesh, agreement: Agreement, as_of: date, going: Collection[str]) -> bool:
    consumer = mesh.products.get(agreement.consumer)
    is_over = agreement.spec.expires < as_of or (consumer is not None and consumer.is_retired)
    return not is_over and agreement.consumer not in going


def _agreed(agreement: Agreement) -> str:
    return f"{agreement.consumer} (by agreement until {agreement.spec.expires})"


def _inputs(mesh: Mesh, product: str) -> Iterator[str]:
    """The products that name this one as an input, unreadable ones too."""
    for reader in mesh.products.values():
        if product in reader.spec.inputs and not reader.is_retired:
            yield reader.id
    for unread in mesh.unreadable.values():
        if product in (unread.inputs or ()):
            yield unread.id


def _querying(mesh: Mesh, product: DataProduct, table: str) -> Iterator[tuple[str, str]]:
    """The products with a query that reads a table, each with how that is known.

    A query that cannot be understood may read whatever its product names under inputs.
    """
    for reader in mesh.products.values():
        if reader.is_retired or product.id not in (*reader.spec.inputs, reader.id):
            continue
        found = queries_of(mesh, reader)
        if any((names.database_of(product), table) in query.reads for query in found):
            yield reader.id, "its query reads it"
        elif not all(query.is_understood for query in found):
            yield reader.id, "its query, which cannot be understood, may read it"
