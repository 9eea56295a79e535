"""What a change of a table's partition keys makes unreadable.

Glue changes the keys of a table and leaves its partitions as they are: their values then have no
key, or another one. Athena fails at such a partition, or reads a value under another column's name
(Athena user guide, "Updates in tables with partitions": partitions do not follow their table).
"""

from collections.abc import Iterator

from meshwright.contracts import codes
from meshwright.errors import Finding
from meshwright.gate.assessment import Assessment
from meshwright.specs.models import DataProduct, Table

Keys = tuple[tuple[str, str], ...]
"""Names and Glue types of partition keys, in their order."""


def repartitioned(base: Assessment, head: Assessment) -> Iterator[Finding]:
    """A finding for each table that keeps its name and gets other partition keys."""
    before = {product.origin: product for product in base.mesh.products.values()}
    for product in head.mesh.products.values():
        was = before.get(product.origin)
        if was is None:
            continue
        for name, table in product.tables.items():
            old = was.tables.get(name)
            if old is not None and keys_of(old) != keys_of(table):
                yield _finding(product, name, old, table)


def keys_of(table: Table) -> Keys:
    return tuple((name, table.columns[name].type.glue) for name in table.partition_by)


def _finding(product: DataProduct, name: str, old: Table, new: Table) -> Finding:
    path = ("tables", name, "partitionBy") if new.partition_by else ("tables", name)
    message = (
        f"'{name}' changes its partition keys from {_said(old)} to {_said(new)}:"
        " existing partitions and files become unreadable"
    )
    return codes.REPARTITIONED.at(
        product.source.at(*path), message, subject=product.id, where=".".join(path)
    )


def _said(table: Table) -> str:
    return ", ".join(f"{name} ({kind})" for name, kind in keys_of(table)) or "nothing"
