"""The tables of a mesh, as a person names them and as Athena is asked for their rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from meshwright.athena.quoting import query_name
from meshwright.errors import UsageError
from meshwright.ids import joined
from meshwright.plan import names
from meshwright.specs.models import DataProduct, Mesh, Table
from meshwright.wording import did_you_mean, shown


@dataclass(frozen=True, slots=True)
class NamedTable:
    """One table of one product."""

    product: DataProduct
    name: str

    @property
    def id(self) -> str:
        return joined((self.product.id, self.name))

    @property
    def spec(self) -> Table:
        return self.product.tables[self.name]

    @property
    def _from(self) -> str:
        return f"FROM {names.database_of(self.product)}.{query_name(self.name)}"

    def rows_text(self, limit: int) -> str:
        """The SQL for the rows that come first by the table's key."""
        order = ", ".join(map(query_name, self.spec.primary_key)) or "1"
        return f"SELECT * {self._from} ORDER BY {order} LIMIT {limit}"

    @property
    def total_text(self) -> str:
        return f"SELECT count(*) {self._from}"

    @property
    def partitions_text(self) -> str:
        """The SQL for how many partitions have rows; none of a table that has no partitions."""
        keys = ", ".join(map(query_name, self.spec.partition_by))
        if not keys:
            return "SELECT 0"
        return f"SELECT count(*) FROM (SELECT DISTINCT {keys} {self._from})"  # noqa: S608 - ids


def tables(mesh: Mesh) -> Iterator[NamedTable]:
    products = mesh.products.values()
    return (NamedTable(product, name) for product in products for name in product.tables)


def named_table(mesh: Mesh, name: str) -> NamedTable:
    """`domain.product.table`, or the first table of `domain.product`; raises UsageError."""
    known = {table.id: table for table in tables(mesh)}
    first = {table.product.id: table for table in reversed([*known.values()])}
    found = known.get(name) or first.get(name)
    if found is None:
        raise UsageError(
            f"there is no table or product {shown(name)}{did_you_mean(name, [*first, *known])}",
            fix="`mesh plan '*'` lists what there is",
        )
    return found
