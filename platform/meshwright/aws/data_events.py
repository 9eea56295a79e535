"""What one record of CloudTrail tells of who has read what.

Of all events three name the consumer and what was read. Lake Formation's `GetDataAccess` is
written whenever an engine gets credentials for the rows of a table, and names the principal whose
grants were asked; `GetTemporaryGlueTableCredentials` is the same for engines of others. S3's
`GetObject` names who reads files; of a table's files that is the role that registered them, never
the consumer. Glue's `GetTable` tells of columns and no rows, and Athena's `StartQueryExecution`
of a question, and of no table whose rows were given.

Sources: Lake Formation developer guide, "Logging AWS Lake Formation API calls using AWS CloudTrail"
and "Cross-account CloudTrail logging"; CloudTrail user guide, "CloudTrail record contents" and
"CloudTrail userIdentity element"; S3 user guide, "Amazon S3 CloudTrail events".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

LAKE_FORMATION, S3 = "lakeformation.amazonaws.com", "s3.amazonaws.com"
GET_DATA_ACCESS, GET_OBJECT = "GetDataAccess", "GetObject"
READING: Mapping[str, tuple[str, ...]] = {
    LAKE_FORMATION: (GET_DATA_ACCESS, "GetTemporaryGlueTableCredentials"),
    S3: (GET_OBJECT,),
}
"""The events that tell who read what, by the service that writes them."""
SERVICES_IDENTITY = re.compile(r"V[0-9]+\.[0-9]{12}\.")
"""How Lake Formation writes the role that it reads for where a person's name would stand."""
_TABLE = re.compile(r"arn:aws[a-z-]*:glue:[a-z0-9-]+:([0-9]{12}):table/([^/]+)/([^/]+)")
_PLACE = re.compile(r"(?:s3a?://|arn:aws[a-z-]*:s3:::)([^/]+)/?(.*)", re.DOTALL)
_SESSION = re.compile(r"arn:aws[a-z-]*:sts::[0-9]{12}:assumed-role/[^/]+/(.+)", re.DOTALL)
Record = Mapping[str, Any]


@dataclass(frozen=True, order=True, slots=True)
class TableRead:
    """A table of the data catalog."""

    account: str
    database: str
    name: str


@dataclass(frozen=True, order=True, slots=True)
class FilesRead:
    """Files in S3: one object, or all that begin like this."""

    bucket: str
    key: str


Thing = TableRead | FilesRead


@dataclass(frozen=True, slots=True)
class Access:
    """One access, or many that differ in nothing but when they were."""

    principal: str
    """The ARN of the role or user; of a session whose role is not told, its own. Empty where the
    record names nobody: of another account's caller it may hold an id alone."""
    session: str
    """The name of the role's session; whoever assumes a role chooses it."""
    person: str
    """The source identity, which whoever first assumed a role has set and no later session can
    change; empty where there is none."""
    things: tuple[Thing, ...]
    """What was read; empty where the record does not say."""
    service: str
    """Which service of AWS asked for the caller, such as `athena.amazonaws.com`; else empty."""
    at: datetime
    """When it was, in UTC; of many, the last time."""
    count: int = 1
    source: str = ""
    """Which service wrote the record, such as `s3.amazonaws.com`."""


def is_reading(record: Record) -> bool:
    """Whether a record is one of those that tell who read what, and was not refused."""
    names = READING.get(_text(record, "eventSource"), ())
    return _text(record, "eventName") in names and not _text(record, "errorCode")


def access_of(record: Record, count: int = 1) -> Access | None:
    """What a record tells; None where it is of another kind, or has no time."""
    at = _time(_text(record, "eventTime"))
    if at is None or not is_reading(record):
        return None
    identity = _part(record, "userIdentity")
    context = _part(identity, "sessionContext")
    person = _text(context, "sourceIdentity")
    return Access(
        principal=_principal(record, identity, context),
        session=_session(identity),
        person="" if SERVICES_IDENTITY.match(person) else person,
        things=tuple(dict.fromkeys(_things(record))),
        service=_text(identity, "invokedBy"),
        at=at,
        count=count,
        source=_text(record, "eventSource"),
    )


def _principal(record: Record, identity: Record, context: Record) -> str:
    """Whose rights were asked: whom Lake Formation names, else the role of a session, else who."""
    told = _text(_part(record, "additionalEventData"), "lakeFormationPrincipal")
    return told or _text(_part(context, "sessionIssuer"), "arn") or _text(identity, "arn")


def _session(identity: Record) -> str:
    found = _SESSION.fullmatch(_text(identity, "arn"))
    # Of another account's caller there is no ARN, and the id ends with the session's name.
    return found[1] if found else _text(identity, "principalId").partition(":")[2]


def _things(record: Record) -> Iterator[Thing]:
    asked = _part(record, "requestParameters")
    if _text(record, "eventSource") == S3:
        yield from _objects(record)
    elif found := _TABLE.fullmatch(_text(asked, "tableArn")):
        # The catalog knows names in lower case alone.
        yield TableRead(found[1], found[2].lower(), found[3].lower())
    else:
        yield from _files(_list(asked, "dataLocations"))


def _objects(record: Record) -> Iterator[FilesRead]:
    """The object itself; a call through an access point names its bucket among the resources."""
    named = (_part({"it": each}, "it") for each in _list(record, "resources"))
    yield from _files(_text(each, "ARN") for each in named if _text(each, "type") == OBJECT)


OBJECT = "AWS::S3::Object"


def _files(places: Any) -> Iterator[FilesRead]:
    for place in places:
        found = _PLACE.fullmatch(place) if isinstance(place, str) else None
        if found:
            yield FilesRead(found[1], found[2])


def _time(text: str) -> datetime | None:
    """A time as CloudTrail writes it, `2026-11-28T03:17:37Z`."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _text(record: Record, field: str) -> str:
    value = record.get(field)
    return value if isinstance(value, str) else ""


def _part(record: Record, field: str) -> Record:
    value = record.get(field)
    return cast("Record", value) if isinstance(value, dict) else {}


def _list(record: Record, field: str) -> list[Any]:
    value = record.get(field)
    return cast("list[Any]", value) if isinstance(value, list) else []
