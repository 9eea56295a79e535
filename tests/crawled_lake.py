"""A lake as crawlers leave it: a bucket without settings, CSV and Parquet, partitions."""

import io
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

DATABASE, BUCKET = "crm_raw", "acme-crm-raw"
REGION = "eu-central-1"
STATISTICS = {
    "CrawlerSchemaDeserializerVersion": "1.0",
    "CrawlerSchemaSerializerVersion": "1.0",
    "UPDATED_BY_CRAWLER": "crm-nightly",
    "averageRecordSize": "36",
    "compressionType": "none",
    "objectCount": "1",
    "recordCount": "3",
    "sizeKey": "412",
    "typeOfData": "file",
}
TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
PARQUET = "org.apache.hadoop.hive.ql.io.parquet"
VISITS = "visitor,seconds\nv1,30\nv2,45\n"


def columns(**types: str) -> list[dict[str, str]]:
    return [{"Name": name, "Type": type_} for name, type_ in types.items()]


def crawled(
    name: str,
    location: str,
    types: Mapping[str, str],
    parameters: Mapping[str, str],
    **read: Any,
) -> dict[str, Any]:
    """A table as a crawler describes it; `read` says how its files are read."""
    return {
        "Name": name,
        "Owner": "owner",
        "Retention": 0,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": parameters,
        "StorageDescriptor": {
            "Columns": columns(**types),
            "Location": location,
            "Compressed": False,
            "NumberOfBuckets": -1,
            "Parameters": parameters,
            "StoredAsSubDirectories": False,
            **read,
        },
    }


def csv_table(name: str, location: str, **types: str) -> dict[str, Any]:
    """A table of comma-separated files."""
    said = {"classification": "csv", "delimiter": ",", "skip.header.line.count": "1"}
    parameters = {**STATISTICS, **said, "areColumnsQuoted": "false", "columnsOrdered": "true"}
    return crawled(
        name,
        location,
        types,
        parameters,
        InputFormat=TEXT_INPUT,
        OutputFormat=TEXT_OUTPUT,
        SerdeInfo={"SerializationLibrary": LAZY, "Parameters": {"field.delim": ","}},
    )


def parquet_table(name: str, location: str, **types: str) -> dict[str, Any]:
    """A table of Parquet files."""
    return crawled(
        name,
        location,
        types,
        {**STATISTICS, "classification": "parquet"},
        InputFormat=f"{PARQUET}.MapredParquetInputFormat",
        OutputFormat=f"{PARQUET}.MapredParquetOutputFormat",
        SerdeInfo={
            "SerializationLibrary": f"{PARQUET}.serde.ParquetHiveSerDe",
            "Parameters": {"serialization.format": "1"},
        },
    )


def parquet_file(**values: list[Any]) -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table(values), written)  # pyright: ignore[reportUnknownMemberType]
    return written.getvalue()


def fill(s3: Any, glue: Any, *, bucket: str = BUCKET, prefix: str = "") -> None:
    """Makes the lake: `customers` of Parquet, partitioned by country; `visits` of CSV; a view."""
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    at = f"{prefix}Customers/country=de/part-0.snappy.parquet"
    rows = parquet_file(customer_id=["c1", "c2", "c3"], email=["a@x.example", None, "c@x.example"])
    s3.put_object(Bucket=bucket, Key=at, Body=rows)
    s3.put_object(Bucket=bucket, Key=f"{prefix}visits/2026.csv", Body=VISITS.encode())
    glue.create_database(DatabaseInput={"Name": DATABASE})
    root = f"s3://{bucket}/{prefix}"
    customers = parquet_table(
        "customers", f"{root}Customers/", customer_id="string", email="string"
    )
    customers["PartitionKeys"] = columns(country="string")
    visits = csv_table("visits", f"{root}visits/", visitor="string", seconds="bigint")
    for table in (customers, visits):
        glue.create_table(DatabaseName=DATABASE, TableInput=table)
    part = {**customers["StorageDescriptor"], "Location": f"{root}Customers/country=de/"}
    glue.create_partition(
        DatabaseName=DATABASE,
        TableName="customers",
        PartitionInput={"Values": ["de"], "StorageDescriptor": part},
    )
