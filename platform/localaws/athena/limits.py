"""The limits of one query: its time here, memory and disk by the settings of its connection.

A query runs in a thread of its own, so that the wish to stop is heard while it runs.
"""

import time
from dataclasses import dataclass, field
from threading import Event, Thread

import duckdb

SECONDS = 300.0
"""How long one query may take; those of the example take seconds."""
MEMORY = "1GB"
"""Beyond this duckdb uses temporary files."""
FRUGAL = ("set memory_limit = '96MB'", "set threads = 2")
"""What a query is tried with first: a million landed rows are taken so while the process stays
under 500 MB. A window over all rows of a large table needs more, and gets it by a second try.
"""
DISK = "2GB"
"""The most that temporary files of one connection may hold."""
LISTENS = 0.1
"""Seconds between two looks at the clock, and at a wish to stop."""


class QueryTimeoutError(duckdb.Error):
    """A query was stopped, since it took too long."""


def settings(temporary: str) -> tuple[str, ...]:
    """What a connection is limited by, with a folder for its temporary files."""
    folder = temporary.replace("'", "''")
    return (
        f"set temp_directory = '{folder}'",
        f"set max_temp_directory_size = '{DISK}'",
        f"set memory_limit = '{MEMORY}'",
        "set python_enable_replacements = false",
        "set autoinstall_known_extensions = false",
        "set autoload_known_extensions = false",
        "set allow_community_extensions = false",
    )


CLOSED = ("set enable_external_access = false", "set lock_configuration = true")
"""From here on a connection reaches no file, no network and no extension, and keeps its limits."""


def run(connection: duckdb.DuckDBPyConnection, statement: str, *, seconds: float = SECONDS) -> None:
    """Execute a statement. Raises QueryTimeoutError after so many seconds, else what duckdb raises.

    duckdb looks for the wish to stop between two pieces of its work, so that the call of one
    function over one long value still ends first.
    """
    query = _Query(connection, statement)
    try:
        query.wait(seconds)
    finally:
        query.stop()
    if query.fault is not None:
        raise query.fault


@dataclass(slots=True)
class _Query:
    """A statement at work in its thread."""

    connection: duckdb.DuckDBPyConnection
    statement: str
    fault: Exception | None = None
    # A thread cannot be asked: an exception while it is joined marks it as ended (bpo-45274).
    ended: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            self.connection.execute(self.statement)
        except Exception as error:
            self.fault = error
        finally:
            self.ended.set()

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.ended.wait(LISTENS):
            if time.monotonic() > end:
                raise QueryTimeoutError(f"it takes longer than {seconds:g} seconds")

    def stop(self) -> None:
        """Ends what still runs: nothing uses the connection once this returns."""
        while not self.ended.is_set():
            self.connection.interrupt()
            self.ended.wait(LISTENS)
