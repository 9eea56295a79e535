"""The example's rows by its products' machines: those of the files, and of the release before.

They are read back through Glue and S3 alone. What is expected is counted here from the CSV files,
by none of the platform's code; `tests/sample/release_before.json` was written from the Parquet
files of the release before, which a loader of its own filled.
"""

import html
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pytest
from pyiceberg.table import StaticTable

from meshwright.specs.load import load_mesh
from row_digests import described

from checkouts import Checkout, copy_checkout
from e2e.sample_files import read_csv

pytestmark = pytest.mark.e2e

pc: Any = pyarrow.compute  # its functions are made at run time

ROOT = Path(__file__).parents[2]
MESH = load_mesh(ROOT).mesh
TABLES = [f"{p.id}.{name}" for p in MESH.products.values() for name in p.spec.tables]
BEFORE: Mapping[str, Any] = json.loads((ROOT / "tests/sample/release_before.json").read_text())
SOURCES = {
    "operations.flights.flights": "flights",
    "network.airports.airports": "airports",
    "network.carriers.carriers": "airlines",
    "fleet.aircraft.aircraft": "planes",
    "weather.observations.hourly": "weather",
}


def spec_of(table_id: str):
    product, _, name = table_id.rpartition(".")
    return MESH.products[product].spec.tables[name]


@dataclass(frozen=True)
class Lake:
    """The tables of a checkout's AWS, as a stranger's pyiceberg reads them."""

    glue: Any
    endpoint: str

    def table(self, table_id: str) -> Any:
        said = self.glue.get_table(**_place(table_id))["Table"]
        reached = {
            "s3.endpoint": self.endpoint,
            "s3.access-key-id": "test",
            "s3.secret-access-key": "test",
            "s3.region": "eu-central-1",
            "s3.path-style-access": "true",
        }
        return StaticTable.from_metadata(said["Parameters"]["metadata_location"], reached)

    def snapshots(self) -> dict[str, list[int]]:
        return {name: [s.snapshot_id for s in self.table(name).snapshots()] for name in TABLES}


def _place(table_id: str) -> dict[str, str]:
    domain, product, name = table_id.split(".")
    return {"DatabaseName": f"{domain}__{product}", "Name": name}


@pytest.fixture(scope="module")
def lake(loaded: Checkout) -> Lake:
    return Lake(loaded.client("glue"), loaded.endpoint)


@pytest.fixture(scope="module")
def rows(lake: Lake) -> Mapping[str, pa.Table]:
    return {table_id: lake.table(table_id).scan().to_arrow() for table_id in TABLES}


def total(table: pa.Table, column: str) -> Any:
    return pc.sum(table[column]).as_py()


@pytest.fixture(scope="module")
def flights() -> list[dict[str, str]]:
    return read_csv("flights")


@pytest.fixture(scope="module")
def departed(flights) -> list[dict[str, str]]:
    return [f for f in flights if f["dep_time"] != "NA"]


@pytest.fixture(scope="module")
def disrupted(flights) -> list[dict[str, str]]:
    return [f for f in flights if f["dep_time"] == "NA" or int(f["dep_delay"]) >= 15]


def month(flight: Mapping[str, str]) -> str:
    return f"2013-{int(flight['month']):02}"


@pytest.mark.parametrize(("table_id", "name"), SOURCES.items())
def test_a_source_table_has_every_row_of_its_file(rows, table_id, name) -> None:
    assert rows[table_id].num_rows == len(read_csv(name))


@pytest.mark.parametrize("table_id", TABLES)
def test_rows_and_sums_are_those_of_the_release_before(rows, table_id) -> None:
    found = rows[table_id].to_pylist(maps_as_pydicts="strict")

    assert described(found) == BEFORE[table_id]


@pytest.mark.parametrize("table_id", TABLES)
def test_rows_keep_what_their_spec_promises(rows, table_id) -> None:
    table, spec = rows[table_id], spec_of(table_id)
    keys = zip(*(table[name].to_pylist() for name in spec.primary_key), strict=True)

    assert len(set(keys)) == table.num_rows
    for name, column in spec.columns.items():
        values = table[name]
        assert not (column.required and values.null_count), name
        assert not column.unique or pc.count_distinct(values).as_py() == len(values), name
        assert not column.enum or set(pc.unique(values).to_pylist()) <= {*column.enum, None}, name


def test_flights_keep_their_own_sums(rows, flights, departed) -> None:
    table = rows["operations.flights.flights"]
    delays = [int(f["arr_delay"]) for f in flights if f["arr_delay"] != "NA"]

    assert total(table, "distance_miles") == sum(int(f["distance"]) for f in flights)
    assert total(table, "arrival_delay_minutes") == sum(delays)
    assert table["departed_at"].null_count == len(flights) - len(departed)
    assert Counter(table["flight_month"].to_pylist()) == Counter(map(month, flights))
    assert Counter(table["status"].to_pylist()) == {
        "completed": len(delays),
        "cancelled": len(flights) - len(departed),
        "incomplete": len(departed) - len(delays),
    }


def test_the_clock_at_the_gate_shows_what_the_file_says(rows, departed) -> None:
    table = rows["operations.flights.flights"]
    moment = pc.assume_timezone(table["departed_at"], "UTC")
    local = pc.local_timestamp(pc.cast(moment, pa.timestamp("us", "America/New_York")))
    shown = pc.add(pc.multiply(pc.hour(local), 100), pc.minute(local)).drop_null()

    assert Counter(shown.to_pylist()) == Counter(int(f["dep_time"]) % 2400 for f in departed)


def test_departures_add_up_by_airport(rows, flights, departed) -> None:
    table = rows["operations.departures.hourly"]
    late = sum(int(f["dep_delay"]) >= 15 for f in departed)

    assert table.num_rows == len({(f["origin"], f["time_hour"]) for f in flights})
    assert total(table, "scheduled") == len(flights)
    assert total(table, "departed") == len(departed)
    assert total(table, "cancelled") == len(flights) - len(departed)
    assert total(table, "delayed") == late


def test_routes_hold_all_flights_and_their_carriers(rows, flights) -> None:
    flown: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for flight in flights:
        flown[flight["origin"], flight["dest"]][flight["carrier"]] += 1

    found = {
        (r["origin"], r["destination"]): (r["flights"], r["carriers"])
        for r in rows["network.routes.routes"].to_pylist()
    }

    assert found.keys() == flown.keys()
    for route, carriers in flown.items():
        by_rank = sorted(carriers.items(), key=lambda pair: (-pair[1], pair[0]))
        listed = [{"carrier": carrier, "flights": count} for carrier, count in by_rank]
        assert found[route] == (carriers.total(), listed)


def test_utilization_adds_up_by_aircraft_and_by_model(rows, departed) -> None:
    monthly, models = rows["fleet.utilization.monthly"], rows["fleet.utilization.by_model"]
    known = {p["tailnum"]: (p["manufacturer"], p["model"]) for p in read_csv("planes")}
    flights = Counter((f["tailnum"], month(f)) for f in departed)
    by_model = Counter(known.get(f["tailnum"], ("unknown", "unknown")) for f in departed)

    assert "NA" not in {tail for tail, _ in flights}
    assert {
        (r["tail_number"], r["flight_month"]): r["flights"] for r in monthly.to_pylist()
    } == flights
    assert total(monthly, "miles") == sum(int(f["distance"]) for f in departed)
    assert {(r["manufacturer"], r["model"]): r["flights"] for r in models.to_pylist()} == by_model
    assert total(models, "aircraft") == len({tail for tail, _ in flights})
    assert total(models, "air_hours") == total(monthly, "air_hours")
    minutes = sum(int(f["air_time"]) for f in departed if f["air_time"] != "NA")
    # Each of the rows is rounded to a hundredth of an hour.
    assert abs(total(monthly, "air_hours") - Decimal(minutes) / 60) < monthly.num_rows / 200


def test_punctuality_adds_up_by_carrier_and_day(rows, flights, departed) -> None:
    daily, monthly = rows["punctuality.carriers.daily"], rows["punctuality.carriers.monthly"]
    arrived = [f for f in flights if f["arr_delay"] != "NA"]
    in_time = Counter((f["carrier"], month(f)) for f in arrived if int(f["arr_delay"]) < 15)

    assert daily.num_rows == len({(f["carrier"], f["month"], f["day"]) for f in flights})
    assert total(daily, "scheduled") == len(flights)
    assert total(daily, "cancelled") == len(flights) - len(departed)
    assert total(daily, "completed") == len(arrived)
    assert total(daily, "arrival_delay_minutes") == sum(int(f["arr_delay"]) for f in arrived)
    assert {
        (r["carrier"], r["flight_month"]): r["on_time"] for r in monthly.to_pylist() if r["on_time"]
    } == in_time
    assert total(daily, "on_time") == in_time.total()


def test_causes_add_up_to_all_disrupted_departures(rows, disrupted) -> None:
    causes, airports = rows["planning.delay_causes.causes"], rows["planning.delay_causes.airports"]
    delays = [int(f["dep_delay"]) for f in disrupted if f["dep_time"] != "NA"]

    assert total(causes, "disrupted") == total(airports, "disrupted") == len(disrupted)
    assert total(causes, "cancelled") == len(disrupted) - len(delays)
    assert total(causes, "delay_minutes") == sum(delays)
    for row in airports.to_pylist():
        assert sum(count for _, count in row["disrupted_by_cause"]) == row["disrupted"]


def test_the_weathers_share_is_that_of_hours_with_bad_weather(rows, disrupted) -> None:
    def is_bad(hour: Mapping[str, str]) -> bool:
        low = hour["visib"] != "NA" and float(hour["visib"]) < 3
        wet = hour["precip"] != "NA" and float(hour["precip"]) >= 0.1
        return low or wet or (hour["wind_gust"] != "NA" and float(hour["wind_gust"]) >= 40)

    bad = {(hour["origin"], hour["time_hour"]) for hour in read_csv("weather") if is_bad(hour)}
    expected = Counter(f["origin"] for f in disrupted if (f["origin"], f["time_hour"]) in bad)

    found: Counter[str] = Counter()
    for row in rows["planning.delay_causes.causes"].to_pylist():
        if row["cause"] == "weather":
            found[row["origin"]] += row["disrupted"]
    assert found == expected


def test_capacity_counts_the_seats_of_each_carrier(rows, departed) -> None:
    seats = {p["tailnum"]: int(p["seats"]) for p in read_csv("planes")}
    expected: Counter[str] = Counter()
    for flight in departed:
        expected[flight["carrier"]] += seats.get(flight["tailnum"], 0)

    table = rows["planning.capacity.seats"]
    found: Counter[str] = Counter()
    for row in table.to_pylist():
        found[row["carrier"]] += row["seats"]
    assert found == expected
    assert total(table, "flights") == len(departed)


def test_a_load_tells_the_rows_that_are_there(told, rows) -> None:
    found = {t["table"]: (t["rows"], t["partitions"]) for t in told["tables"]}
    parts = {name: spec_of(name).partition_by for name in TABLES}

    assert found == {
        name: (table.num_rows, len(table.group_by(parts[name]).aggregate([])) if parts[name] else 0)
        for name, table in rows.items()
    }
    assert told["withoutRows"] == []


def test_a_second_run_changes_no_row_and_adds_no_snapshot(loaded, lake) -> None:
    before = lake.snapshots()
    run = loaded.run("run")

    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{len(MESH.products)} products refreshed" in run.stdout
    assert lake.snapshots() == before
    assert all(before.values())


def test_an_aggregates_rows_can_be_shown(loaded, rows) -> None:
    shown = loaded.document("sample", "show", "punctuality.carriers.monthly", "--limit", "3")
    table = rows["punctuality.carriers.monthly"]
    first = sorted(table.to_pylist(), key=lambda row: (row["carrier"], row["flight_month"]))[:3]

    assert shown["total"] == table.num_rows == 185
    assert shown["columns"] == table.column_names
    assert [row[:6] for row in shown["rows"]] == [[*row.values()][:6] for row in first]


def test_the_catalog_shows_the_first_rows_of_the_product_that_says_so(loaded, tmp_path) -> None:
    built = loaded.run("catalog", "build", "--out", str(tmp_path / "portal"))
    assert built.returncode == 0, built.stdout + built.stderr
    samples = json.loads((tmp_path / "portal/runs.json").read_text())["samples"]
    airlines = sorted(read_csv("airlines"), key=lambda row: row["carrier"])[:5]

    assert {id_: [*tables] for id_, tables in samples.items()} == {"network.carriers": ["carriers"]}
    shown = samples["network.carriers"]["carriers"]
    assert shown["rows"] == [[row["carrier"], row["name"]] for row in airlines]
    page = (tmp_path / "portal/products/network.carriers.html").read_text()
    assert all(row["name"] in html.unescape(page) for row in airlines)


def test_how_all_products_stand_is_told(loaded) -> None:
    runs = loaded.run("runs")

    assert runs.returncode == 0, runs.stdout + runs.stderr
    assert f"{len(MESH.products)} products, all well" in runs.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    copied = copy_checkout(tmp_path)
    try:
        yield copied
    finally:
        copied.run("local", "stop")


@pytest.mark.long
def test_what_was_filled_does_not_drift_and_can_be_taken_away(checkout: Checkout) -> None:
    for words in (("up",), ("sample", "load"), ("drift",), ("destroy", "*")):
        done = checkout.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
