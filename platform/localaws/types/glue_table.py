"""aws:glue/catalogTable:CatalogTable: a table; its id is `catalogId:database:table`."""

from typing import Any

from localaws.types import glue_iceberg
from localaws.types.answers import answer_or_none
from localaws.types.casing import fields_from_aws, fields_to_aws
from localaws.types.catalog import CATALOG_ID, CATALOG_OUTPUT, catalog_of, glue_arn
from localaws.types.resource_type import Aws, ResourceType, State
from localaws.types.shape import (
    BOOLEAN,
    INTEGER,
    MAP,
    STRING,
    STRINGS,
    Output,
    Property,
    Values,
    block,
    blocks,
)
from meshwright.aws import resource_types

GONE = ("EntityNotFoundException",)
ICEBERG_OWN = ("table_type", "metadata_location")
"""What Iceberg's writers keep on a table; an update leaves it, as the official provider does."""
NAMES = {"serDeInfo": "SerdeInfo"}
COLUMNS = blocks(
    Property("name", STRING, required=True),
    Property("type", STRING, default=""),
    Property("comment", STRING, default=""),
    Property("parameters", MAP, default={}),
)
SERIALIZATION = block(
    Property("name", STRING, default=""),
    Property("parameters", MAP, default={}),
    Property("serializationLibrary", STRING, default=""),
)
STORAGE = block(
    Property("additionalLocations", STRINGS, default=[]),
    Property("bucketColumns", STRINGS, default=[]),
    Property("columns", COLUMNS, default=[]),
    Property("compressed", BOOLEAN, default=False),
    Property("inputFormat", STRING, default=""),
    Property("location", STRING, computed=True),
    Property("numberOfBuckets", INTEGER, default=0),
    Property("outputFormat", STRING, default=""),
    Property("parameters", MAP, default={}),
    Property("serDeInfo", SERIALIZATION),
    Property("storedAsSubDirectories", BOOLEAN, default=False),
)
DESCRIBED = (
    Property("description", STRING, default=""),
    Property("owner", STRING, default=""),
    Property("parameters", MAP, computed=True),
    Property("partitionKeys", COLUMNS, default=[]),
    Property("retention", INTEGER, default=0),
    Property("storageDescriptor", STORAGE, computed=True),
    Property("tableType", STRING, computed=True),
    Property("viewExpandedText", STRING, default=""),
    Property("viewOriginalText", STRING, default=""),
)
PROPERTIES = (
    CATALOG_ID,
    Property("databaseName", STRING, required=True, replaces=True),
    Property("name", STRING, replaces=True, auto_named=True),
    glue_iceberg.FORMAT,
    *DESCRIBED,
)
OUTPUTS = (
    Output("arn"),
    CATALOG_OUTPUT,
    Output("parameters", default={}),
    Output("partitionIndices", default=[]),
    Output("region"),
    Output("tableType", default=""),
)


def derived(aws: Aws, inputs: Values) -> Values:
    catalog = catalog_of(aws, inputs)
    arn = glue_arn(aws, catalog, f"table/{inputs['databaseName']}/{inputs['name']}")
    return {"arn": arn, "catalogId": catalog, "region": aws.region}


def create(aws: Aws, inputs: Values) -> str:
    catalog, database = catalog_of(aws, inputs), inputs["databaseName"]
    iceberg = glue_iceberg.creation(inputs)
    # A table that Iceberg's schema describes has a name, and no TableInput beside it.
    described: dict[str, Any] = (
        {"TableInput": _input(inputs)}
        if glue_iceberg.table_of(inputs) is None
        else {"Name": inputs["name"]}
    )
    if iceberg is not None:
        described["OpenTableFormatInput"] = iceberg
    aws.client("glue").create_table(CatalogId=catalog, DatabaseName=database, **described)
    return f"{catalog}:{database}:{inputs['name']}"


def read(aws: Aws, identity: str, _known: Values) -> State | None:
    catalog, database, name = identity.split(":", 2)
    table = _table(aws, identity)
    if table is None:
        return None
    state = fields_from_aws(DESCRIBED, table, NAMES)
    if _is_iceberg(table):
        own = state["parameters"]
        state["parameters"] = {k: v for k, v in own.items() if k not in ICEBERG_OWN}
    arn = glue_arn(aws, catalog, f"table/{database}/{name}")
    return state | {"arn": arn, "catalogId": catalog, "databaseName": database, "name": name}


def update(aws: Aws, identity: str, old: Values, new: Values) -> None:
    catalog, database, name = identity.split(":", 2)
    iceberg = glue_iceberg.update(new)
    if iceberg is not None and old.get(glue_iceberg.FORMAT.name) != new[glue_iceberg.FORMAT.name]:
        # What else has changed at the same time is not sent.
        aws.client("glue").update_table(
            CatalogId=catalog, DatabaseName=database, Name=name, UpdateOpenTableFormatInput=iceberg
        )
        return
    wanted, table = _input(new), _table(aws, identity)
    if table is not None and _is_iceberg(table):
        kept = {k: v for k, v in table["Parameters"].items() if k in ICEBERG_OWN}
        wanted["Parameters"] = kept | wanted.get("Parameters", {})
    aws.client("glue").update_table(CatalogId=catalog, DatabaseName=database, TableInput=wanted)


def delete(aws: Aws, identity: str, _known: Values) -> None:
    catalog, database, name = identity.split(":", 2)
    remove = aws.client("glue").delete_table
    answer_or_none(remove, *GONE, CatalogId=catalog, DatabaseName=database, Name=name)


def _input(inputs: Values) -> dict[str, Any]:
    return {"Name": inputs["name"]} | fields_to_aws(DESCRIBED, inputs, NAMES)


def _table(aws: Aws, identity: str) -> dict[str, Any] | None:
    catalog, database, name = identity.split(":", 2)
    get = aws.client("glue").get_table
    answer = answer_or_none(get, *GONE, CatalogId=catalog, DatabaseName=database, Name=name)
    return None if answer is None else answer["Table"]


def _is_iceberg(table: dict[str, Any]) -> bool:
    return table.get("Parameters", {}).get("table_type", "").upper() == "ICEBERG"


TYPE = ResourceType(
    token=resource_types.TABLE,
    properties=PROPERTIES,
    outputs=OUTPUTS,
    create=create,
    read=read,
    update=update,
    delete=delete,
    derived=derived,
    identity=("catalogId", "databaseName", "name"),
)
