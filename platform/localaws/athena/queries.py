"""Runs prepared queries: each table's rows are read once, at the snapshot that was looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection

from localaws.athena import engine, filtered, rows
from localaws.athena.analysis import Analysis, Prepared, queried, wanted
from localaws.athena.arrow import typed
from localaws.athena.engine import Rows, Stop
from localaws.athena.limits import SECONDS
from localaws.athena.rows import Scan
from localaws.athena.tables import Table
from localaws.trail.log import LOG

Key = tuple[str, str]


@dataclass(slots=True)
class Run:
    """One statement at work."""

    analysis: Analysis
    stop: Stop = field(default_factory=Stop)
    seconds: float = SECONDS
    scanned: int = 0
    """Bytes of the files that were read."""

    def answers(
        self, queries: Sequence[Prepared], scans: Mapping[Key, Scan] | None = None
    ) -> list[Any]:
        """The rows of each query as Arrow's, all over the same rows of tables."""
        loaded = self._loaded(queries, scans or {})
        self.stop.check()
        try:
            return self._answers(queries, loaded, is_frugal=True)
        except engine.OutOfMemoryError:
            return self._answers(queries, loaded, is_frugal=False)

    def _answers(
        self, queries: Sequence[Prepared], loaded: Mapping[Key, Rows], *, is_frugal: bool
    ) -> list[Any]:
        with engine.over(loaded, is_frugal=is_frugal) as connection:
            return [self._answer(connection, query) for query in queries]

    def _answer(self, connection: DuckDBPyConnection, query: Prepared) -> Any:
        found = engine.answered(connection, query.sql, self.stop, self.seconds)
        return typed(found, [kind for _, kind in query.columns])

    def _note(self, table: Table) -> None:
        """As Athena asks Lake Formation for the rows of each table, for whom it answers."""
        caller = self.analysis.catalog.rights.caller
        LOG.note_rows(caller.account, caller.region, caller.key, table.database, table.name)

    def _loaded(self, queries: Sequence[Prepared], scans: Mapping[Key, Scan]) -> dict[Key, Rows]:
        found: dict[Key, Rows] = {}
        for key in {key for query in queries for key in query.tables}:
            self.stop.check()
            table = self.analysis.tables[key]
            self._note(table)
            columns = {c for q in queries if key in q.tables for c in wanted(q, table)}
            if key in scans:
                arrow = rows.joined(scans[key], columns)
            else:
                arrow, size = filtered.read(self.analysis.catalog, table, columns)
                self.scanned += size
            kinds = {name: queried(kind) for name, kind in table.columns.items()}
            found[key] = Rows(arrow, kinds)
        return found
