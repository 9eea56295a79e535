"""Statements of the local Athena beside the same SQL in duckdb alone, over the same files."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localaws import server
from localaws.clients import local_session
from meshwright.jobs import statements
from meshwright.jobs.table import TableJob, next_table
from meshwright.specs.models import Table
from tools.bench.measuring import interleaved, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting

COUNT, ROUNDS = 300_000, 5
REGION, ACCOUNT, BUCKET = "eu-central-1", "123456789012", "bench-data"
MOST_TO_READ, MOST_TO_RUN = 5.0, 8.0
PAUSE = 0.01
QUERY = (
    "SELECT origin, count(*) AS flights, sum(delay) AS late, max(distance) AS furthest"
    " FROM bench.flights GROUP BY origin ORDER BY origin"
)
COLUMNS = {"id": "bigint", "origin": "string", "delay": "double", "distance": "bigint"}
ICEBERG = {"bigint": "long"}
PARQUET = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"


def measure(setting: Setting) -> Iterator[Row]:
    """A query, and all statements of a run, each beside duckdb."""
    setting.say(f"querying {COUNT:,} rows, {ROUNDS} times")
    with athena(setting.folder) as local:
        file = setting.folder / "flights.parquet"
        _write(file)
        local.prepare(file.read_bytes())
        reading: list[Callable[[], float]] = [
            lambda: local.seconds([QUERY]),
            lambda: _duckdb_reads(file),
        ]
        ours, base = interleaved(reading, ROUNDS)
        yield Row(
            f"a query of {COUNT:,} rows by the local Athena",
            "s",
            spread(ours),
            spread(base),
            "the same SQL in duckdb on the same file",
            MOST_TO_READ,
        )
        sides: list[Callable[[], float]] = [local.run, lambda: _duckdb_runs(file)]
        ours, base = interleaved(sides, ROUNDS)
    yield Row(
        f"a run that stages and publishes {COUNT:,} rows",
        "s",
        spread(ours),
        spread(base),
        "the same statements in duckdb's own tables",
        MOST_TO_RUN,
    )


@dataclass(frozen=True, slots=True)
class Athena:
    """The local Athena with what is asked of it."""

    client: Any
    glue: Any
    s3: Any
    job: TableJob

    def prepare(self, rows: bytes) -> None:
        self.s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        self.s3.put_object(Bucket=BUCKET, Key="flights/one.parquet", Body=rows)
        self.glue.create_database(DatabaseInput={"Name": "bench"})
        columns = [{"Name": name, "Type": kind} for name, kind in COLUMNS.items()]
        storage = {
            "Location": f"s3://{BUCKET}/flights/",
            "Columns": columns,
            "SerdeInfo": {"SerializationLibrary": PARQUET},
        }
        self.glue.create_table(
            DatabaseName="bench", TableInput={"Name": "flights", "StorageDescriptor": storage}
        )
        for name in (self.job.name, next_table(self.job.name)):
            self.create(name, COLUMNS)
        managed = {"ManagedQueryResultsConfiguration": {"Enabled": True}}
        self.client.create_work_group(Name="bench", Configuration=managed)

    def create(self, name: str, columns: Mapping[str, str]) -> None:
        """An Iceberg table."""
        fields = [
            {"Id": number, "Name": column, "Type": ICEBERG.get(kind, kind), "Required": False}
            for number, (column, kind) in enumerate(columns.items(), 1)
        ]
        described = {"Location": f"s3://{BUCKET}/{name}", "Schema": {"Fields": fields}}
        asked = {"MetadataOperation": "CREATE", "CreateIcebergTableInput": described}
        self.glue.create_table(
            DatabaseName="bench", Name=name, OpenTableFormatInput={"IcebergInput": asked}
        )

    def seconds(self, asked: list[str]) -> float:
        """How long statements take, one after the other."""
        began = time.perf_counter()
        for sql in asked:
            started = self.client.start_query_execution(QueryString=sql, WorkGroup="bench")
            self._wait(started["QueryExecutionId"])
        return time.perf_counter() - began

    def _wait(self, name: str) -> None:
        while True:
            said = self.client.get_query_execution(QueryExecutionId=name)["QueryExecution"]
            status = said["Status"]
            if status["State"] == "SUCCEEDED":
                return
            if status["State"] not in ("QUEUED", "RUNNING"):
                raise RuntimeError(str(status))
            time.sleep(PAUSE)

    def run(self) -> float:
        """A run into a table that is empty."""
        self.seconds([f"DELETE FROM {self.job.published}"])  # noqa: S608 - a name of our own
        return self.seconds(_steps(self.job))


def _steps(job: TableJob) -> list[str]:
    return [statements.clear(job), statements.stage(job), statements.publish(job)]


@contextmanager
def athena(folder: Path) -> Generator[Athena]:
    place = folder / "aws"
    aws = server.start(place, region=REGION, account=ACCOUNT)
    try:
        session = local_session(REGION)
        asked, glue, s3 = (
            session.client(name, endpoint_url=aws.endpoint) for name in ("athena", "glue", "s3")
        )
        yield Athena(asked, glue, s3, _job())
    finally:
        server.stop(place)


def _job() -> TableJob:
    spec = Table.model_validate(
        {"format": "iceberg", "primaryKey": ["id"], "query": "made.sql", "columns": COLUMNS}
    )
    return TableJob("bench", "made", spec, "SELECT id, origin, delay, distance FROM bench.flights")


def _write(file: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        origin = "['EWR', 'JFK', 'LGA'][1 + i % 3] as origin"
        delay = "(i % 97)::double as delay, 100 + i % 2500 as distance"
        rows = f"select i as id, {origin}, {delay} from range({COUNT}) t(i)"  # noqa: S608 - our own
        connection.execute(f"copy ({rows}) to '{file}' (format parquet)")


def _duckdb_reads(file: Path) -> float:
    began = time.perf_counter()
    with _over(file) as connection:
        connection.execute(QUERY).fetchall()
    return time.perf_counter() - began


def _duckdb_runs(file: Path) -> float:
    began = time.perf_counter()
    with _over(file) as connection:
        for name in ("made", "made__next"):
            columns = "id bigint, origin varchar, delay double, distance bigint"
            connection.execute(f"create table bench.{name} ({columns})")
        for sql in _steps(_job()):
            connection.execute(sql)
    return time.perf_counter() - began


@contextmanager
def _over(file: Path) -> Generator[Any]:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("create schema bench")
        connection.execute(f"create view bench.flights as from '{file}'")
        yield connection
