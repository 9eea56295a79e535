"""Which rights a question is about: those on a product, a table or a column, or a consumer's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from meshwright.entitlements.entitlement import Entitlement
from meshwright.errors import UsageError
from meshwright.ids import joined, product_in, words
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh
from meshwright.wording import did_you_mean, shown

PARTS = 2
"""Words of a product's id; a table's name has one more, a column's two."""


@dataclass(frozen=True, slots=True)
class Target:
    """A product, a table of it, a column of that, or a column of any of its tables."""

    product: str
    table: str = ""
    column: str = ""

    def is_opened_by(self, entitlement: Entitlement) -> bool:
        if entitlement.product != self.product or self.table not in ("", entitlement.table):
            return False
        return not self.column or self.column in entitlement.columns


def target(mesh: Mesh, name: str) -> Target:
    """What a name stands for. Raises UsageError where there is nothing of that name."""
    product, *rest = product_in(name), *words(name)[PARTS:]
    if product in mesh.unreadable:
        raise UsageError(f"{product} cannot be read: its files have errors", fix="mesh check")
    known = mesh.products.get(product)
    if known is None:
        raise _unknown(product, "product", mesh.products)
    tables = known.spec.tables
    if not rest:
        return Target(product)
    table, column = rest[0], joined(rest[1:])
    columns = {name for each in tables.values() for name in each.columns}
    if table not in tables and not column and table in columns:
        return Target(product, column=table)
    if table not in tables:
        raise _unknown(table, f"table or column of {product}", (*tables, *sorted(columns)))
    if column and column not in tables[table].columns:
        raise _unknown(column, f"column of {product}.{table}", tables[table].columns)
    return Target(product, table, column)


def _unknown(word: str, what: str, choices: Iterable[str]) -> UsageError:
    fix = "name a product (sales.orders), a table of it or a column"
    return UsageError(f"{shown(word)} is no {what}{did_you_mean(word, choices)}", fix=fix)


def consumer(mesh: Mesh, environment: Environment, name: str) -> str:
    """A domain, a product, or a principal or reader of the environment file, by its name.

    Raises UsageError where there is nobody of that name.
    """
    spec = environment.spec
    known: Collection[str] = {*mesh.domains, *mesh.products, *spec.principals, *spec.readers}
    if name in known or mesh.is_unreadable(name):
        return name
    message = f"nobody is called {shown(name)}{did_you_mean(name, known)}"
    fix = "name a domain for its people, a product, or a principal of the environment file"
    raise UsageError(message, fix=fix)


def of_target(found: Iterable[Entitlement], wanted: Target) -> tuple[Entitlement, ...]:
    return tuple(entitlement for entitlement in found if wanted.is_opened_by(entitlement))


def of_consumer(found: Iterable[Entitlement], name: str) -> tuple[Entitlement, ...]:
    """What a consumer reads; of a domain that is what its people read, not its products' jobs."""
    return tuple(e for e in found if e.reader.name == name)
