"""The words of a mesh: names that columns of several tables share, and what they mean there."""

from collections.abc import Iterable

from meshwright.catalog.model import Meaning, Product, Term
from meshwright.ids import joined


def terms(products: Iterable[Product]) -> tuple[Term, ...]:
    """The shared names in order; each with its meanings, that of most columns first."""
    found: dict[str, dict[str, list[str]]] = {}
    for product in products:
        for table in product.tables:
            for column in table.columns:
                name = joined((product.id, table.name, column.name))
                said = found.setdefault(column.name, {})
                said.setdefault(" ".join(column.description.split()), []).append(name)
    return tuple(
        Term(name, _meanings(said))
        for name, said in sorted(found.items())
        if sum(map(len, said.values())) > 1
    )


def _meanings(said: dict[str, list[str]]) -> tuple[Meaning, ...]:
    meanings = [Meaning(description, tuple(columns)) for description, columns in said.items()]
    # What says nothing comes last.
    return tuple(sorted(meanings, key=lambda m: (not m.description, -len(m.columns))))
