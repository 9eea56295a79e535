"""Jobs of every kind, and each statement that a machine makes of them."""

from collections.abc import Iterator, Mapping

from meshwright.jobs import statements
from meshwright.jobs.audit import audit
from meshwright.jobs.table import TableJob
from meshwright.jobs.window import filled

from jobs.lake import job

HOURS = """
    -- Departures by hour.
    select origin, date_trunc('hour', departed_at) as hour, count(*) as flights, flight_date
    from operations__flights.flights
    where note <> 'it''s; --' /* ; */
    group by origin, date_trunc('hour', departed_at), flight_date;
"""
COLUMNS = {
    "origin": {"type": "string", "enum": ["EWR", "O'Hare"]},
    "hour": "timestamp",
    "flights": {
        "type": "bigint",
        "quality": [
            {"metric": "nullValues", "mustBeLessThan": 1.5, "unit": "percent"},
            {"metric": "invalidValues", "mustBe": 0, "arguments": {"minimum": 0, "maximum": 9}},
            {"metric": "duplicateValues", "mustBeBetween": [0, 99], "severity": "warning"},
        ],
    },
    "flight_date": {"type": "date", "required": True},
}
HOURLY = job(HOURS, COLUMNS, name="hourly", primaryKey=["origin", "hour"])
WINDOWED = job(
    HOURS,
    COLUMNS,
    name="windowed",
    primaryKey=["origin", "hour"],
    partitionBy=["flight_date", "origin"],
    window="3d",
)
WORDS = job(
    "select k, word, at, place, tags from src.words",
    {
        "k": "bigint",
        "word": {
            "type": "string",
            "unique": True,
            "quality": [
                {
                    "metric": "missingValues",
                    "mustBe": 0,
                    "arguments": {"missingValues": ["", "n/a"]},
                },
                {"metric": "invalidValues", "mustBe": 0, "arguments": {"pattern": "^[a-z']+$"}},
                {"metric": "invalidValues", "mustBe": 0, "arguments": {"validValues": ["a", "b"]}},
            ],
        },
        "at": "timestamptz",
        "place": "struct<street:string,number:int>",
        "tags": "map<string,array<int>>",
    },
    name="words",
    quality=[
        {"metric": "rowCount", "mustBeGreaterThan": 0},
        {"metric": "duplicateValues", "mustBe": 0, "arguments": {"properties": ["word", "at"]}},
    ],
)
KEYS = job("select order as k from src.keys", {"k": "bigint"}, name="order", primaryKey=["k"])
JOBS: Mapping[str, TableJob] = {
    "whole": HOURLY,
    "window": WINDOWED,
    "nested": WORDS,
    "keys": KEYS,
}


def texts() -> Iterator[tuple[str, str]]:
    """Each statement by the kind of its job and what it does, with its blanks filled."""
    for kind, one in JOBS.items():
        made = {
            "clear": statements.clear(one),
            "fill": statements.stage(one),
            "audit": audit(one),
            "merge": statements.publish(one),
            **({"merge-part": statements.publish_part(one)} if one.partitions else {}),
            **({"look": statements.look(one)} if one.day else {}),
            **statements.upkeep(one),
        }
        for what, text in made.items():
            yield f"{kind}-{what.replace(' ', '-')}", filled(text, 1, "2026-11-27", "9999-12-31")
