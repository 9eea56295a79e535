"""Every statement that a product's machine makes is run by the local Athena."""

import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from meshwright.athena.column_type import ColumnType
from meshwright.jobs.beside import FILES, REJECTS, files_table, landing_table, rejects_table
from meshwright.plan.iceberg import field_type
from meshwright.plan.landing import READERS
from meshwright.specs.types import parse_type

from jobs.samples import FILE_JOBS, JOBS
from local_aws.athena.athena import Athena
from local_aws.iceberg.lake import BUCKET, Lake, field

FOLDER = Path(__file__).parents[2] / "jobs/statements"
SOURCES: Mapping[str, tuple[str, Mapping[str, str], str]] = {
    "flights": (
        "operations__flights",
        {"origin": "string", "departed_at": "timestamp", "flight_date": "date", "note": "string"},
        "('EWR', TIMESTAMP '2026-11-26 10:30:00', DATE '2026-11-26', 'on time'),"
        " ('JFK', TIMESTAMP '2026-11-20 11:00:00', DATE '2026-11-20', 'late')",
    ),
    "words": (
        "src",
        {
            "k": "bigint",
            "word": "string",
            "at": "timestamptz",
            "place": "struct<street:string,number:int>",
            "tags": "map<string,array<int>>",
        },
        "(1, 'a', TIMESTAMP '2026-11-26 10:30:00',"
        " CAST(ROW('Main', 1) AS ROW(street varchar, number integer)),"
        " MAP(ARRAY['x'], ARRAY[ARRAY[1, 2]])), (2, NULL, NULL, NULL, NULL)",
    ),
    "keys": ("src", {"order": "bigint"}, "(1), (2)"),
}
ORDER = ("clear", "fill", "look", "audit", "merge-part", "merge", "fill", "merge")
"""What a run asks, and then the same rows again."""


class Numbers(dict[str, int]):
    """Ids in the order in which they are asked for."""

    def __missing__(self, name: str) -> int:
        self[name] = len(self) + 1
        return self[name]


def create(lake: Lake, database: str, name: str, columns: Mapping[str, ColumnType]) -> None:
    ids = Numbers()
    fields = [field(ids[column], column) for column in columns]
    for described, (column, kind) in zip(fields, columns.items(), strict=True):
        described["Type"] = field_type(kind, column, ids)
    lake.glue.create_table(
        DatabaseName=database,
        Name=name,
        OpenTableFormatInput=lake.created(fields, location=f"s3://{BUCKET}/{database}/{name}"),
    )


@pytest.fixture
def athena(client) -> Athena:
    lake = Lake.opened(client)
    for database in ("out", "src", "operations__flights"):
        lake.glue.create_database(DatabaseInput={"Name": database})
    client("athena").create_work_group(
        Name="jobs", Configuration={"ManagedQueryResultsConfiguration": {"Enabled": True}}
    )
    athena = Athena(client("athena"), "jobs")
    for name, (database, columns, rows) in SOURCES.items():
        create(lake, database, name, {column: parse_type(t) for column, t in columns.items()})
        athena.run(f'INSERT INTO {database}."{name}" VALUES {rows}')
    for job in JOBS.values():
        for name in (job.name, f"{job.name}__next"):
            create(lake, "out", name, job.columns)
    return athena


@pytest.mark.parametrize("kind", JOBS)
def test_the_statements_of_a_run_succeed_and_say_the_same_twice(athena: Athena, kind: str) -> None:
    files = {file.stem.removeprefix(f"{kind}-"): file for file in FOLDER.glob(f"{kind}-*.sql")}
    said = {}

    for what in ORDER:
        if what in files:
            said[what] = athena.run(files[what].read_text("utf-8"))
    everything = f'SELECT * FROM "out"."{JOBS[kind].name}"'
    kept = athena.rows(everything)
    for what in set(files) - set(ORDER):
        athena.run(files[what].read_text("utf-8"))

    assert kept
    assert said["merge"]["UpdateCount"] == 0
    assert athena.rows(everything) == kept


FLIGHTS = {
    "k": [1, 2, 2, 3],
    "plane": ["it's", "b", "b", None],
    "price": [1.5, 2.25, 3.0, 4.0],
    "speed": [1.0, None, 2.0, 3.0],
    "left_at": ["2026-11-26T10:00:00Z"] * 4,
    "left_on": ["2026-11-26"] * 4,
    "late": ["true", "FALSE", "", "x"],
}
"""Of the rows two have one key, and one a plane that is missing."""


def landed(kind: str) -> bytes:
    """The rows as a file that lands for a table of a kind."""
    every = zip(*FLIGHTS.values(), strict=True)
    rows = [dict(zip(FLIGHTS, values, strict=True)) for values in every]
    match kind:
        case "csv":
            lines = [",".join(FLIGHTS), *(",".join(map(_text, row.values())) for row in rows)]
            return "\n".join(lines).encode()
        case "queried":
            return b"id,order\n1,x\n2,y\n"
        case "json":
            return "\n".join(json.dumps(row) for row in [*rows]).encode() + b"\nbroken\n"
        case _:
            return _parquet(rows)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    table = pa.Table.from_pylist(rows)
    price = table.column("price").cast(pa.decimal128(6, 2))
    at = pa.array(["2026-11-26 10:00:00"] * len(rows)).cast(pa.timestamp("us"))
    on = pa.array([date(2026, 11, 26)] * len(rows), pa.date32())
    late = pa.array([True, False, None, None], pa.bool_())
    columns = {"price": price, "left_at": at, "left_on": on, "late": late}
    for name, values in columns.items():
        table = table.set_column(table.column_names.index(name), name, values)
    written = io.BytesIO()
    pq.write_table(table, written)
    return written.getvalue()


@pytest.fixture
def landing(client, athena: Athena) -> Athena:
    """The tables beside those that files land for, and one file for each."""
    lake = Lake(client, client("glue"), client("s3"))
    for kind, job in FILE_JOBS.items():
        lake.glue.create_database(DatabaseInput={"Name": f"{kind}_files"})
        for name, columns in (
            (job.name, job.columns),
            (f"{job.name}__next", job.columns),
            (files_table(job.name), FILES),
            (rejects_table(job.name), REJECTS),
        ):
            create(lake, f"{kind}_files", name, columns)
        assert job.spec.source
        library, parameters, _ = READERS[job.spec.source.format]
        is_typed = job.spec.source.format == "parquet"
        described = {
            "Name": landing_table(job.name),
            "TableType": "EXTERNAL_TABLE",
            "StorageDescriptor": {
                "Location": f"s3://{BUCKET}/landing/{kind}/",
                "Columns": [
                    {"Name": name, "Type": job.columns[name].glue if is_typed else "string"}
                    for name in job.spec.landing_columns
                ],
                "SerdeInfo": {"SerializationLibrary": library, "Parameters": dict(parameters)},
            },
        }
        lake.glue.create_table(DatabaseName=f"{kind}_files", TableInput=described)
        lake.s3.put_object(Bucket=BUCKET, Key=f"landing/{kind}/one", Body=landed(kind))
    return athena


INTAKE = ("take-files", "reject", "clear", "fill", "audit", "merge-part", "merge", "load")
TAKEN = {"csv": (2, 2), "json": (2, 3), "parquet": (2, 2), "queried": (2, 0)}
"""How many rows the table has after a file, and how many were refused."""


@pytest.mark.parametrize("kind", FILE_JOBS)
def test_a_file_that_has_landed_is_taken_once(landing: Athena, kind: str) -> None:
    folder = FOLDER / "files"
    files = {file.stem.removeprefix(f"{kind}-"): file for file in folder.glob(f"{kind}-*.sql")}
    texts = {what: file.read_text("utf-8") for what, file in files.items()}
    own = {what: text.replace('"out".', f"{kind}_files.") for what, text in texts.items()}

    # A machine publishes no snapshot where no file is new.
    source = FILE_JOBS[kind].spec.source
    assert source
    is_snapshot = source.delivery == "snapshot"
    for what in INTAKE if is_snapshot else (*INTAKE, *INTAKE):
        if what in own:
            landing.run(own[what])
    for what in sorted(set(own) - set(INTAKE)):
        landing.run(own[what])

    name = FILE_JOBS[kind].name
    count = f"SELECT count(*) AS n FROM {kind}_files.{name}"
    assert landing.rows(count) == [(str(TAKEN[kind][0]),)]
    assert landing.rows(f"{count}__files") == [("1",)]
    assert landing.rows(f"{count}__rejects") == [(str(TAKEN[kind][1]),)]


def test_no_statement_is_left_out() -> None:
    assert {file.stem.partition("-")[0] for file in FOLDER.glob("*.sql")} == set(JOBS)
    files = (FOLDER / "files").glob("*.sql")
    assert {file.stem.partition("-")[0] for file in files} == set(FILE_JOBS)
