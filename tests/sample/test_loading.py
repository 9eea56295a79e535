"""The whole example over a few lines of each CSV file, in a lake that is a folder."""

from decimal import Decimal
from pathlib import Path

import pytest

from meshwright.errors import MeshError, UsageError
from meshwright.sample import dataset, deployed, loading, showing
from meshwright.specs.load import load_mesh

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def example():
    return load_mesh(ROOT).mesh


@pytest.fixture
def in_folders(folder_lake, csv_slice, example, local, monkeypatch):
    monkeypatch.setattr(deployed, "open_lake", lambda *_: folder_lake.lake)
    monkeypatch.setattr(dataset, "csv_folder", lambda *_: csv_slice)
    folder_lake.deploy(example, local)
    return folder_lake


@pytest.fixture
def load(example, local, as_of):
    def run(mesh=example, **options):
        told: list[str] = []
        options = {"endpoint": "http://127.0.0.1:1", "as_of": as_of, "say": print} | options
        place = options.pop("environment", local)
        return loading.load(mesh, place, tell=lambda table: told.append(table.id), **options), told

    return run


@pytest.fixture
def show(example, local):
    def rows(name, **options):
        preview = showing.show(example, local, name, endpoint="http://127.0.0.1:1", **options)
        return [dict(zip(preview.columns, row, strict=True)) for row in preview.rows]

    return rows


@pytest.mark.usefixtures("in_folders")
def test_every_table_of_the_example_is_filled(example, load) -> None:
    report, told = load()

    tables = {f"{p.id}.{name}" for p in example.products.values() for name in p.spec.tables}
    assert set(loading.describe(report)) == tables
    assert report.without_rows == ()
    assert sorted(told) == sorted(tables)
    assert loading.describe(report)["operations.flights.flights"] == 6


@pytest.mark.usefixtures("in_folders")
def test_punctuality_counts_what_arrived_in_time(load, show) -> None:
    load()

    months = {(r["carrier"], r["flight_month"]): r for r in show("punctuality.carriers.monthly")}
    assert months["B6", "2013-01"] == {
        "carrier": "B6",
        "carrier_name": "JetBlue Airways",
        "flight_month": "2013-01",
        "scheduled": 3,
        "cancelled": 0,
        "on_time": 2,
        "on_time_percent": Decimal("66.67"),
        "average_arrival_delay_minutes": Decimal("-5.00"),
        "place": 2,
    }


@pytest.mark.usefixtures("in_folders")
def test_capacity_counts_the_seats_of_known_aircraft(load, show) -> None:
    load()

    seats = {(r["carrier"], r["flight_month"]): r["seats"] for r in show("planning.capacity")}
    assert seats == {("B6", "2013-01"): 0, ("UA", "2013-01"): 149, ("UA", "2013-07"): 149}


@pytest.mark.usefixtures("in_folders")
def test_a_map_is_shown_by_its_keys(load, show) -> None:
    load()

    by_origin = {
        r["origin"]: r["disrupted_by_cause"] for r in show("planning.delay_causes.airports")
    }
    assert by_origin == {"EWR": {"congestion": 1}, "JFK": {"congestion": 1}}


def test_loading_again_changes_nothing(in_folders, load) -> None:
    load()
    before = {name: (in_folders.root / name).read_bytes() for name in in_folders.files()}

    load()

    assert {n: (in_folders.root / n).read_bytes() for n in in_folders.files()} == before


def test_a_selection_leaves_the_rest_alone(in_folders, load) -> None:
    report, _ = load(select={"network.airports"})

    assert loading.describe(report) == {"network.airports.airports": 2}
    assert len(in_folders.files()) == 1


@pytest.mark.usefixtures("in_folders")
def test_a_table_that_nothing_fills_is_named(product, mesh, load, local, in_folders) -> None:
    shop = mesh(product("shop.orders", {"orders": {"columns": {"id": "string"}}}))
    in_folders.deploy(shop, local)

    report, _ = load(shop)

    assert report == loading.LoadReport((), ("shop.orders.orders",))


def test_a_table_that_is_not_deployed_is_found_before_any_is_written(in_folders, load) -> None:
    del in_folders.glue.tables["weather__observations", "hourly"]

    with pytest.raises(MeshError, match=r"weather\.observations\.hourly is not deployed"):
        load()

    assert in_folders.files() == []


def test_a_column_that_is_not_opened_cannot_be_read(product, mesh, load, local, in_folders) -> None:
    people = {"people": {"columns": {"id": "string", "mail": {"type": "string", "pii": True}}}}
    copy = {"rows": {"query": "rows.sql", "columns": {"mail": "string"}}}
    query = {"rows": "select mail from hr__people.people"}
    hr = mesh(
        product("hr.people", people),
        product("hr.copy", copy, queries=query, inputs=["hr.people"]),
    )
    in_folders.deploy(hr, local)

    with pytest.raises(MeshError, match=r"hr\.copy\.rows cannot be run: .*SQL007") as refused:
        load(hr)

    assert refused.value.fix.startswith("propose the column")


def test_no_environment_but_the_local_one_is_filled(load, dev) -> None:
    with pytest.raises(UsageError, match="for the local AWS, not for dev"):
        load(environment=dev)


def test_an_aws_that_does_not_run_is_said(load) -> None:
    with pytest.raises(MeshError, match="no local AWS answers") as refused:
        load()

    assert refused.value.fix == "run `mesh up` first"


def test_a_product_is_shown_by_its_first_table(example) -> None:
    named = showing.named_port(example, "punctuality.carriers")

    assert named.id == "punctuality.carriers.daily"


@pytest.mark.usefixtures("in_folders")
def test_no_more_rows_are_shown_than_asked_for(example, load, local) -> None:
    load()

    preview = showing.show(
        example, local, "operations.flights", endpoint="http://127.0.0.1:1", limit=2
    )

    assert (len(preview.rows), preview.total) == (2, 6)


def test_a_name_that_is_not_in_the_mesh_gets_a_hint(example) -> None:
    with pytest.raises(UsageError) as refused:
        showing.named_port(example, "operations.fligths")

    assert refused.value.fix == "did you mean operations.flights?"
