"""Where a table's files land: the bucket, the names of objects, and what a file has to hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from meshwright.errors import UsageError
from meshwright.ids import covers, is_product, joined
from meshwright.plan import names
from meshwright.specs.environment import Environment
from meshwright.specs.filling import FileSource
from meshwright.specs.models import DataProduct, Mesh
from meshwright.wording import did_you_mean, shown


@dataclass(frozen=True, slots=True)
class Landing:
    """Where one table's files land."""

    product: str
    table: str
    bucket: str
    format: str
    columns: tuple[str, ...]
    """The names that the first line of a CSV file has."""

    @property
    def id(self) -> str:
        return joined((self.product, self.table))

    def key(self, sha256: str) -> str:
        """A content has one name, so that nothing lands twice, whatever its file was called."""
        return f"{self.table}/{sha256}.{self.format}"


@dataclass(frozen=True, slots=True)
class Sourced:
    """A table for which files land."""

    product: DataProduct
    table: str
    source: FileSource


def sourced(mesh: Mesh) -> Mapping[str, Sourced]:
    """The tables for which files land, each by its id."""
    return {
        joined((product.id, name)): Sourced(product, name, table.source)
        for product in mesh.products.values()
        for name, table in product.tables.items()
        if table.source is not None
    }


def landing(mesh: Mesh, environment: Environment, name: str) -> Landing:
    """Where files of `domain.product.table` land.

    The table may be left out where only one of its product has a source. Raises UsageError for a
    name that has none.
    """
    known = sourced(mesh)
    whole = name if name in known else _only(known, name)
    if whole is None:
        raise UsageError(
            f"{shown(name)} is no table with a `source`{did_you_mean(name, known)}",
            fix="name DOMAIN.PRODUCT.TABLE of a table that has a `source`",
        )
    found = known[whole]
    product, table = found.product, found.product.tables[found.table]
    bucket = names.landing_bucket(product.origin, environment.place_of(product.domain.id))
    return Landing(product.id, found.table, bucket, found.source.format, table.landing_columns)


def _only(known: Collection[str], product: str) -> str | None:
    own = [table for table in known if covers(product, table)]
    return own[0] if len(own) == 1 and is_product(product) else None
