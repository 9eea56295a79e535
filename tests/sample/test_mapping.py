"""The mappings from the CSV files to source tables, over a few lines of each file."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from meshwright.sample import engine
from meshwright.sample.sources import MAPPINGS


def clock(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    """What a wall clock shows, wherever it hangs."""
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the column is a timestamp without a zone


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    with engine.over_csv(folder) as connection:
        query = (MAPPINGS / f"{table}.sql").read_text()
        return connection.sql(query).to_arrow_table().to_pylist()


@pytest.fixture
def flights(csv_slice: Path) -> dict[int, dict[str, Any]]:
    return {row["flight_number"]: row for row in rows(csv_slice, "operations.flights.flights")}


def test_a_flight_leaves_at_the_moment_that_new_yorks_clock_says(flights) -> None:
    flight = flights[1545]

    assert flight["scheduled_departure"] == datetime(2013, 1, 1, 10, 15, tzinfo=UTC)
    assert flight["departed_at"] == datetime(2013, 1, 1, 10, 17, tzinfo=UTC)
    assert flight["flight_date"] == date(2013, 1, 1)
    assert flight["flight_month"] == "2013-01"
    assert flight["status"] == "completed"


def test_an_arrival_is_on_the_destinations_clock(flights) -> None:
    assert flights[1545]["scheduled_arrival"] == clock(2013, 1, 1, 8, 19)
    assert flights[1545]["arrived_at"] == clock(2013, 1, 1, 8, 30)


def test_2400_is_midnight_at_the_end_of_the_day(flights) -> None:
    assert flights[1109]["arrived_at"] == clock(2013, 1, 2, 0, 0)
    assert flights[135]["arrived_at"] == clock(2013, 1, 6, 0, 0)


def test_a_clock_behind_the_departures_is_the_next_days(flights) -> None:
    assert flights[135]["scheduled_arrival"] == clock(2013, 1, 6, 0, 18)
    assert flights[727]["scheduled_arrival"] == clock(2013, 1, 2, 4, 45)
    assert flights[727]["arrived_at"] == clock(2013, 1, 2, 4, 25)


def test_a_cancelled_flight_has_a_plan_and_nothing_else(flights) -> None:
    flight = flights[739]

    assert flight["status"] == "cancelled"
    assert flight["scheduled_departure"] == datetime(2013, 7, 2, 3, 59, tzinfo=UTC)
    assert flight["scheduled_arrival"] == clock(2013, 7, 2, 3, 44)
    assert [flight[name] for name in ("departed_at", "arrived_at", "tail_number")] == [None] * 3


def test_a_flight_that_left_and_never_arrived_is_incomplete(flights) -> None:
    flight = flights[9]

    assert flight["status"] == "incomplete"
    assert flight["departed_at"] == datetime(2013, 7, 2, 4, 10, tzinfo=UTC)
    assert flight["arrived_at"] is None


def test_a_month_is_the_one_on_new_yorks_calendar(csv_slice: Path) -> None:
    observed = rows(csv_slice, "weather.observations.hourly")

    assert [row["observation_month"] for row in observed] == ["2013-01", "2013-01"]


def test_what_the_station_did_not_report_is_empty(csv_slice: Path) -> None:
    calm, storm = rows(csv_slice, "weather.observations.hourly")

    assert calm["wind"] == {
        "direction_degrees": 260,
        "speed_mph": 12.658579999999999,
        "gust_mph": None,
    }
    assert storm["wind"]["direction_degrees"] is None
    assert storm["pressure_mbar"] is None


def test_an_airports_place_keeps_all_its_digits(csv_slice: Path) -> None:
    named = {row["airport"]: row for row in rows(csv_slice, "network.airports.airports")}

    assert named["EEN"]["location"]["latitude"] == Decimal("42.8983333")
    assert named["EEN"]["name"] == "Dillant, Hopkins"
    assert named["EEN"]["time_zone"] is None


def test_an_aircraft_of_unknown_age_has_no_year(csv_slice: Path) -> None:
    named = {row["tail_number"]: row for row in rows(csv_slice, "fleet.aircraft.aircraft")}

    assert named["N381AA"]["year_built"] is None
    assert named["N14228"]["seats"] == 149


def test_a_slice_gives_every_one_of_its_lines(csv_slice: Path) -> None:
    for table in (path.stem for path in MAPPINGS.glob("*.sql")):
        assert len(rows(csv_slice, table)) in (2, 6)
