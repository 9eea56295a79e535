"""The example mesh, its rows made by the products' machines: they are those of the release before.

`tests/sample/release_before.json` was written from the tables that the sample's own loader filled.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pyiceberg.table import StaticTable

from meshwright.sample import dataset
from row_digests import described

from checkouts import Checkout, copy_checkout

pytestmark = [pytest.mark.e2e, pytest.mark.long]

ROOT = Path(__file__).parents[2]
MAPPINGS = Path(__file__).parent / "landing"
BEFORE: Mapping[str, Any] = json.loads((ROOT / "tests/sample/release_before.json").read_text())
FILES: Mapping[str, tuple[str, str]] = {
    "fleet.aircraft.aircraft": ("planes", "snapshot"),
    "network.airports.airports": ("airports", "snapshot"),
    "network.carriers.carriers": ("airlines", "snapshot"),
    "weather.observations.hourly": ("weather", "append"),
    "operations.flights.flights": ("flights", "append"),
}
"""By table, the file that lands for it, and how it is delivered."""


def csv(name: str) -> Path:
    return dataset.csv_folder(print) / f"{name}.csv"


def let_it_live(checkout: Checkout) -> None:
    """Makes every table of the example an Iceberg table that its product's machine makes."""
    for spec in (checkout.root / "domains").rglob("product.yaml"):
        # Athena's Iceberg tables have no zones.
        text = spec.read_text().replace("timestamptz", "timestamp")
        spec.write_text(re.sub(r"\n    query:", "\n    format: iceberg\n    query:", text))
    for table, (file, delivery) in FILES.items():
        domain, product, name = table.split(".")
        folder = checkout.root / "domains" / domain / product
        header = csv(file).read_text().partition("\n")[0]
        added = f"    source: {{format: csv, delivery: {delivery}, columns: [{header}]}}\n"
        mapping = MAPPINGS / f"{table}.sql"
        if mapping.is_file():
            (folder / f"{name}.sql").write_text(mapping.read_text())
            added += f"    query: {name}.sql\n"
        spec = folder / "product.yaml"
        head, key, rest = spec.read_text().partition("    primaryKey:")
        spec.write_text(f"{head}{added}{key}{rest}")


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """The example, up, with all of its files landed and all of its products run."""
    checkout = copy_checkout(tmp_path_factory.mktemp("living"))
    let_it_live(checkout)
    try:
        for words in (("lock",), ("check", "--env", "local"), ("up",)):
            done = checkout.run(*words)
            assert done.returncode == 0, done.stdout + done.stderr
        for table, (file, _) in FILES.items():
            done = checkout.run("ingest", table, str(csv(file)), "--no-run")
            assert done.returncode == 0, done.stdout + done.stderr
        done = checkout.run("run")
        assert done.returncode == 0, done.stdout + done.stderr
        yield checkout
    finally:
        checkout.run("local", "stop")


def iceberg(checkout: Checkout, table: str) -> Any:
    domain, product, name = table.split(".")
    glue = checkout.client("glue")
    said = glue.get_table(DatabaseName=f"{domain}__{product}", Name=name)["Table"]
    reached = {
        "s3.endpoint": checkout.endpoint,
        "s3.access-key-id": "test",
        "s3.secret-access-key": "test",
        "s3.region": "eu-central-1",
        "s3.path-style-access": "true",
    }
    return StaticTable.from_metadata(said["Parameters"]["metadata_location"], reached)


@pytest.mark.parametrize("table", BEFORE)
def test_rows_and_sums_are_those_of_the_release_before(living: Checkout, table: str) -> None:
    rows = iceberg(living, table).scan().to_arrow().to_pylist(maps_as_pydicts="strict")

    assert described(rows) == BEFORE[table]


def test_a_second_run_changes_no_row_and_adds_no_snapshot(living: Checkout) -> None:
    before = {table: len(iceberg(living, table).snapshots()) for table in BEFORE}
    again = living.run("run")
    after = {table: len(iceberg(living, table).snapshots()) for table in BEFORE}

    assert again.returncode == 0, again.stdout + again.stderr
    assert "11 products refreshed" in again.stdout
    assert after == before


def test_what_lives_does_not_drift_and_can_be_taken_away(living: Checkout) -> None:
    runs, drift = living.run("runs"), living.run("drift")
    destroyed = living.run("destroy", "*")

    assert runs.returncode == 0, runs.stdout + runs.stderr
    assert drift.returncode == 0, drift.stdout + drift.stderr
    assert destroyed.returncode == 0, destroyed.stdout + destroyed.stderr
