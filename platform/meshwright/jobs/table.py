"""A table whose rows a product makes, as a value, and the names of the tables beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from meshwright.athena.column_type import ColumnType
from meshwright.athena.quoting import query_name
from meshwright.specs.models import Table


def next_table(name: str) -> str:
    """Where the rows of a run are staged and audited before anybody reads them.

    Best without partitions: Athena writes into a hundred of them at once, and no more.
    """
    return f"{name}__next"


@dataclass(frozen=True, slots=True)
class TableJob:
    """A table with a query: all that its statements are made of."""

    database: str
    """Its database in Glue."""
    name: str
    spec: Table
    query: str
    """The SELECT that gives its rows, which names tables as Glue knows them."""

    @property
    def columns(self) -> Mapping[str, ColumnType]:
        return {name: column.type for name, column in self.spec.columns.items()}

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(self.spec.primary_key)

    @property
    def partitions(self) -> tuple[str, ...]:
        return tuple(self.spec.partition_by)

    @property
    def values(self) -> tuple[str, ...]:
        """The columns outside of the key."""
        return tuple(name for name in self.spec.columns if name not in self.key)

    @property
    def day(self) -> str:
        """The partition that the window counts in; empty where a run makes the whole table."""
        return (self.spec.window and self.spec.window_column) or ""

    @property
    def published(self) -> str:
        """The table itself, as SQL names it."""
        return self.sql_name(self.name)

    @property
    def staged(self) -> str:
        """The table of the staged rows, as SQL names it."""
        return self.sql_name(next_table(self.name))

    def sql_name(self, table: str) -> str:
        """A table of the same database, as SQL names it."""
        return f"{query_name(self.database)}.{query_name(table)}"
