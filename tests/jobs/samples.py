"""Jobs of every kind, and each statement that a machine makes of them."""

from collections.abc import Iterator, Mapping

from meshwright.jobs import intake, statements
from meshwright.jobs.audit import audit
from meshwright.jobs.table import TableJob

from jobs.lake import at, job, source_job

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
FLIGHTS = {
    "k": "bigint",
    "plane": {"type": "string", "required": True, "enum": ["it's", "b"]},
    "price": "decimal(6,2)",
    "speed": "double",
    "left_at": "timestamp",
    "left_on": "date",
    "late": "boolean",
}
CSV = source_job(FLIGHTS, source={"format": "csv", "maxRejects": "1.5%"})
JSON = source_job(FLIGHTS, source={"format": "json", "delivery": "snapshot", "maxRejects": 9})
PARQUET = source_job(
    {**FLIGHTS, "tags": "array<string>"}, source={"format": "parquet"}, partitionBy=["left_on"]
)
QUERIED = source_job(
    {"k": "bigint", "file": "string"},
    """select cast(id as bigint) as k, "$path" as file from landing;""",
    source={"format": "csv", "columns": ["id", "order"]},
)
JOBS: Mapping[str, TableJob] = {
    "whole": HOURLY,
    "window": WINDOWED,
    "nested": WORDS,
    "keys": KEYS,
}
FILE_JOBS: Mapping[str, TableJob] = {
    "csv": CSV,
    "json": JSON,
    "parquet": PARQUET,
    "queried": QUERIED,
}


def texts(jobs: Mapping[str, TableJob]) -> Iterator[tuple[str, str]]:
    """Each statement by the kind of its job and what it does, with its blanks filled."""
    for kind, one in jobs.items():
        made = {
            "clear": statements.clear(one),
            "fill": statements.stage(one),
            "audit": audit(one),
            "merge": statements.publish(one),
            **({"merge-part": statements.publish_part(one)} if one.partitions else {}),
            **({"look": statements.look(one)} if one.day else {}),
            **statements.upkeep(one),
            **({**intake.take(one), "load": intake.load(one)} if one.has_files else {}),
        }
        for what, text in made.items():
            yield f"{kind}-{what.replace(' ', '-')}", at(text, (1, "2026-11-27", "9999-12-31"))
