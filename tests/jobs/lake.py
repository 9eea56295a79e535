"""Tables in duckdb that jobs run on: the statements are plain enough for both engines."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import duckdb

from meshwright.athena.translation import duckdb_type
from meshwright.jobs import statements
from meshwright.jobs.audit import audit
from meshwright.jobs.beside import (
    FILES,
    REJECTS,
    STRING,
    files_table,
    landing_table,
    rejects_table,
)
from meshwright.jobs.blanks import filled
from meshwright.jobs.machine import Machine, definition
from meshwright.jobs.outcome import Counted
from meshwright.jobs.table import TableJob, next_table
from meshwright.specs.models import Table

from jobs.interpreter import Failed, Killed, Run

WHOLE = (0, "0001-01-01", "9999-12-31")


def at(statement: str, days: tuple[int, str, str] = WHOLE) -> str:
    """A statement as a run makes it."""
    names = ("back", "from", "to", "started", "today")
    said = map(str, (*days, "2026-11-27T02:00:00.123Z", "2026-11-27"))
    return filled(statement, dict(zip(names, said, strict=True)))


def job(query: str, columns: Mapping[str, Any], *, name: str = "made", **spec: Any) -> TableJob:
    """A table `out.made` with a query."""
    given = {"primaryKey": ["k"], "query": "made.sql", "format": "iceberg", **spec}
    return TableJob("out", name, Table.model_validate({**given, "columns": dict(columns)}), query)


class Lake:
    """Schemas `out`, with the tables of jobs, and `src`, for whatever else a test makes."""

    def __init__(self, *made: TableJob) -> None:
        self.job = made[0]
        self.duck = duckdb.connect(config={"threads": 1})
        self.duck.execute("CREATE SCHEMA out")
        self.duck.execute("CREATE SCHEMA src")
        self.duck.execute(
            "CREATE MACRO date_add(part, days, day) AS"
            " CAST(day + to_days(CAST(days AS int)) AS date)"
        )
        self.duck.execute("CREATE MACRO regexp_like(v, pattern) AS regexp_matches(v, pattern)")
        for one in made:
            columns = ", ".join(f'"{n}" {duckdb_type(kind)}' for n, kind in one.columns.items())
            for name in (one.name, next_table(one.name)):
                self.duck.execute(f'CREATE TABLE out."{name}" ({columns})')
            if one.has_files:
                self._beside(one)

    def _beside(self, one: TableJob) -> None:
        typed = one.columns if one.is_parquet else dict.fromkeys(one.spec.landing_columns, STRING)
        tables = {files_table: FILES, rejects_table: REJECTS, landing_table: typed}
        for name, columns in tables.items():
            listed = ", ".join(f'"{n}" {duckdb_type(kind)}' for n, kind in columns.items())
            self.duck.execute(f'CREATE TABLE out."{name(one.name)}" ({listed})')
        for hidden in ('"$path" VARCHAR', '"$file_modified_time" TIMESTAMP', '"$file_size" BIGINT'):
            self.duck.execute(f"ALTER TABLE out.{landing_table(one.name)} ADD COLUMN {hidden}")

    def land(self, path: str, *lines: Sequence[Any], hour: int = 1, header: bool = True) -> None:
        """A file with lines of values, and a line before them that names its columns."""
        self.vanish(path)
        names = [self.job.spec.landing_columns] if self.job.is_csv and header else []
        for line in (*names, *lines):
            values = [*line, path, f"2026-11-27 {hour:02}:00:00", 100]
            marks = ", ".join("?" * len(values))
            self.duck.execute(f"INSERT INTO out.made__landing VALUES ({marks})", values)

    def vanish(self, path: str) -> None:
        self.duck.execute("""DELETE FROM out.made__landing WHERE "$path" = ?""", [path])

    def rejects(self) -> list[tuple[Any, ...]]:
        """The file, the reason, the line and the number of rows of each reject."""
        return self.rows("SELECT file, reason, line, lines FROM out.made__rejects ORDER BY ALL")

    def run(self, days: tuple[int, str, str] = WHOLE) -> dict[str, Any]:
        """One run, published whatever the audit says; the audit's answer."""
        self.duck.execute(statements.clear(self.job))
        self.duck.execute(at(statements.stage(self.job), days))
        answer = self.audit(days)
        self.duck.execute(at(statements.publish(self.job), days))
        return answer

    def audit(self, days: tuple[int, str, str] = WHOLE) -> dict[str, Any]:
        return json.loads(self.rows(at(audit(self.job), days))[0][0])

    def given(self, rows: str) -> None:
        """Makes `src.given` of the rows of a VALUES with its name and columns behind."""
        self.duck.execute(f"CREATE OR REPLACE TABLE src.given AS SELECT * FROM (VALUES {rows}")

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        return self.duck.execute(select).fetchall()

    def made(self, name: str = "made") -> list[tuple[Any, ...]]:
        return self.rows(f"SELECT * FROM out.{name} ORDER BY ALL")


def source_job(columns: Mapping[str, Any], query: str = "", **spec: Any) -> TableJob:
    """A table `out.made` that files land for; `source` says how, as a spec does."""
    given = {"primaryKey": ["k"], "source": {"format": "csv"}, "columns": dict(columns), **spec}
    if query:
        given["query"] = "made.sql"
    return TableJob("out", "made", Table.model_validate(given), query)


class World:
    """What the tasks of a machine reach: a lake as Athena, a bucket, a bus and the list of runs."""

    def __init__(self, *made: TableJob, promised_days: int | None = None) -> None:
        self.lake = Lake(*made)
        self.machine = Machine(
            "out",
            made,
            "group",
            "bus",
            "catalog",
            "runs/out/",
            Counted("mesh", "out"),
            promised_days=promised_days,
        )
        self.modified = "2026-11-27T02:00:05Z"
        """When objects of the bucket were written."""
        self.watch: Callable[[], object] = lambda: None
        """What a reader does before each statement."""
        self.statements: list[str] = []
        self.answers: dict[str, list[tuple[Any, ...]]] = {}
        self.objects: dict[str, Any] = {}
        self.etags: dict[str, str] = {}
        """The version of each object."""
        self.meanwhile: Callable[[dict[str, Any]], object] = lambda _: None
        """What happens before an object is written."""
        self.events: list[dict[str, Any]] = []
        self.counts: list[dict[str, Any]] = []
        """What was told to CloudWatch."""
        self.running: list[tuple[str, Any]] = []
        """Runs beside the one under test, newest first, each with its input."""
        self.failures: list[tuple[str, str]] = []
        """Patterns of statements that fail once each, with what Athena says."""

    def run(self, given: Any = None, **options: Any) -> Run:
        """A run that has come to its end; its failure is raised."""
        run = self.prepared(**options)
        run.start({} if given is None else given)
        return run

    def killed(self, states: int, **options: Any) -> None:
        """A run that is ended after so many states, unless it has come to its end before."""
        run = self.prepared(**options)
        run.kill_after = states
        with suppress(Killed):
            run.start({})

    def prepared(self, name: str = "run", **options: Any) -> Run:
        self.own = f"arn:{name}"
        return Run(definition(self.machine), self.call, name, **options)

    def call(self, resource: str, asked: dict[str, Any]) -> Any:
        if resource.startswith("aws-sdk:s3:"):
            return self._of_bucket(resource, asked)
        match resource:
            case "athena:startQueryExecution.sync":
                return self._query(asked["QueryString"])
            case "athena:getQueryResults":
                rows = [("name",), *self.answers[asked["QueryExecutionId"]]]
                data = [{"Data": [{"VarCharValue": value} for value in row]} for row in rows]
                return {"ResultSet": {"Rows": data}}
            case "events:putEvents":
                self.events += asked["Entries"]
            case "aws-sdk:cloudwatch:putMetricData":
                self.counts.append(asked)
            case "aws-sdk:sfn:listExecutions":
                return {"Executions": [{"ExecutionArn": arn} for arn in self.listed()]}
            case _:
                assert resource == "aws-sdk:sfn:describeExecution"
                return self._described(asked["ExecutionArn"])
        return {}

    def _of_bucket(self, resource: str, asked: dict[str, Any]) -> Any:
        match resource:
            case "aws-sdk:s3:putObject":
                self.meanwhile(asked)
                self._put(asked)
            case "aws-sdk:s3:getObject":
                if asked["Key"] not in self.objects:
                    raise Failed("S3.S3Exception", "Access Denied")
                body = json.dumps(self.objects[asked["Key"]])
                return {"ETag": self.etags[asked["Key"]], "Body": body}
            case _:
                assert resource == "aws-sdk:s3:headObject"
                if asked["Key"] not in self.objects:
                    raise Failed("S3.NoSuchKeyException", asked["Key"])
                return {"LastModified": self.modified}
        return {}

    def _put(self, asked: dict[str, Any]) -> None:
        key, etag = asked["Key"], self.etags.get(asked["Key"])
        if asked.get("IfMatch", etag) != etag or ("IfNoneMatch" in asked and etag):
            raise Failed("S3.S3Exception", "At least one of the pre-conditions did not hold")
        self.written(key, asked["Body"])

    def written(self, key: str, body: Any) -> None:
        """An object as somebody has just written it."""
        self.objects[key], self.etags[key] = body, f'"{len(self.etags)}-{self.etags.get(key)}"'

    def _described(self, arn: str) -> Any:
        """A run that is not listed has ended."""
        if arn.endswith(":gone"):
            raise Failed("Sfn.ExecutionDoesNotExistException", arn)
        others = dict(self.running)
        status = "RUNNING" if arn in others and arn != self.own else "SUCCEEDED"
        return {"Input": json.dumps(others.get(arn, {})), "Status": status}

    def listed(self) -> Sequence[str]:
        return [arn for arn, _ in self.running] or [self.own]

    def _query(self, statement: str) -> Any:
        self.statements.append(statement)
        self.watch()
        for failure in self.failures:
            if re.search(failure[0], statement):
                self.failures.remove(failure)
                raise Failed("States.TaskFailed", failure[1])
        if not statement.startswith(("OPTIMIZE", "VACUUM")):
            self.answers[str(len(self.statements))] = self.lake.rows(statement)
        return {"QueryExecution": {"QueryExecutionId": str(len(self.statements))}}
