"""A table whose rows a product makes, as a value, and the names of the tables beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

from meshwright.athena.column_type import ColumnType
from meshwright.athena.quoting import query_name
from meshwright.specs.filling import FileSource
from meshwright.specs.models import Table


def next_table(name: str) -> str:
    """Where the rows of a run are staged and audited before anybody reads them.

    Best without partitions: Athena writes into a hundred of them at once, and no more.
    """
    return f"{name}__next"


@dataclass(frozen=True, slots=True)
class Input:
    """Another table that a query reads, of the same product or of another."""

    database: str
    """Its database in Glue."""
    table: str
    name: str
    """What people call it."""

    @property
    def sql_name(self) -> str:
        return _sql_name(self.database, self.table)


@dataclass(frozen=True, slots=True)
class TableJob:
    """A table with a query, a source or both, and a key: all that its statements are made of."""

    database: str
    """Its database in Glue."""
    name: str
    spec: Table
    query: str = ""
    """The SELECT that gives its rows, which names tables as Glue knows them; with a source it reads
    `landing` too, and is empty where files become rows as they are.
    """
    inputs: tuple[Input, ...] = ()
    """The other tables that the query reads."""
    sampled: tuple[str, ...] = ()
    """The columns of which the catalog shows some rows; none where its owner shows no rows."""

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
        has_window = self.spec.window is not None and self.spec.source is None
        return (has_window and self.spec.window_column) or ""

    @property
    def source(self) -> FileSource:
        """Where files land for it; only asked of a table that has one."""
        assert self.spec.source is not None
        return self.spec.source

    @property
    def has_files(self) -> bool:
        return self.spec.source is not None

    @property
    def is_appended(self) -> bool:
        """Whether a run adds to the rows there are, and takes none away."""
        return self.has_files and self.source.delivery == "append"

    @property
    def is_csv(self) -> bool:
        return self.has_files and self.source.format == "csv"

    @property
    def is_parquet(self) -> bool:
        return self.has_files and self.source.format == "parquet"

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
        return _sql_name(self.database, table)


def _sql_name(database: str, table: str) -> str:
    return f"{query_name(database)}.{query_name(table)}"
