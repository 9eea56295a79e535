"""What is wrong with the queries of a mesh. sqlglot is loaded only where a product has one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from meshwright.errors import Finding
from meshwright.lineage.reach import in_reach
from meshwright.lineage.remembered import once_a_mesh
from meshwright.specs.made_before import once
from meshwright.specs.models import DataProduct, Mesh

if TYPE_CHECKING:
    from meshwright.lineage.derived import Derived


@once_a_mesh
def query_findings(mesh: Mesh) -> tuple[Finding, ...]:
    """All findings about the queries of a mesh; they are the same in every environment."""
    return tuple(_findings(mesh))


def queries_of(mesh: Mesh, product: DataProduct) -> "Sequence[Derived]":
    """The queries of a product's tables, analysed."""
    named = [name for name in product.queries if name in product.tables]
    if not named:
        return ()
    from meshwright.lineage.derived import derived

    return [derived(mesh, product, name) for name in named]


def _findings(mesh: Mesh) -> Iterator[Finding]:
    for product in mesh.products.values():
        if product.queries:
            yield from once(_of_product, product.id, in_reach(mesh, product), product)


def _of_product(mesh: Mesh, product: DataProduct) -> tuple[Finding, ...]:
    found = queries_of(mesh, product)
    return tuple(replace(each, subject=product.id) for each in _of_queries(mesh, product, found))


def _of_queries(mesh: Mesh, product: DataProduct, found: "Sequence[Derived]") -> Iterator[Finding]:
    from meshwright.lineage.circles import circles
    from meshwright.lineage.protection import needless, protection
    from meshwright.lineage.windows import windows

    for query in found:
        where = f"tables.{query.name}.query"
        yield from (replace(finding, where=where) for finding in query.findings)
        if query.is_sound:
            yield from protection(mesh, query)
            yield from (replace(finding, where=where) for finding in windows(mesh, query))
    yield from circles(product, found)
    yield from needless(mesh, product, found)
