"""Where a table's files land: the bucket, the names of objects, and what a file has to hold."""

from collections.abc import Collection
from dataclasses import dataclass

from meshwright.errors import UsageError
from meshwright.ids import covers, is_product, joined
from meshwright.plan import names
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh
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


def landing(mesh: Mesh, environment: Environment, name: str) -> Landing:
    """Where files of `domain.product.table` land.

    The table may be left out where only one of its product has a source. Raises UsageError for a
    name that has none.
    """
    known = {
        joined((product.id, table)): (product, table, spec.source)
        for product in mesh.products.values()
        for table, spec in product.spec.tables.items()
        if spec.source is not None
    }
    whole = name if name in known else _only(known, name)
    if whole is None:
        raise UsageError(
            f"{shown(name)} is no table with a `source`{did_you_mean(name, known)}",
            fix="name DOMAIN.PRODUCT.TABLE of a table that has a `source`",
        )
    product, table, source = known[whole]
    bucket = names.landing_bucket(product.origin, environment.place_of(product.domain.id))
    columns = product.spec.tables[table].landing_columns
    return Landing(product.id, table, bucket, source.format, columns)


def _only(known: Collection[str], product: str) -> str | None:
    own = [table for table in known if covers(product, table)]
    return own[0] if len(own) == 1 and is_product(product) else None
