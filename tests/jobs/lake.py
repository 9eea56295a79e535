"""Tables in duckdb that jobs run on: the statements are plain enough for both engines."""

import json
from collections.abc import Mapping
from typing import Any

import duckdb

from meshwright.athena.translation import duckdb_type
from meshwright.jobs import statements
from meshwright.jobs.audit import audit
from meshwright.jobs.table import TableJob, next_table
from meshwright.specs.models import Table


def job(query: str, columns: Mapping[str, Any], **spec: Any) -> TableJob:
    """A table `out.made` with a query."""
    given = {"primaryKey": ["k"], "query": "made.sql", "columns": dict(columns), **spec}
    return TableJob("out", "made", Table.model_validate(given), query)


class Lake:
    """A schema with a job's tables, and whatever else a test makes in it."""

    def __init__(self, made: TableJob) -> None:
        self.job = made
        self.duck = duckdb.connect(config={"threads": 1})
        self.duck.execute("CREATE SCHEMA out")
        self.duck.execute("CREATE SCHEMA src")
        columns = ", ".join(f'"{n}" {duckdb_type(kind)}' for n, kind in made.columns.items())
        for name in (made.name, next_table(made.name)):
            self.duck.execute(f'CREATE TABLE out."{name}" ({columns})')

    def run(self) -> dict[str, Any]:
        """One run, published whatever the audit says; the audit's answer."""
        self.duck.execute(statements.clear(self.job))
        self.duck.execute(statements.stage(self.job))
        answer = self.audit()
        self.duck.execute(statements.publish(self.job))
        return answer

    def audit(self) -> dict[str, Any]:
        return json.loads(self.rows(audit(self.job))[0][0])

    def given(self, rows: str) -> None:
        """Makes `src.given` of the rows of a VALUES with its name and columns behind."""
        self.duck.execute(f"CREATE TABLE src.given AS SELECT * FROM (VALUES {rows}")

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        return self.duck.execute(select).fetchall()

    def made(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT * FROM out.made ORDER BY ALL")
