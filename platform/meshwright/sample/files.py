"""Rows of a deployed table as Parquet files in its bucket: written whole, read by column."""

import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from localaws.athena import limits
from meshwright.athena.translation import duckdb_type
from meshwright.errors import MeshError
from meshwright.sample import arrow, deployed
from meshwright.sample.deployed import DeployedTable, Lake
from meshwright.sample.sources import first_line
from meshwright.sample.types import family
from meshwright.specs.models import Table

BATCH_ROWS = 50_000
FILE = "part-00000.parquet"


@dataclass(frozen=True, slots=True)
class Written:
    """What a table holds after it was written."""

    rows: int
    partitions: int


@dataclass(frozen=True, slots=True)
class Query:
    """The SQL that a table's rows come from, and what it may do."""

    sql: str
    file: str = ""
    """Where a person finds it."""
    seconds: float = limits.SECONDS
    allow_empty: bool = False
    """Whether no rows at all may take the place of some."""


def replace_rows(
    lake: Lake,
    table: DeployedTable,
    spec: Table,
    connection: duckdb.DuckDBPyConnection,
    query: Query,
) -> Written:
    """Make the rows of a query all that a table holds.

    Files come first, then partitions, then what is stale goes: a reader in between sees the old or
    the new file of a partition, never half of one. Raises MeshError, and changes nothing, where the
    query fails, breaks a limit, or gives no rows for a table that has some.
    """
    with _query_of(table, query):
        _stage(table, spec, connection, query)
    if not query.allow_empty:
        _refuse_emptying(lake, table, spec, connection, query)
    groups = _partition_values(table, connection)
    rows, keys = 0, list[str]()
    for values in groups:
        key = table.partition_prefix(values) + FILE
        rows += _write(lake, table, spec, connection, values, key)
        keys.append(key)
    deployed.register_partitions(lake, table, groups)
    deployed.delete_others(lake, table, frozenset(keys))
    connection.execute("drop table staged")
    return Written(rows, len(groups) if table.partition_keys else 0)


def dataset(lake: Lake, table: DeployedTable, spec: Table, columns: Sequence[str]) -> Any:
    """The named columns of a table's registered partitions, as an Arrow dataset of these alone."""
    folders = [
        (partition.path, dict(zip(table.partition_keys, partition.values, strict=True)))
        for partition in deployed.partitions(lake, table)
    ]
    return arrow.dataset(lake.files, {name: spec.columns[name].type for name in columns}, folders)


def _refuse_emptying(
    lake: Lake,
    table: DeployedTable,
    spec: Table,
    connection: duckdb.DuckDBPyConnection,
    query: Query,
) -> None:
    if connection.sql("select 1 from staged limit 1").fetchall():
        return
    rows: int = dataset(lake, table, spec, ()).count_rows()
    if rows:
        raise MeshError(
            f"{_named(table, query)} gives no rows, but the table has {rows:,}; nothing changed",
            fix="look why there are none; --allow-empty says that none is right",
        )


def _check_columns(
    table: DeployedTable, spec: Table, connection: duckdb.DuckDBPyConnection, query: Query
) -> None:
    """Refuse a query whose columns are not those of the spec, in name and kind of value."""
    empty = f"create or replace temp table described as from ({query.sql}\n) limit 0"
    limits.run(connection, empty, seconds=query.seconds)
    relation = connection.sql("from described")
    found = dict(zip(relation.columns, map(str, relation.types), strict=True))
    for problem in _column_problems(spec, found):
        raise MeshError(
            f"{_named(table, query)} {problem}", fix="let the query and the spec's columns agree"
        )


def _named(table: DeployedTable, query: Query) -> str:
    return f"{query.file}: the query of {table.id}" if query.file else f"the query of {table.id}"


@contextmanager
def _query_of(table: DeployedTable, query: Query) -> Generator[None]:
    """Say whose query it was that duckdb refuses."""
    try:
        yield
    except limits.QueryTimeoutError as error:
        raise MeshError(
            f"{_named(table, query)} was stopped: {error}",
            fix="look for an endless recursion or a join without condition; --seconds gives more",
        ) from error
    except duckdb.OutOfMemoryException as error:
        raise MeshError(
            f"{_named(table, query)} needs more than {limits.MEMORY} of memory and {limits.DISK} of"
            " temporary files",
            fix="let it hold less at a time: filter or aggregate before it joins or sorts",
        ) from error
    except duckdb.Error as error:
        raise MeshError(
            f"{_named(table, query)} fails: {first_line(error)}",
            fix="a query sees the columns that are opened to its product, and no others",
        ) from error


def _column_problems(spec: Table, found: Mapping[str, str]) -> Iterator[str]:
    missing, unknown = spec.columns.keys() - found.keys(), found.keys() - spec.columns.keys()
    if missing:
        yield f"does not select {', '.join(sorted(missing))}"
    if unknown:
        yield f"selects {', '.join(sorted(unknown))}, which the spec does not have"
    for name, column in spec.columns.items():
        declared = family(duckdb_type(column.type))
        if family(found[name]) not in (declared, "nothing"):
            yield f"gives {name} as {found[name].lower()}, but its type is {column.type.text}"


def _stage(
    table: DeployedTable, spec: Table, connection: duckdb.DuckDBPyConnection, query: Query
) -> None:
    """The query's rows with the declared types, as the temporary table `staged`."""
    _check_columns(table, spec, connection, query)
    casts = ", ".join(
        f'cast("{name}" as {duckdb_type(column.type)}) as "{name}"'
        for name, column in spec.columns.items()
    )
    rows = f"select {casts} from ({query.sql}\n) as described"  # noqa: S608 - the spec's own names
    staged = f"create or replace temp table staged as {rows}"
    limits.run(connection, staged, seconds=query.seconds)


def _partition_values(
    table: DeployedTable, connection: duckdb.DuckDBPyConnection
) -> list[tuple[str, ...]]:
    """The values of each partition as text, as Glue holds them."""
    if not table.partition_keys:
        return [()]
    keys = ", ".join(f'cast("{key}" as varchar)' for key in table.partition_keys)
    groups = connection.sql(f"select distinct {keys} from staged order by all").fetchall()  # noqa: S608 - as above
    if any(value is None for values in groups for value in values):
        raise MeshError(f"{table.id} has rows without a value to partition them by")
    return groups


def _write(
    lake: Lake,
    table: DeployedTable,
    spec: Table,
    connection: duckdb.DuckDBPyConnection,
    values: tuple[str, ...],
    key: str,
) -> int:
    """One partition as one file; returns its rows. Neither is ever in memory as a whole."""
    columns = {n: c.type for n, c in spec.columns.items() if n not in table.partition_keys}
    selected = ", ".join(f'"{name}"' for name in columns)
    matches = " and ".join(f'cast("{name}" as varchar) = ?' for name in table.partition_keys)
    order = ", ".join(f'"{name}"' for name in spec.primary_key) or "all"
    query = f"select {selected} from staged where {matches or 'true'} order by {order}"  # noqa: S608 - as above
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        batches = connection.sql(query, params=list(values)).to_arrow_reader(BATCH_ROWS)
        rows = arrow.write_parquet(path, columns, batches)
        deployed.upload(lake, table, path, key)
    return rows
