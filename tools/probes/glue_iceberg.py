"""Iceberg tables: made and changed by Glue, with their metadata in the bucket."""

import json
from collections.abc import Sequence
from typing import Any

from tools.probes.cloud import Cloud
from tools.probes.probe import Gives, Probe, Refused

API = "https://docs.aws.amazon.com/glue/latest/webapi"
CREATE = f"{API}/API_CreateIcebergTableInput.html"
UPDATE = f"{API}/API_IcebergTableUpdate.html"
EVOLUTION = (
    "https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-evolving-table-schema.html"
)
PLACE = "s3://data/orders"
NAMED: dict[str, Any] = {"DatabaseName": "sales", "Name": "orders"}


def _fields(*names: str) -> list[dict[str, Any]]:
    return [
        {"Id": number, "Name": name, "Type": "string", "Required": False}
        for number, name in enumerate(names, 1)
    ]


def _described(fields: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"Location": PLACE, "Schema": {"Type": "struct", "Fields": list(fields)}}


def _create(aws: Cloud, fields: Sequence[dict[str, Any]]) -> None:
    aws.bucket()
    aws.database()
    asked = {
        "MetadataOperation": "CREATE",
        "Version": "2",
        "CreateIcebergTableInput": _described(fields),
    }
    aws.glue.create_table(**NAMED, OpenTableFormatInput={"IcebergInput": asked})


def _update(aws: Cloud, fields: Sequence[dict[str, Any]]) -> None:
    updates = {"Updates": [_described(fields)]}
    aws.glue.update_table(
        **NAMED,
        UpdateOpenTableFormatInput={"UpdateIcebergInput": {"UpdateIcebergTableInput": updates}},
    )


def _metadata(aws: Cloud) -> Any:
    place = aws.glue.get_table(**NAMED)["Table"]["Parameters"]["metadata_location"]
    key = place.removeprefix("s3://data/")
    return json.loads(aws.s3.get_object(Bucket="data", Key=key)["Body"].read())


def _created(aws: Cloud) -> Any:
    _create(aws, _fields("id", "note"))
    return _metadata(aws)["last-column-id"]


def _renamed(aws: Cloud) -> Any:
    _create(aws, _fields("id", "note"))
    _update(aws, _fields("id", "remark"))
    return [f["name"] for f in _metadata(aws)["schemas"][-1]["fields"]]


def _dropped(aws: Cloud) -> Any:
    _create(aws, _fields("id", "note"))
    _update(aws, _fields("id"))
    columns = aws.glue.get_table(**NAMED)["Table"]["StorageDescriptor"]["Columns"]
    return {c["Name"]: c["Parameters"]["iceberg.field.current"] for c in columns}


def _narrowed(aws: Cloud) -> None:
    _create(aws, _fields("id"))
    _update(aws, [{"Id": 1, "Name": "id", "Type": "long", "Required": False}])


PROBES = (
    Probe(
        "glue-iceberg-table-is-made-by-its-schema",
        CREATE,
        "Glue writes an Iceberg table's first metadata from the schema that it is given.",
        _created,
        Gives(2),
        rule="glue_iceberg_tables",
    ),
    Probe(
        "glue-iceberg-column-is-renamed-in-the-metadata",
        UPDATE,
        "An update writes new metadata, in which a column keeps its id under another name.",
        _renamed,
        Gives(["id", "remark"]),
        rule="glue_iceberg_tables",
    ),
    Probe(
        "glue-iceberg-column-that-is-gone-stays-listed",
        EVOLUTION,
        "The catalog lists dropped columns too, and tells them apart by a parameter.",
        _dropped,
        Gives({"id": "true", "note": "false"}),
        rule="glue_iceberg_tables",
    ),
    Probe(
        "glue-iceberg-column-of-another-type",
        EVOLUTION,
        "A column's type is widened, and never becomes another.",
        _narrowed,
        Refused("InvalidInputException", "string -> long", 400),
        rule="glue_iceberg_tables",
    ),
)
