"""What a product's life means to the others: drafts have no readers, and what ends says so."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from meshwright.checks import codes
from meshwright.errors import Finding
from meshwright.ids import joined, words
from meshwright.specs.life import NO_SUCCESSOR, Living
from meshwright.specs.made_before import once
from meshwright.specs.models import Agreement, DataProduct, Mesh
from meshwright.wording import did_you_mean


def check_life(mesh: Mesh, as_of: date) -> Iterator[Finding]:
    agreed = mesh.agreements()
    for product in mesh.products.values():
        yield from _inputs(mesh, product, agreed, as_of)
        for agreement in product.agreements:
            yield from _drafts(product, agreement)
            yield from _agreement(mesh, product, agreement, as_of)
        yield from _successors(mesh, product)


def _inputs(
    mesh: Mesh,
    product: DataProduct,
    agreed: Mapping[tuple[str, str], Agreement],
    as_of: date,
) -> Iterator[Finding]:
    """At a reader: its inputs that will end, and those that are not there yet."""
    if product.is_retired:
        return
    for index, name in enumerate(product.spec.inputs):
        read = mesh.products.get(name)
        if read is None or read is product:
            continue
        agreement = agreed.get((name, product.id))
        tables = read.spec.tables if agreement is None else agreement.spec.tables
        said = [(codes.READ_ENDS, message) for message in _ends(read, tables, as_of)]
        if read.is_draft and not product.is_draft:
            said.insert(0, (codes.DRAFT_READ, f"{name} is a draft"))
        for code, message in said:
            at, where = product.source.at("inputs", index), f"inputs.{index}"
            yield code.at(at, message, subject=product.id, where=where)


def _ends(product: DataProduct, tables: Iterable[str], as_of: date) -> Iterator[str]:
    whole, each = once(_ending, product.id, product, as_of)
    if whole:
        yield whole
        return
    yield from (each[name] for name in tables if name in each)


def _ending(product: DataProduct, as_of: date) -> tuple[str, Mapping[str, str]]:
    """What is said of a product that ends, or by table of those that do."""
    if product.spec.is_ending:
        return _said(product.id, product.spec, product.successor, as_of), {}
    successors = product.successors
    return "", {
        name: _said(f"table {name} of {product.id}", table, successors.get(name), as_of)
        for name, table in product.spec.tables.items()
        if table.is_ending and not table.is_retired
    }


def _said(what: str, living: Living, successor: str | None, as_of: date) -> str:
    left = living.days_left(as_of)
    days = "1 day left" if left == 1 else f"{left} days left"
    end = f"{what} ends on {living.sunset}, {days}"
    return f"{end}: {successor or 'nothing'} takes its place"


def _agreement(
    mesh: Mesh, product: DataProduct, agreement: Agreement, as_of: date
) -> Iterator[Finding]:
    """At the agreement, where its consumer has no input to be told at."""
    consumer = mesh.products.get(agreement.consumer)
    is_told = consumer is not None and (product.id in consumer.spec.inputs or consumer.is_retired)
    if is_told or agreement.spec.expires < as_of or product.is_retired:
        return
    for message in _ends(product, agreement.spec.tables, as_of):
        said = f"{agreement.consumer} reads it: {message}"
        yield codes.READ_ENDS.at(agreement.source.at(), said, subject=product.id, where="tables")


def _drafts(product: DataProduct, agreement: Agreement) -> Iterator[Finding]:
    for name in agreement.spec.tables:
        table = product.spec.tables.get(name)
        if table is not None and (table.is_draft or product.is_draft):
            what = product.id if product.is_draft else f"table {name} of {product.id}"
            at, where = agreement.source.at("tables", name), f"tables.{name}"
            yield codes.DRAFT_OPENED.at(at, f"{what} is a draft", subject=product.id, where=where)


def _successors(mesh: Mesh, product: DataProduct) -> Iterator[Finding]:
    named = product.successor
    if named is not None and not _is_other(mesh, product, named):
        hint = did_you_mean(named, mesh.products)
        message = f"there is no other product '{named}'{hint}"
        at = product.source.at_value("successor")
        yield codes.NO_SUCH_SUCCESSOR.at(at, message, subject=product.id, where="successor")
    for name, table in product.spec.tables.items():
        named = table.successor if table.successor != NO_SUCCESSOR else None
        if named and not _is_table(mesh, product, name, named):
            where = f"tables.{name}.successor"
            at = product.source.at_value("tables", name, "successor")
            message = f"there is no other table '{named}'"
            yield codes.NO_SUCH_SUCCESSOR.at(at, message, subject=product.id, where=where)


def _is_other(mesh: Mesh, product: DataProduct, name: str) -> bool:
    return name != product.id and (name in mesh.products or mesh.is_unreadable(name))


def _is_table(mesh: Mesh, product: DataProduct, name: str, named: str) -> bool:
    """Whether the successor of a table is another table of the mesh."""
    *above, table = words(named)
    owner = joined(above)
    if not owner:
        return table in product.spec.tables and table != name
    other = mesh.products.get(owner)
    if other is None:
        return mesh.is_unreadable(owner)
    return table in other.spec.tables and (owner, table) != (product.id, name)
