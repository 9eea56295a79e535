"""The example's rows in a local AWS: every table read back through Glue and S3 alone.

What is expected is counted here from the CSV files, by none of the platform's code.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
import pytest

from localaws import server
from meshwright.plan.build import plan
from meshwright.sample import dataset, loading, showing
from meshwright.specs.load import load_environment, load_mesh

pytestmark = pytest.mark.e2e

pc: Any = pyarrow.compute  # its functions are made at run time

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 11, 23)
MESH = load_mesh(ROOT).mesh
TABLES = [f"{p.id}.{name}" for p in MESH.products.values() for name in p.spec.tables]
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
class Aws:
    """A local AWS as a stranger's boto3 sees it."""

    endpoint: str
    region: str

    def client(self, service: str) -> Any:
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        return boto3.client(service, endpoint_url=self.endpoint, region_name=self.region, **keys)

    @cached_property
    def glue(self) -> Any:
        return self.client("glue")

    @cached_property
    def s3(self) -> Any:
        return self.client("s3")

    def table(self, table_id: str) -> Mapping[str, Any]:
        domain, product, name = table_id.split(".")
        return self.glue.get_table(DatabaseName=f"{domain}__{product}", Name=name)["Table"]

    def partitions(self, table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        if not table.get("PartitionKeys"):
            return [{"Values": [], "StorageDescriptor": table["StorageDescriptor"]}]
        pages = self.glue.get_paginator("get_partitions").paginate(
            DatabaseName=table["DatabaseName"], TableName=table["Name"]
        )
        return [partition for page in pages for partition in page["Partitions"]]

    def keys(self, location: str) -> list[tuple[str, str]]:
        bucket, _, prefix = location.removeprefix("s3://").partition("/")
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [(bucket, o["Key"]) for page in pages for o in page.get("Contents", [])]

    def read(self, bucket: str, key: str) -> pa.Table:
        body = self.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return pq.read_table(io.BytesIO(body))

    def rows(self, table_id: str) -> pa.Table:
        """All rows of a table, from its registered partitions, keys included."""
        table = self.table(table_id)
        names = [key["Name"] for key in table.get("PartitionKeys", [])]
        parts = []
        for partition in self.partitions(table):
            for bucket, key in self.keys(partition["StorageDescriptor"]["Location"]):
                part = self.read(bucket, key)
                for name, value in zip(names, partition["Values"], strict=True):
                    part = part.append_column(name, pa.array([value] * part.num_rows))
                parts.append(part)
        return pa.concat_tables(parts)


def deploy(aws: Aws) -> None:
    """The buckets, databases and tables of the plan, made with boto3."""
    environment = load_environment(ROOT, "local")
    for stack in plan(MESH, environment, as_of=AS_OF).stacks.values():
        for declaration in stack.declarations:
            given = dict(declaration.inputs)
            match declaration.type.rpartition(":")[2], declaration.component[0].kind:
                case "Bucket", "DataProduct":
                    here = {"LocationConstraint": aws.region}
                    aws.s3.create_bucket(Bucket=given["bucket"], CreateBucketConfiguration=here)
                case "BucketPolicy", "DataProduct":
                    aws.s3.put_bucket_policy(Bucket=given["bucket"], Policy=given["policy"])
                case "CatalogDatabase", _:
                    aws.glue.create_database(DatabaseInput={"Name": given["name"]})
                case "CatalogTable", _:
                    database = given.pop("databaseName")
                    del given["catalogId"]
                    aws.glue.create_table(DatabaseName=database, TableInput=_as_boto3(given))
                case _:
                    pass


def _as_boto3(value: Any) -> Any:
    """A declaration's inputs in boto3's spelling; the keys of parameters are the user's."""
    if isinstance(value, list):
        return [_as_boto3(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        "SerdeInfo" if key == "serDeInfo" else key[0].upper() + key[1:]: (
            dict(item) if key == "parameters" else _as_boto3(item)
        )
        for key, item in value.items()
    }


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    folder = tmp_path_factory.mktemp("local-aws")
    environment = load_environment(ROOT, "local")
    running = server.start(folder, region=environment.spec.region, account=environment.spec.account)
    try:
        made = Aws(running.endpoint, running.region)
        deploy(made)
        yield made
    finally:
        server.stop(folder)


def load(aws: Aws) -> loading.LoadReport:
    environment = load_environment(ROOT, "local")
    return loading.load(
        MESH, environment, endpoint=aws.endpoint, as_of=AS_OF, say=print, tell=print
    )


@pytest.fixture(scope="module")
def loaded(aws: Aws) -> Aws:
    load(aws)
    return aws


@pytest.fixture(scope="module")
def rows(loaded: Aws) -> Mapping[str, pa.Table]:
    return {table_id: loaded.rows(table_id) for table_id in TABLES}


def total(table: pa.Table, column: str) -> Any:
    return pc.sum(table[column]).as_py()


def read_csv(name: str) -> list[dict[str, str]]:
    with (dataset.csv_folder(print) / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


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
def test_files_hold_the_columns_of_the_catalog_in_the_declared_types(loaded, table_id) -> None:
    table, spec = loaded.table(table_id), spec_of(table_id)
    files = [
        file
        for partition in loaded.partitions(table)
        for file in loaded.keys(partition["StorageDescriptor"]["Location"])
    ]

    assert files
    for bucket, key in files:
        schema = loaded.read(bucket, key).schema
        assert schema.names == [c["Name"] for c in table["StorageDescriptor"]["Columns"]]
        for field in schema:
            # As read from Parquet, a list's element and a map's entries bear other names.
            text = str(field.type).replace("element:", "item:").replace(f" ('{field.name}')", "")
            assert text == spec.columns[field.name].type.arrow


@pytest.mark.parametrize("table_id", TABLES)
def test_every_object_of_a_table_lies_in_a_registered_partition(loaded, table_id) -> None:
    table = loaded.table(table_id)
    registered = [
        file
        for partition in loaded.partitions(table)
        for file in loaded.keys(partition["StorageDescriptor"]["Location"])
    ]

    assert registered == sorted(set(registered))
    assert registered == loaded.keys(table["StorageDescriptor"]["Location"])


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
    local = pc.local_timestamp(
        pc.cast(table["departed_at"], pa.timestamp("us", "America/New_York"))
    )
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


def test_loading_again_leaves_the_same_objects_and_partitions(loaded, rows) -> None:
    stale_table = loaded.table("weather.observations.hourly")
    location = stale_table["StorageDescriptor"]["Location"]
    bucket, _, prefix = location.removeprefix("s3://").partition("/")
    before = loaded.keys(location)
    loaded.s3.put_object(Bucket=bucket, Key=f"{prefix}observation_month=1999-01/x", Body=b"x")
    loaded.glue.batch_create_partition(
        DatabaseName=stale_table["DatabaseName"],
        TableName=stale_table["Name"],
        PartitionInputList=[
            {"Values": ["1999-01"], "StorageDescriptor": stale_table["StorageDescriptor"]}
        ],
    )

    report = load(loaded)

    assert loaded.keys(location) == before
    assert "1999-01" not in {p["Values"][0] for p in loaded.partitions(stale_table)}
    assert loading.describe(report) == {name: table.num_rows for name, table in rows.items()}


def test_an_aggregates_rows_can_be_shown(loaded) -> None:
    environment = load_environment(ROOT, "local")

    preview = showing.show(
        MESH, environment, "punctuality.carriers.monthly", endpoint=loaded.endpoint, limit=3
    )

    assert len(preview.rows) == 3
    assert preview.total == 185
