"""The benchmark of landed files runs, and finds what it measures."""

from pathlib import Path

from tools.bench import landing
from tools.bench.setting import Setting


def test_landed_files_are_measured_beside_duckdbs_copy(monkeypatch, tmp_path):
    monkeypatch.setattr(landing, "COUNT", 200)
    monkeypatch.setattr(landing, "ROUNDS", 2)
    checkout = Path(__file__).parents[3]

    (row,) = landing.measure(Setting(checkout, tmp_path, large=False, say=lambda _: None))

    assert row.what == "a run that takes 200 landed rows"
    assert row.ours.median > 0
    assert row.base
    assert row.base.median > 0
