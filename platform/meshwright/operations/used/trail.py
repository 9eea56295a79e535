"""The accesses that a trail's table tells of, in one query over the days that are asked for.

The query counts accesses that differ in nothing but when they were, so that its answer grows with
who reads what and not with how often. Each row is made a record again: what its fields mean is
read where every record is.
Source: Athena user guide, "Query AWS CloudTrail logs".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from meshwright.aws.data_events import OBJECT, READING, Access, access_of
from meshwright.plan import audit_names, audit_tables

Row = Sequence[str | None]
FIELDS: Mapping[str, str] = {
    "eventsource": "eventsource",
    "eventname": "eventname",
    "principal": "json_extract_scalar(additionaleventdata, '$.lakeFormationPrincipal')",
    "issuer": "useridentity.sessioncontext.sessionissuer.arn",
    "arn": "useridentity.arn",
    "principalid": "useridentity.principalid",
    "person": "useridentity.sessioncontext.sourceidentity",
    "service": "useridentity.invokedby",
    "tablearn": "json_extract_scalar(requestparameters, '$.tableArn')",
    "location": "json_extract_scalar(requestparameters, '$.dataLocations[0]')",
    "object": (
        "regexp_extract(element_at(filter(resources, r -> r.type = '" + OBJECT + "'), 1).arn,"
        " '^[^/]*/[^/]*/?')"
    ),
}
"""What of an event is asked for, by the name of the column that answers."""


LOOKS = "max(CASE WHEN eventcategory = 'Management' THEN readonly END)"
"""Whether some event of the account's management only read, `true` being the last of both words.

Source: CloudTrail user guide, "Logging management events", read and write events.
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What a trail tells of some days."""

    accesses: tuple[Access, ...]
    first: datetime | None
    """When the first of all its events was, of whatever kind; None where there is none."""
    has_readings: bool
    """Whether one of them changed nothing: a trail may be told to leave all of these out."""


def question(first: date, last: date, region: str) -> str:
    """The query, which reads the files of the days alone.

    Events of other kinds are one row: it tells since when the trail has seen anything.
    """
    reads = " OR ".join(
        f"(eventsource = '{source}' AND eventname IN ({', '.join(map(_quoted, names))}))"
        for source, names in READING.items()
    )
    fields = ", ".join(
        f"CASE WHEN reads THEN {asked} END AS {name}" for name, asked in FIELDS.items()
    )
    day, own = audit_tables.DAY, audit_tables.REGION
    of_the_days = f"{own} = '{region}' AND {day} BETWEEN '{first:%Y/%m/%d}' AND '{last:%Y/%m/%d}'"
    numbers = ", ".join(str(number) for number in range(1, len(FIELDS) + 1))
    # Of our own words, two dates, and a region that the environment file was checked for.
    return " ".join(
        (
            *("SELECT", fields, ", count(*) AS accesses"),
            *(", min(eventtime) AS first, max(eventtime) AS last,", LOOKS, "AS looks"),
            *("FROM (SELECT *, (", reads, ") AND errorcode IS NULL AS reads"),
            *("FROM", audit_names.trail_table(), "WHERE", of_the_days, ") AS events"),
            *("GROUP BY", numbers),
        )
    )


def _quoted(text: str) -> str:
    return f"'{text}'"


def told(rows: Sequence[Row]) -> Told:
    """What the rows of the answer say."""
    names = (*FIELDS, "accesses", "first", "last", "looks")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    firsts = [datetime.fromisoformat(text) for row in found if (text := row["first"])]
    read = (access_of(record(row), int(row["accesses"] or 0)) for row in found)
    accesses = tuple(access for access in read if access is not None)
    first = min(firsts).astimezone(UTC) if firsts else None
    return Told(accesses, first, any(row["looks"] == "true" for row in found))


def record(row: Mapping[str, str | None]) -> Mapping[str, Any]:
    """A row as the record that it was made of, as far as anybody reads one."""
    context = {"sessionIssuer": {"arn": row["issuer"]}, "sourceIdentity": row["person"]}
    asked: dict[str, Any] = {"tableArn": row["tablearn"]}
    if row["location"]:
        asked["dataLocations"] = [row["location"]]
    return {
        "eventSource": row["eventsource"],
        "eventName": row["eventname"],
        "eventTime": row["last"],
        "userIdentity": {
            "arn": row["arn"],
            "principalId": row["principalid"],
            "invokedBy": row["service"],
            "sessionContext": context,
        },
        "additionalEventData": {"lakeFormationPrincipal": row["principal"]},
        "requestParameters": asked,
        "resources": [{"type": OBJECT, "ARN": row["object"]}] if row["object"] else [],
    }
