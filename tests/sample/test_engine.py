from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from meshwright.sample import engine

OPENED = {"a__b.c": pa.table({"id": ["1"]})}
SECRET = pa.table({"mail": ["ada@acme.example"]})
"""A variable that duckdb could find by its name."""


def test_a_query_reads_the_tables_opened_to_it() -> None:
    with engine.over_tables(OPENED) as connection:
        assert connection.sql("select id from a__b.c").fetchall() == [("1",)]


@pytest.mark.parametrize(
    "query",
    [
        "select * from a__b.d",
        "select mail from a__b.c",
        "select * from read_csv('{path}')",
        "select * from '{path}'",
        "select * from read_text('{path}')",
        "select * from SECRET",
        "copy a__b.c to '{path}.out'",
        "set enable_external_access = true",
        "set python_enable_replacements = true",
        "install httpfs",
    ],
)
def test_a_query_reaches_nothing_else(tmp_path: Path, query: str) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("mail\nada@acme.example\n")

    with engine.over_tables(OPENED) as connection, pytest.raises(duckdb.Error):
        connection.execute(query.format(path=path))


def test_hours_are_cut_in_utc_wherever_the_machine_stands() -> None:
    with engine.over_tables({}) as connection:
        query = "select cast(date_trunc('day', timestamptz '2013-01-01 23:30:00-05') as varchar)"

        assert connection.sql(query).fetchall() == [("2013-01-02 00:00:00+00",)]
