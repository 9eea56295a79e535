"""duckdb for one query: over the given rows alone, without files, network or extensions."""

import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import duckdb

from localaws.athena import limits
from localaws.athena.faults import Category, QueryError
from meshwright.athena.column_type import ColumnType
from meshwright.athena.translation import duckdb_type

Name = tuple[str, str]
EXHAUSTED = 1300


class StoppedError(Exception):
    """The query was cancelled."""


@dataclass(slots=True)
class Stop:
    """The wish that a query ends."""

    asked: Event = field(default_factory=Event)

    def check(self) -> None:
        if self.asked.is_set():
            raise StoppedError


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands under a table's name: Arrow's rows, with the types that the query sees."""

    arrow: Any
    columns: Mapping[str, ColumnType]


class OutOfMemoryError(QueryError):
    """The query needs more memory than its connection may take."""


@contextmanager
def over(
    tables: Mapping[Name, Rows], *, is_frugal: bool = False
) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection in which nothing but these tables can be read."""
    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as connection:
        for statement in (*limits.settings(spill), *(limits.FRUGAL if is_frugal else ())):
            connection.execute(statement)
        # Dates and hours are cut in UTC, wherever the machine stands.
        connection.execute("set TimeZone = 'UTC'")
        for number, ((database, name), rows) in enumerate(sorted(tables.items())):
            _view(connection, f"input_{number}", database, name, rows)
        # A query is anybody's text: it reaches no file, no network and no Python variable.
        for statement in limits.CLOSED:
            connection.execute(statement)
        yield connection


def _view(
    connection: duckdb.DuckDBPyConnection, given: str, database: str, name: str, rows: Rows
) -> None:
    connection.register(given, rows.arrow)
    connection.execute(f"create schema if not exists {_quoted(database)}")
    columns = ", ".join(_columns(connection, given, rows.columns))
    view = f"{_quoted(database)}.{_quoted(name)}"
    connection.execute(f"create view {view} as select {columns} from {given}")  # noqa: S608 - quoted names


def _columns(
    connection: duckdb.DuckDBPyConnection, given: str, columns: Mapping[str, ColumnType]
) -> Iterator[str]:
    relation = connection.table(given)
    for name, kind in zip(relation.columns, map(str, relation.types), strict=True):
        declared = columns.get(name)
        wanted = duckdb_type(declared) if declared else kind
        shown = _quoted(name)
        yield shown if kind == wanted else f"cast({shown} as {wanted}) as {shown}"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def answered(connection: duckdb.DuckDBPyConnection, sql: str, stop: Stop, seconds: float) -> Any:
    """The rows that a statement gives, as Arrow's. Raises QueryError and StoppedError."""
    heard: list[Any] = []

    def work() -> None:
        # Nothing of this process is to be found by a name in the query.
        found: Any = connection.sql(sql)
        heard.append(found.to_arrow_table())

    fault = _run(connection, work, stop, seconds)
    if fault is not None:
        raise _error(fault, seconds) from fault
    return heard[0]


def _run(
    connection: duckdb.DuckDBPyConnection, work: Callable[[], None], stop: Stop, seconds: float
) -> Exception | None:
    faults: list[Exception] = []
    ended = Event()

    def guarded() -> None:
        try:
            work()
        except Exception as error:
            faults.append(error)
        finally:
            ended.set()

    Thread(target=guarded, daemon=True).start()
    waited = 0.0
    while not ended.wait(limits.LISTENS):
        waited += limits.LISTENS
        if stop.asked.is_set() or waited > seconds:
            connection.interrupt()
    stop.check()
    if waited > seconds:
        return limits.QueryTimeoutError(f"it takes longer than {seconds:g} seconds")
    return faults[0] if faults else None


def _error(fault: Exception, seconds: float) -> QueryError:
    """What a fault in duckdb is called by Athena."""
    text = str(fault).split("\n")[0]
    match fault:
        case limits.QueryTimeoutError():
            said = f"Query timeout: {seconds:g} seconds"
            return QueryError(said, number=EXHAUSTED)
        case duckdb.OutOfMemoryException():
            said = "EXCEEDED_LOCAL_MEMORY_LIMIT: Query exhausted resources at this scale factor"
            return OutOfMemoryError(said, number=EXHAUSTED)
        case duckdb.ConversionException():
            return QueryError(f"INVALID_CAST_ARGUMENT: {text}")
        case duckdb.OutOfRangeException():
            return QueryError(f"NUMERIC_VALUE_OUT_OF_RANGE: {text}")
        case duckdb.InvalidInputException():
            return QueryError(f"INVALID_FUNCTION_ARGUMENT: {text}")
        case duckdb.Error():
            return QueryError(f"NOT_SUPPORTED: the local Athena cannot answer this: {text}")
        case _:
            return QueryError(f"GENERIC_INTERNAL_ERROR: {text}", Category.SYSTEM)
