import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from meshwright.aws.authorization.evaluate import evaluate
from meshwright.errors import UsageError
from meshwright.plan import plan
from meshwright.specs.load import load_environment, load_mesh
from tools.bench import (
    affecting,
    agreeing,
    asking,
    authorising,
    benchmarks,
    browsing,
    calling,
    cataloguing,
    deploying,
    earlier,
    linting,
    loading,
    packing,
    previewing,
    report,
    resting,
    sharding,
    specs,
    starting,
    telling,
    throttling,
    weighing,
)
from tools.bench.benchmarks import BENCHMARKS, Results, chosen, run
from tools.bench.measuring import Probe, spread
from tools.bench.rows import Row
from tools.bench.setting import Setting
from tools.bench.site import ENVIRONMENT, open_site
from tools.bench.stages import AS_OF
from tools.cli import browser

ROOT = Path(__file__).parents[3]
ROWS = (
    Row("loading", "s CPU", spread([0.5, 0.4, 0.7]), spread([0.4]), "the floor", 1.5),
    Row("requests", "requests", spread([3]), aim=0.0),
    Row("peak", "MB", spread([41.25])),
)
RIVAL = """
import sys
from pathlib import Path

assert len([*Path().glob(sys.argv[3])]) == 2
Path(sys.argv[5]).mkdir()
(Path(sys.argv[5]) / "index.html").write_text("catalog")
"""
"""Stands for datacontract-cli, which is not installed for a test: it finds its contracts."""
RESULTS = Results(ROWS, Probe(0.05, 0.06, 1.25), Probe(0.05, 0.09, 2.0))


def setting(folder: Path) -> Setting:
    return Setting(ROOT, folder, large=False, say=lambda _: None)


def test_all_benchmarks_run_where_none_is_named() -> None:
    assert chosen(()) == list(BENCHMARKS)
    assert chosen(("up", "specs")) == ["specs", "up"]


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no benchmark 'speed'"):
        chosen(("up", "speed"))


def test_a_run_gives_each_benchmark_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Path] = []

    def measure(given: Setting) -> Iterator[Row]:
        assert not list(given.folder.iterdir())
        seen.append(given.folder)
        yield ROWS[0]

    monkeypatch.setattr(benchmarks, "BENCHMARKS", {"one": measure, "two": measure})
    results = run(setting(tmp_path), ["one", "two"])

    assert results.rows == (ROWS[0], ROWS[0])
    assert len(set(seen)) == 2


def test_the_table_says_what_is_met() -> None:
    *table, load = report.lines(RESULTS)

    assert [line.split()[-1] for line in table] == ["met", "yes", "NO", "–"]
    assert "0.5 (0.4..0.7) s CPU" in table[1]
    assert "1.25x" in table[1]
    assert "load average 1.2" in load


def test_the_page_names_cores_day_and_bases_but_no_machine() -> None:
    page = report.page(RESULTS, cores=2, on=date(2026, 6, 1))

    assert "Measured on 2026-06-01 with 2 cores." in page
    assert "| peak | 41.25 MB | – | – | – | – |" in page
    assert "- the floor\n" in page
    assert str(ROOT) not in page


def test_a_site_has_room_for_any_number_of_products(tmp_path: Path) -> None:
    with open_site(ROOT, tmp_path, specs.files(1, seed=1)) as site:
        place = load_environment(site.root, ENVIRONMENT)

    assert all(quota >= 10_000 * 2 for quota in place.spec.quotas.values())


def test_specs_are_measured_at_every_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "SIZES", {2: 1, 20: 2})
    rows = {row.what: row for row in loading.measure(setting(tmp_path))}

    assert rows.keys() == {
        "loading and validating 2 specs",
        "loading and validating 20 specs",
        "loading and validating, 20 products",
        "checking across specs, 20 products",
        "planning, 20 products",
        "asking the rules, 20 products",
        "peak memory of `mesh check`, 2 products",
        "peak memory of `mesh check`, 20 products",
    }
    assert all(row.base is None or row.base.low > 0 for row in rows.values())
    assert not list(tmp_path.glob("site/*"))


def test_agreements_are_measured_by_their_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreeing, "COUNTS", {2: 1, 20: 1})
    rows = {row.what: row for row in agreeing.measure(setting(tmp_path))}

    assert rows.keys() == {
        "checking 20 agreements on a product",
        "checking 20 agreements of some rows on a product",
        "peak memory of 20 agreements",
        "peak memory of 20 agreements of some rows",
    }
    assert all(row.base and row.base.low > 0 for row in rows.values())


def test_requests_are_authorised_by_the_policies_that_a_mesh_deploys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorising, "PRODUCTS", 2)
    monkeypatch.setattr(authorising, "ROUNDS", 1)
    (row,) = authorising.measure(setting(tmp_path))
    with open_site(ROOT, tmp_path, specs.files(2, seed=1)) as site:
        place, mesh = load_environment(site.root, ENVIRONMENT), load_mesh(site.root).mesh
    asked = authorising.questions(plan(mesh, place, as_of=AS_OF), place)
    decided = {evaluate(*question).is_allowed for question in asked}

    assert row.ours.low > 0
    assert decided == {True, False}


def test_what_a_change_does_is_measured_at_every_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(affecting, "SIZES", {2: 1, 5: 1})
    rows = list(affecting.measure(setting(tmp_path)))
    small, large, growth, peak, _, beside = rows[:6]

    assert len(rows) == 14
    assert peak.unit == "MB"
    assert [row.what for row in rows[-2:]] == [
        "reading both sides of a change, 2 products",
        "reading both sides of a change, 5 products",
    ]
    assert small.ours.low > 0
    assert (growth.ours, growth.base) == (large.ours, small.ours)
    assert growth.against == "2 products"
    assert beside.ours.median < large.ours.median


def test_the_report_of_many_changed_products_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PRODUCTS", 2)
    monkeypatch.setattr(telling, "ROUNDS", 1)
    (row,) = telling.measure(setting(tmp_path))

    assert row.what == "the report of 2 changed products"


def test_a_bucket_gives_as_many_tokens_as_its_rate_allows() -> None:
    bucket = throttling.Bucket(rate=20.0)
    began = time.monotonic()
    while bucket.taken < 11:
        bucket.take()

    assert time.monotonic() - began > 0.45
    assert bucket.refused > 0


def test_what_is_over_a_limit_is_refused_in_the_words_of_its_service() -> None:
    kms, iam = (throttling.REFUSALS[name] for name in ("kms", "iam"))

    assert json.loads(kms.body)["__type"] == "ThrottlingException"
    assert b"<Code>Throttling</Code>" in iam.body
    assert kms.status == iam.status == 400


def test_the_rules_are_measured_over_a_whole_mesh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PRODUCTS", 3)
    monkeypatch.setattr(asking, "ROUNDS", 2)
    each, whole, memory = asking.measure(setting(tmp_path))

    assert each.unit == "ms CPU"
    assert 0 < each.ours.median < 50
    assert whole.ours.low > 0
    assert memory.ours.median >= 0


def test_the_portal_is_built_and_visited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "SIZES", {2: 1, 3: 1})
    monkeypatch.setattr(browsing, "VISITS", 1)
    monkeypatch.setattr(browsing, "CHANGES", 1)
    monkeypatch.setattr(cataloguing, "COUNT", 2)
    monkeypatch.setattr(cataloguing, "ROUNDS", 1)
    rival = tmp_path / "rival.py"
    rival.write_text(RIVAL)
    monkeypatch.setattr(cataloguing, "command", lambda: [sys.executable, str(rival)])
    # In a thread of its own, since one that drives a browser already drives no other.
    with ThreadPoolExecutor(1) as thread:
        measured = thread.submit(
            lambda: list(browsing.measure(setting(tmp_path / "bench")))
        ).result()
    rows = {row.what: row for row in measured}

    assert len(rows) == (22 if browser.browser() else 16), list(rows)
    assert all(row.ours.median > 0 for row in rows.values())


def test_where_nothing_can_be_installed_the_portal_stands_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline() -> None:
        raise CalledProcessError(1, "uv")

    said: list[str] = []
    monkeypatch.setattr(cataloguing, "command", offline)

    assert not [*cataloguing.measure(Setting(ROOT, tmp_path, large=False, say=said.append))]
    assert said[0].startswith("not compared with datacontract-cli, which cannot be installed")


@pytest.mark.long
@pytest.mark.e2e
def test_the_engines_benchmarks_run_on_small_meshes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name, value in (
        (deploying, "PRODUCTS", 2),
        (deploying, "ROUNDS", 1),
        (previewing, "PRODUCTS", (2, 3)),
        (previewing, "ROUNDS", 1),
        (calling, "PRODUCTS", 2),
        (packing, "TABLES", 2),
        (packing, "ROUNDS", 1),
        (starting, "PRODUCTS", 2),
        (starting, "ROUNDS", 1),
        (earlier, "PRODUCTS", 1),
        (earlier, "ROUNDS", 1),
        (weighing, "PRODUCTS", 2),
        (sharding, "PRODUCTS", 2),
        (resting, "PRODUCTS", 12),
        (resting, "ROUNDS", 1),
        (throttling, "PRODUCTS", 2),
        (linting, "ROUNDS", 1),
    ):
        monkeypatch.setattr(module, name, value)
    results = run(
        setting(tmp_path),
        [
            *("preview", "packs", "up", "stacks", "before", "requests", "weights", "shards"),
            *("rest", "limits", "lint"),
        ],
    )
    requests = [row for row in results.rows if row.unit == "requests"]

    weights = [row for row in results.rows if row.what.startswith("creating an aws:")]

    assert len(results.rows) == 6 + 6 + 2 + 1 + 2 + 5 + len(weights) + 1 + 2 + 1 + 2 + 1
    assert all(row.ours.low >= 0 for row in weights)
    assert len(weights) > 15
    assert requests[0].ours.median > 10
    assert all(row.is_met for row in requests if row.aim is not None)
