"""Which tables a product's queries can read, and which of their columns its grants open.

Whether an agreement has begun or ended is told elsewhere: a query is not wrong overnight. So an
agreement counts here for what it opens while it holds, and one that is missing is not told twice.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from meshwright.athena.declared import as_queried
from meshwright.athena.relations import Column, Relation
from meshwright.athena.values import ColumnRef, How, Value
from meshwright.ids import joined
from meshwright.plan import names
from meshwright.plan.grants import opened_columns
from meshwright.specs.models import DataProduct, Mesh, Table, Unreadable
from meshwright.wording import did_you_mean, shown


@dataclass(frozen=True, slots=True)
class Opened:
    """The tables in reach of one product."""

    mesh: Mesh
    product: DataProduct

    def table(self, database: str, name: str) -> Relation | str:
        """A table as the product sees it; or what is wrong, and on a second line what to do."""
        producers = dict(self._producers())
        producer = producers.get(database)
        if producer is None:
            hint = did_you_mean(f"{database}.{name}", self._names())
            known = ", ".join(producers)
            message = (
                f"{shown(f'{database}.{name}')} is no table of the product or its inputs{hint}"
            )
            return f"{message}\nname its product under `inputs`; in reach are {known}"
        if isinstance(producer, Unreadable):
            return Relation((), is_opaque=True)
        table = producer.tables.get(name)
        if table is None:
            is_retired = name in producer.spec.tables
            hint = did_you_mean(name, producer.tables)
            why = "it is retired" if is_retired else f"there is none of that name{hint}"
            return f"{producer.id} has no table {shown(name)}: {why}\nname one of its tables"
        return self._relation(producer, name, table)

    def _producers(self) -> Iterator[tuple[str, DataProduct | Unreadable]]:
        for id in (self.product.id, *self.product.spec.inputs):  # noqa: A001 - the mesh's own word
            found = self.mesh.products.get(id) or self.mesh.unreadable.get(id)
            if found is not None:
                yield names.database_of(found), found

    def _names(self) -> list[str]:
        return [
            joined((database, name))
            for database, producer in self._producers()
            if isinstance(producer, DataProduct)
            for name in producer.tables
        ]

    def _relation(self, producer: DataProduct, name: str, table: Table) -> Relation | str:
        opened = self._columns(producer, name, table)
        if not opened:
            where = f"domains/{producer.domain.id}/{producer.name}/access/{self.product.id}.yaml"
            message = f"no column of {producer.id}.{name} is opened to {self.product.id}"
            return f"{message}\npropose the table in {where}"
        columns = (
            Column(
                column,
                Value(
                    as_queried(spec.type),
                    frozenset(((ColumnRef(producer.id, name, column), How.COPIED),)),
                ),
                column in opened,
            )
            for column, spec in table.columns.items()
        )
        return Relation(tuple(columns), title=joined((producer.id, name)))

    def _columns(self, producer: DataProduct, name: str, table: Table) -> Collection[str]:
        if producer is self.product:
            return table.columns
        agreed = (a for a in producer.agreements if a.consumer == self.product.id)
        agreement = next(agreed, None)
        is_own = producer.domain.id == self.product.domain.id
        if agreement is None and not is_own:
            return table.columns
        # On its last day an agreement holds, unless it ends before it starts.
        day = agreement.spec.expires if agreement else date.max
        opened = opened_columns(producer, agreement, by_default=is_own, as_of=day)
        columns, _ = opened.get(name, ((), None))
        return table.columns if columns is None else columns
