"""The duckdb connections that rows are computed in: one over the CSV files, one for each query."""

import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from localaws.athena import limits
from meshwright.sample import dataset


@contextmanager
def over_csv(folder: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection in which the data set's files are views."""
    with _connection() as connection:
        for statement in dataset.views(folder):
            connection.execute(statement)
        yield connection


@contextmanager
def over_tables(tables: Mapping[str, Any]) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection in which nothing but the given Arrow datasets can be read, by `schema.table`."""
    with _connection() as connection:
        for number, (name, rows) in enumerate(sorted(tables.items())):
            schema, table = name.split(".")
            connection.register(f"input_{number}", rows)
            connection.execute(f'create schema if not exists "{schema}"')
            columns = ", ".join(_as_athena_shows(connection, f"input_{number}"))
            connection.execute(
                f'create view "{schema}"."{table}" as select {columns} from input_{number}'  # noqa: S608 - ids of the spec
            )
        # A query is a domain team's text: it reaches no file, no network and no Python variable.
        for statement in limits.CLOSED:
            connection.execute(statement)
        yield connection


def _as_athena_shows(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    """The columns of a table; Athena knows no zone in one, so that a moment is its time in UTC."""
    relation = connection.table(table)
    for name, kind in zip(relation.columns, map(str, relation.types), strict=True):
        shown = f'"{name}"'
        is_moment = kind == "TIMESTAMP WITH TIME ZONE"
        yield f"cast({shown} as timestamp) as {shown}" if is_moment else shown


@contextmanager
def _connection() -> Generator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as connection:
        for statement in limits.settings(spill):
            connection.execute(statement)
        # Dates and hours are cut in UTC, wherever the machine stands.
        connection.execute("set TimeZone = 'UTC'")
        yield connection
