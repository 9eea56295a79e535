"""Athena tells of databases and tables what Glue tells the caller of them; moto makes it up.

https://docs.aws.amazon.com/athena/latest/APIReference/API_ListDatabases.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_GetDatabase.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_ListTableMetadata.html
https://docs.aws.amazon.com/athena/latest/APIReference/API_GetTableMetadata.html
Errors of Glue are told as Athena's MetadataException.
"""

import re
from collections.abc import Mapping
from typing import Any

from localaws import inner
from localaws.strict.call import Answer, Call, Correction, Forward, Json, done, items, part, refusal

CATALOG = "awsdatacatalog"
OF_A_DATABASE = ("Name", "Description", "Parameters")
OF_A_TABLE = ("Name", "CreateTime", "LastAccessTime", "TableType")
Said = Mapping[str, Json]


class MetadataError(Exception):
    """Glue refuses, in its own words."""


def answer(call: Call, _forward: Forward) -> Answer:
    name = str(call.body.get("CatalogName", ""))
    if name.lower() != CATALOG:
        return refusal("InvalidRequestException", f"Data catalog {name} was not found")
    try:
        return done(ANSWERS[call.operation](call))
    except MetadataError as error:
        return refusal("MetadataException", str(error))


def _databases(call: Call) -> Json:
    said = _glue(call, "GetDatabases", {})
    return _page(call, "DatabaseList", [_of(d, OF_A_DATABASE) for d in items(said, "DatabaseList")])


def _database(call: Call) -> Json:
    said = _glue(call, "GetDatabase", {"Name": call.body["DatabaseName"]})
    return {"Database": _of(said["Database"], OF_A_DATABASE)}


def _tables(call: Call) -> Json:
    said = _glue(call, "GetTables", {"DatabaseName": call.body["DatabaseName"]})
    wanted = re.compile(str(call.body.get("Expression") or ".*"))
    found = [t for t in items(said, "TableList") if wanted.fullmatch(str(t["Name"]))]
    return _page(call, "TableMetadataList", [_table_said(t) for t in found])


def _table(call: Call) -> Json:
    named = {"DatabaseName": call.body["DatabaseName"], "Name": call.body["TableName"]}
    return {"TableMetadata": _table_said(_glue(call, "GetTable", named)["Table"])}


def _glue(call: Call, operation: str, body: Mapping[str, Any]) -> Json:
    """Glue's answer to the caller itself, whose rights on Glue it takes."""
    caller = inner.Caller.of(call.headers, call.account, call.region)
    reply = inner.ask_json(caller, "glue", f"AWSGlue.{operation}", body)
    if reply.is_done:
        return reply.json
    error = reply.json
    raise MetadataError(str(error.get("message") or error.get("Message")))


def _of(said: Said, fields: tuple[str, ...]) -> dict[str, Json]:
    return {field: said[field] for field in fields if said.get(field) is not None}


def _table_said(said: Said) -> Json:
    storage = part(said, "StorageDescriptor")
    serde = part(storage, "SerdeInfo")
    told = {
        "inputformat": storage.get("InputFormat"),
        "location": storage.get("Location"),
        "outputformat": storage.get("OutputFormat"),
        "serde.serialization.lib": serde.get("SerializationLibrary"),
        **{f"serde.param.{name}": value for name, value in part(serde, "Parameters").items()},
    }
    return {
        **_of(said, OF_A_TABLE),
        "Columns": [_column(c) for c in items(storage, "Columns")],
        "PartitionKeys": [_column(c) for c in items(said, "PartitionKeys")],
        "Parameters": part(said, "Parameters") | {n: v for n, v in told.items() if v},
    }


def _column(said: Said) -> Json:
    return _of(said, ("Name", "Type", "Comment"))


def _page(call: Call, field: str, found: list[Json]) -> Json:
    start = int(call.body.get("NextToken") or 0)
    end = start + int(call.body.get("MaxResults") or len(found) or 1)
    more = {"NextToken": str(end)} if end < len(found) else {}
    return {field: found[start:end], **more}


ANSWERS = {
    "GetDatabase": _database,
    "GetTableMetadata": _table,
    "ListDatabases": _databases,
    "ListTableMetadata": _tables,
}
CORRECTION = Correction("athena", tuple(ANSWERS), answer)
