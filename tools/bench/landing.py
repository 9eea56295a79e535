"""A landed file, taken by the statements of a run, beside duckdb's own `copy` into a table."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from meshwright.athena.column_type import ColumnType
from meshwright.jobs import intake, statements
from meshwright.jobs.beside import FILES, REJECTS, files_table, landing_table, rejects_table
from meshwright.jobs.blanks import filled
from meshwright.jobs.table import TableJob, next_table
from meshwright.specs.models import Table
from tools.bench.measuring import interleaved, spread
from tools.bench.querying import BUCKET, Athena, athena
from tools.bench.rows import Row
from tools.bench.setting import Setting

COUNT, ROUNDS = 300_000, 3
COLUMNS = {"id": "bigint", "amount": "decimal(10,2)", "day": "date"}
CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
BLANKS = {"started": "2026-11-27T02:00:00.123Z", "today": "2026-11-27"}


def measure(setting: Setting) -> Iterator[Row]:
    """A file's rows, judged, staged and published."""
    setting.say(f"landing {COUNT:,} rows, {ROUNDS} times")
    file, job = setting.folder / "landed.csv", _job()
    _write(file)
    with athena(setting.folder / "landing") as local:
        local.prepare(b"")
        _lay_out(local, job, file)
        sides: list[Callable[[], float]] = [lambda: _taken(local, job), lambda: _copied(file)]
        ours, base = interleaved(sides, ROUNDS)
    yield Row(
        f"a run that takes {COUNT:,} landed rows",
        "s",
        spread(ours),
        spread(base),
        "duckdb's own `copy` of the same file into a table",
    )


def _job() -> TableJob:
    source = {"source": {"format": "csv"}, "primaryKey": ["id"], "columns": COLUMNS}
    return TableJob("bench", "landed", Table.model_validate(source))


def _write(file: Path) -> None:
    lines = (f"{n},{n % 900}.{n % 100:02},2026-{1 + n % 12:02}-01\n" for n in range(COUNT))
    file.write_text(f"{','.join(COLUMNS)}\n{''.join(lines)}", encoding="utf-8")


def _lay_out(local: Athena, job: TableJob, file: Path) -> None:
    """The job's tables, and the file where it lands."""
    local.s3.put_object(Bucket=BUCKET, Key="arrived/one.csv", Body=file.read_bytes())
    storage = {
        "Location": f"s3://{BUCKET}/arrived/",
        "Columns": [{"Name": name, "Type": "string"} for name in COLUMNS],
        "SerdeInfo": {"SerializationLibrary": CSV, "Parameters": {"escapeChar": "\x01"}},
    }
    named = {"Name": landing_table(job.name), "StorageDescriptor": storage}
    local.glue.create_table(DatabaseName="bench", TableInput=named)
    for name in (job.name, next_table(job.name)):
        local.create(name, COLUMNS)
    local.create(files_table(job.name), _texts(FILES))
    local.create(rejects_table(job.name), _texts(REJECTS))


def _texts(columns: Mapping[str, ColumnType]) -> dict[str, str]:
    return {name: kind.text for name, kind in columns.items()}


def _taken(local: Athena, job: TableJob) -> float:
    """A run that finds the file for the first time, and a table that is empty."""
    local.seconds([f"DELETE FROM {name}" for name in (job.published, intake.files(job))])  # noqa: S608 - names of our own
    steps = [*intake.take(job).values(), statements.clear(job), statements.stage(job)]
    steps += [statements.publish(job), intake.load(job)]
    return local.seconds([filled(step, BLANKS) for step in steps])


def _copied(file: Path) -> float:
    import duckdb

    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    began = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute(f"create table landed ({columns})")
        connection.execute(f"copy landed from '{file}' (header)")
    return time.perf_counter() - began
