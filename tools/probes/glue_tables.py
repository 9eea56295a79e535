"""Tables: their columns, versions and partitions."""

from typing import Any

from tools.probes.cloud import Cloud
from tools.probes.probe import Ask, Gives, Probe, Refused, Works

API = "https://docs.aws.amazon.com/glue/latest/webapi"
COLUMN = f"{API}/API_Column.html"
UPDATE = f"{API}/API_UpdateTable.html"
DAY = {"Name": "day", "Type": "date"}


def _column(**fields: Any) -> Ask:
    return lambda aws: aws.table("orders", {"Name": "id", "Type": "string", **fields})


def _versions(aws: Cloud, **more: Any) -> list[str]:
    aws.table()
    _change(aws, "Orders", **more)
    versions = aws.glue.get_table_versions(DatabaseName="sales", TableName="orders")
    return sorted(version["VersionId"] for version in versions["TableVersions"])


def _change(aws: Cloud, description: str, **more: Any) -> None:
    table = {"Name": "orders", "Description": description}
    aws.glue.update_table(DatabaseName="sales", TableInput=table, **more)


def _version(aws: Cloud, *changes: str) -> str:
    aws.table()
    for change in changes:
        _change(aws, change)
    return aws.glue.get_table(DatabaseName="sales", Name="orders")["Table"]["VersionId"]


def _stale(aws: Cloud) -> None:
    aws.table()
    _change(aws, "Orders", VersionId="0")
    _change(aws, "All orders", VersionId="0")


def _comment_changed(aws: Cloud) -> Any:
    aws.table()
    table = aws.glue.get_table(DatabaseName="sales", Name="orders")["Table"]
    descriptor = table["StorageDescriptor"]
    descriptor["Columns"][0]["Comment"] = "Order number"
    changed: dict[str, Any] = {
        "Name": "orders",
        "StorageDescriptor": descriptor,
        "PartitionKeys": [],
    }
    aws.glue.update_table(DatabaseName="sales", TableInput=changed)
    after = aws.glue.get_table(DatabaseName="sales", Name="orders")["Table"]
    return after["StorageDescriptor"]["Columns"][0]["Comment"]


PROBES = (
    Probe(
        "glue-column-comment-too-long",
        COLUMN,
        "A column's comment has at most 255 characters.",
        _column(Comment="c" * 256),
        Refused("ValidationException", "length less than or equal to 255", 400),
        rule="glue_limits",
    ),
    Probe(
        "glue-column-comment-as-long-as-may-be",
        COLUMN,
        "255 characters are not too many.",
        _column(Comment="c" * 255),
        Works(),
    ),
    Probe(
        "glue-column-name-too-long",
        COLUMN,
        "A column's name has at most 255 characters.",
        _column(Name="c" * 256),
        Refused("ValidationException", "length less than or equal to 255", 400),
        rule="glue_limits",
    ),
    Probe(
        "glue-column-without-a-name",
        COLUMN,
        "A column has a name.",
        _column(Name=""),
        Refused("ValidationException", "length greater than or equal to 1", 400),
        rule="glue_limits",
    ),
    Probe(
        "glue-table-description-too-long",
        f"{API}/API_TableInput.html",
        "A description has at most 2048 characters.",
        lambda aws: aws.table(Description="d" * 2049),
        Refused("ValidationException", "length less than or equal to 2048", 400),
        rule="glue_limits",
    ),
    Probe(
        "glue-table-parameter-too-long",
        f"{API}/API_TableInput.html",
        "A parameter's value has at most 512,000 characters.",
        lambda aws: aws.table(Parameters={"spec": "x" * 512_001}),
        Refused("ValidationException", "length less than or equal to 512000", 400),
        rule="glue_limits",
    ),
    Probe(
        "glue-table-of-many-columns",
        "https://docs.aws.amazon.com/glue/latest/webapi/API_StorageDescriptor.html",
        "A table may have thousands of columns.",
        lambda aws: aws.table("orders", *({"Name": f"c{n}", "Type": "int"} for n in range(2000))),
        Works(),
    ),
    Probe(
        "glue-columns-of-one-name",
        f"{API}/API_CreateTable.html",
        "A column's name is its own.",
        lambda aws: aws.table("orders", *({"Name": "id", "Type": "string"} for _ in range(2))),
        Refused("InvalidInputException", "duplicate", 400),
        rule="glue_columns",
    ),
    Probe(
        "glue-partition-key-named-as-a-column",
        f"{API}/API_CreateTable.html",
        "A partition key is no column of the files too.",
        lambda aws: aws.table("orders", DAY, PartitionKeys=[DAY]),
        Refused("InvalidInputException", "duplicate", 400),
        rule="glue_columns",
    ),
    Probe(
        "glue-column-of-an-unknown-type",
        "https://docs.aws.amazon.com/athena/latest/ug/data-types.html",
        "A column's type is one that Hive knows.",
        _column(Type="strng"),
        Refused("InvalidInputException", "type expected", 400),
        rule="glue_columns",
    ),
    Probe(
        "glue-column-of-half-a-type",
        "https://docs.aws.amazon.com/athena/latest/ug/data-types.html",
        "A type is written to its end.",
        _column(Type="struct<street:string,city"),
        Refused("InvalidInputException", "expected", 400),
        rule="glue_columns",
    ),
    Probe(
        "glue-column-of-a-nested-type",
        "https://docs.aws.amazon.com/athena/latest/ug/data-types.html",
        "Types nest.",
        _column(Type="array<struct<at:timestamp,price:decimal(18,2),tags:map<string,int>>>"),
        Works(),
    ),
    Probe(
        "glue-first-version",
        f"{API}/API_GetTable.html",
        "A table's versions are counted from zero.",
        _version,
        Gives("0"),
        rule="glue_versions",
    ),
    Probe(
        "glue-next-version",
        UPDATE,
        "Each change makes a version.",
        lambda aws: _version(aws, "Orders", "All orders"),
        Gives("2"),
        rule="glue_versions",
    ),
    Probe(
        "glue-old-versions",
        UPDATE,
        "Older versions are kept.",
        _versions,
        Gives(["0", "1"]),
        rule="glue_versions",
    ),
    Probe(
        "glue-no-old-versions",
        UPDATE,
        "With SkipArchive the version before is not kept.",
        lambda aws: _versions(aws, SkipArchive=True),
        Gives(["1"]),
        rule="glue_versions",
    ),
    Probe(
        "glue-change-of-a-stale-version",
        UPDATE,
        "A change that was made for an older version is refused.",
        _stale,
        Refused("ConcurrentModificationException", status=400),
        rule="glue_versions",
    ),
    Probe(
        "glue-column-comment-in-place",
        UPDATE,
        "A column's comment changes in place.",
        _comment_changed,
        Gives("Order number"),
    ),
    Probe(
        "glue-table-in-no-database",
        f"{API}/API_CreateTable.html",
        "A table lies in a database.",
        lambda aws: aws.glue.create_table(DatabaseName="gone", TableInput={"Name": "orders"}),
        Refused("EntityNotFoundException", status=400),
    ),
    Probe(
        "glue-change-of-a-missing-table",
        UPDATE,
        "What is not there is not changed.",
        lambda aws: (aws.database(), _change(aws, "Orders")),
        Refused("EntityNotFoundException", status=400),
    ),
)
