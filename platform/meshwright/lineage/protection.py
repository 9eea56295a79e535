"""Protected columns followed through queries: where one reaches an unprotected column."""

from collections.abc import Iterator, Sequence

from meshwright.athena import codes
from meshwright.athena.reading import offset_of
from meshwright.athena.values import ColumnRef, How, Uses, telling
from meshwright.errors import Finding
from meshwright.lineage.derived import Derived
from meshwright.specs.models import DataProduct, Mesh
from meshwright.wording import shown


def protection(mesh: Mesh, query: Derived) -> Iterator[Finding]:
    """Protected columns that reach unprotected ones of a derived table, or decide its rows."""
    unprotected = [name for name in query.table.columns if _is_bare(query, name)]
    for index, column in enumerate(query.relation.columns):
        if column.name in unprotected:
            yield from _reached(mesh, query, index)
    if unprotected:
        yield from _decided(mesh, query)


def needless(mesh: Mesh, product: DataProduct, found: Sequence[Derived]) -> Iterator[Finding]:
    """Declassifications of columns that nothing protected reaches."""
    derived = {query.name: query for query in found}
    for name, table in product.tables.items():
        for column, spec in table.columns.items():
            if spec.declassification is None:
                continue
            query = derived.get(name)
            if query is not None and not query.is_sound:
                continue
            if product.is_protected(spec) or query is None or not _told(mesh, query, column):
                path = ("tables", name, "columns", column, "declassification")
                message = f"nothing protected reaches {shown(column)} of {product.id}.{name}"
                if product.is_protected(spec):
                    message = f"{shown(column)} of {product.id}.{name} is protected itself"
                yield codes.NEEDLESS.at(product.source.at(*path), message, where=".".join(path))


def protected_in(mesh: Mesh, uses: Uses) -> list[tuple[ColumnRef, How]]:
    """The protected columns among those that something is made of, but for what is only counted."""
    return [
        (ref, how) for ref, how in telling(uses) if how < How.COUNTED and is_protected(mesh, ref)
    ]


def is_protected(mesh: Mesh, ref: ColumnRef) -> bool:
    product = mesh.products[ref.product]
    return product.is_protected(product.spec.tables[ref.table].columns[ref.column])


def _is_bare(query: Derived, name: str) -> bool:
    column = query.table.columns[name]
    return not query.product.is_protected(column) and column.declassification is None


def _told(mesh: Mesh, query: Derived, name: str) -> bool:
    made = [c.value.uses for c in query.relation.columns if c.name == name]
    decides = [uses for _, uses in query.context.decisions]
    return any(protected_in(mesh, uses) for uses in (*made, *decides))


def _reached(mesh: Mesh, query: Derived, index: int) -> Iterator[Finding]:
    column = query.relation.columns[index]
    found = protected_in(mesh, column.value.uses)
    if not found:
        return
    names = ", ".join(f"{ref} ({how.word})" for ref, how in found)
    node = query.expression(index)
    at = query.context.text.position(offset_of(node) if node else 0)
    message = f"{shown(column.name)} is unprotected, and is made of protected columns: {names}"
    where = f"tables.{query.name}.columns.{column.name}"
    yield codes.PROTECTED.at(at, message, where=where)


def _decided(mesh: Mesh, query: Derived) -> Iterator[Finding]:
    for node, uses in query.context.decisions:
        found = protected_in(mesh, uses)
        if found:
            names = ", ".join(str(ref) for ref, _ in found)
            at = query.context.text.position(offset_of(node))
            rows = f"the rows of {query.product.id}.{query.name}"
            message = f"{rows} are selected by protected data: {names}"
            yield codes.INFLUENCE.at(at, message, where=f"tables.{query.name}.query")
