"""Queries that would never end, fill the memory or the disk, or leave the engine."""

from pathlib import Path
from threading import Timer
from typing import Any

import duckdb
import pytest

from localaws.athena import engine, limits
from localaws.athena.faults import QueryError

# What duckdb says of how rows are taken from it; the local AWS has them as they are.
pytestmark = pytest.mark.filterwarnings("ignore:Arrow output on a DB-API result")

ENDLESS = {
    "a recursion without end": """
        with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) from t""",
    "a recursion beside a sound query": """
        with recursive t(n) as (select 1 union all select n + 1 from t), o as (select 1 as id)
        select o.* from o where (select max(n) from t) > 0""",
    "a range": "select sum(range) from range(100000000000)",
    "a giant text": "select length(string_agg(range::varchar, ',')) from range(100000000000)",
    "a join without condition": """
        select count(*) from range(10000000) a, range(10000000) b where a.range + b.range = 3""",
    "a sort": "select range from range(100000000000) order by hash(range)",
    "distinct values": "select count(distinct hash(range)) from range(100000000000)",
    "a window": "select sum(range) over (order by hash(range)) from range(10000000000)",
    "a pattern": """
        select count(*) from range(100000000)
        where regexp_matches(repeat('a', 10000) || range::varchar, '(a*)*(a*)*b')""",
}
TOO_LARGE = {
    "rows in memory": "select repeat(range::varchar, 100) as text from range(3000000)",
    "a list": "select list(range) as numbers from range(2000000000)",
}
OUTSIDE = (
    "select * from read_text('{path}')",
    "select * from read_csv('{path}')",
    "select * from read_blob('{path}')",
    "select * from read_json('{path}')",
    "select * from read_parquet('{path}')",
    "select * from glob('/**')",
    "select * from sniff_csv('{path}')",
    "select * from parquet_metadata('{path}')",
    "select * from '{path}'",
    "select * from query('from read_text(''{path}'')')",
    "select * from read_csv('https://127.0.0.1:9/x.csv')",
    "select * from 's3://bucket/key.parquet'",
    "attach '{path}.db' as other",
    "copy (select 1) to '{path}.out'",
    "export database '{path}.folder'",
    "install httpfs",
    "install h3 from community",
    "load httpfs",
    "load '{path}'",
    "set memory_limit = '100GB'",
    "set max_temp_directory_size = '100GB'",
    "set temp_directory = '/'",
    "reset lock_configuration",
    "pragma enable_external_access = true",
)


def staged(query: str) -> str:
    return f"create or replace temp table staged as select * from ({query})"


def run(connection: duckdb.DuckDBPyConnection, query: str, seconds: float) -> Any:
    return engine.answered(connection, query, engine.Stop(), seconds)


@pytest.mark.parametrize("query", ENDLESS.values(), ids=ENDLESS)
def test_a_query_without_end_is_stopped(query: str) -> None:
    with engine.over({}) as connection, pytest.raises(QueryError) as stopped:
        run(connection, staged(query), seconds=0.5)

    assert str(stopped.value) == "Query timeout: 0.5 seconds"


@pytest.mark.parametrize("query", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_query_that_is_too_large_is_stopped(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMORY", "50MB")
    monkeypatch.setattr(limits, "DISK", "20MB")

    with (
        engine.over({}) as connection,
        pytest.raises(QueryError, match="EXCEEDED_LOCAL_MEMORY_LIMIT"),
    ):
        run(connection, staged(query), seconds=300)


@pytest.mark.parametrize("query", OUTSIDE)
def test_a_query_reaches_no_file_no_network_and_no_setting(tmp_path: Path, query: str) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("mail\nada@acme.example\n")

    with (
        engine.over({}) as connection,
        pytest.raises(QueryError, match=r"NOT_SUPPORTED|INVALID_FUNCTION_ARGUMENT"),
    ):
        run(connection, query.format(path=path), seconds=300)

    assert [file.name for file in tmp_path.iterdir()] == ["secret.csv"]


def test_a_connection_works_on_after_a_stopped_query() -> None:
    with engine.over({}) as connection:
        with pytest.raises(QueryError, match="Query timeout"):
            run(connection, staged(ENDLESS["a range"]), seconds=0.3)

        assert run(connection, "select 7 as id", seconds=300).to_pylist() == [{"id": 7}]


def test_nothing_is_left_of_temporary_files(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(limits, "MEMORY", "50MB")

    with engine.over({}) as connection, pytest.raises(QueryError, match="Query timeout"):
        run(connection, staged(ENDLESS["a sort"]), seconds=1)

    assert list(tmp_path.iterdir()) == []


def test_a_wish_to_stop_is_heard_while_a_query_runs() -> None:
    stop = engine.Stop()
    Timer(0.3, stop.asked.set).start()

    with engine.over({}) as connection, pytest.raises(engine.StoppedError):
        engine.answered(connection, staged(ENDLESS["a recursion without end"]), stop, seconds=300)
