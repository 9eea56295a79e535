"""The benchmark of queries runs, and finds what it measures."""

from pathlib import Path

from tools.bench import querying
from tools.bench.setting import Setting


def test_queries_are_measured_beside_duckdb(monkeypatch, tmp_path):
    monkeypatch.setattr(querying, "COUNT", 200)
    monkeypatch.setattr(querying, "ROUNDS", 1)
    checkout = Path(__file__).parents[3]

    rows = list(querying.measure(Setting(checkout, tmp_path, large=False, say=lambda _: None)))

    assert [row.what for row in rows] == [
        "a query of 200 rows by the local Athena",
        "a run that stages and publishes 200 rows",
    ]
    assert all(row.ours.median > 0 and row.base and row.base.median > 0 for row in rows)
