"""Filling the example mesh: the data set's rows, then the derived tables in order of lineage."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from localaws.athena import limits
from meshwright.errors import UsageError
from meshwright.plan import names
from meshwright.sample import dataset, deployed, engine, files, sources
from meshwright.sample.deployed import DeployedTable, Lake
from meshwright.sample.sources import Port, Source
from meshwright.specs.environment import Environment
from meshwright.specs.models import Mesh
from meshwright.surroundings.inherited import shut_out

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a person allows each query of a load."""

    seconds: float = limits.SECONDS
    allow_empty: bool = False
    """Whether no rows at all may take the place of some."""


BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """A table and what it holds now."""

    id: str
    """`domain.product.table`."""
    rows: int
    partitions: int
    """0 where the table has none."""
    seconds: float


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did."""

    tables: tuple[LoadedTable, ...]
    without_rows: tuple[str, ...]
    """Ids of tables with neither a query nor rows in the data set: left as they are."""


def load(
    mesh: Mesh,
    environment: Environment,
    *,
    endpoint: str,
    as_of: date,
    select: Collection[str] | None = None,
    say: Say,
    tell: Callable[[LoadedTable], None],
    bounds: Bounds = BOUNDS,
) -> LoadReport:
    """Replace the rows of the deployed tables, of the selected products (by id) or of all.

    Each table is told of when it is loaded; `say` is told what takes its time.

    Raises UsageError outside `local`, and MeshError where a table is not deployed as its spec says,
    the data set cannot be had, or a query fails, breaks its limits or would leave a table empty.
    """
    require_local(environment)
    planned = sources.sources(mesh, environment, as_of=as_of, select=select)
    filled = {source.port.id for source in planned}
    chosen = (p for p in sources.ports(mesh) if select is None or p.product.id in select)
    with shut_out() as outside:
        lake = deployed.open_lake(endpoint, environment.spec.region)
        targets = {source.port.id: target(lake, source.port) for source in planned}
        loaded: list[LoadedTable] = []
        for table in _fill_all(
            lake, planned, targets, lambda: dataset.csv_folder(say, outside), bounds
        ):
            tell(table)
            loaded.append(table)
    return LoadReport(tuple(loaded), tuple(port.id for port in chosen if port.id not in filled))


def describe(report: LoadReport) -> Mapping[str, int]:
    """The rows of each table that was loaded, by the table's id."""
    return {table.id: table.rows for table in report.tables}


def require_local(environment: Environment) -> None:
    """Refuse an environment that is not the embedded AWS."""
    if not environment.is_local:
        raise UsageError(
            f"the sample is for the local AWS, not for {environment.name}",
            fix="leave out --env, or pass --env local",
        )


def target(lake: Lake, port: Port) -> DeployedTable:
    """The deployed table of a port. Raises MeshError where it is not there as the spec has it."""
    database = names.database(port.product.origin)
    table = deployed.deployed_table(lake, port.id, database, port.name)
    deployed.require_columns(table, port.spec)
    return table


def _fill_all(
    lake: Lake,
    planned: tuple[Source, ...],
    targets: Mapping[str, DeployedTable],
    csv_folder: Callable[[], Path],
    bounds: Bounds,
) -> Iterator[LoadedTable]:
    with ExitStack() as stack:
        csv: duckdb.DuckDBPyConnection | None = None
        for source in planned:
            begun, table = time.monotonic(), targets[source.port.id]
            query = files.Query(source.sql, source.file, bounds.seconds, bounds.allow_empty)
            if source.is_query:
                written = _derive(lake, source, table, query)
            else:
                csv = csv or stack.enter_context(engine.over_csv(csv_folder()))
                written = files.replace_rows(lake, table, source.port.spec, csv, query)
            seconds = time.monotonic() - begun
            yield LoadedTable(source.port.id, written.rows, written.partitions, seconds)


def _derive(lake: Lake, source: Source, table: DeployedTable, query: files.Query) -> files.Written:
    """Run a query over what its product may read of the deployed tables."""
    inputs = {
        name: files.dataset(lake, target(lake, read.port), read.port.spec, read.columns)
        for name, read in source.reads.items()
    }
    with engine.over_tables(inputs) as connection:
        return files.replace_rows(lake, table, source.port.spec, connection, query)
