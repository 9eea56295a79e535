"""Every statement that a product's machine makes is run by the local Athena."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from meshwright.athena.column_type import ColumnType
from meshwright.jobs.table import TableJob
from meshwright.plan.iceberg import field_type
from meshwright.specs.types import parse_type

from jobs.samples import JOBS
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


def test_no_statement_is_left_out() -> None:
    assert {file.stem.partition("-")[0] for file in FOLDER.glob("*.sql")} == set(JOBS)
    assert all(isinstance(job, TableJob) for job in JOBS.values())
